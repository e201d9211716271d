package codec

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
)

// normalize returns the picture as an *image.YCbCr, an *image.Gray or an *image.NRGBA that begins at 0, 0. Samples of
// 16 bits lose their lower 8 bits. It changes the picture that it is given if that saves a copy.
func normalize(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.YCbCr:
		return m
	case *image.Gray:
		return m
	case *image.NRGBA, *Drawing:
		return m
	case *image.RGBA:
		return unpremultiply(m)
	case *image.Paletted:
		return expandPalette(m)
	case *image.Gray16:
		return &image.Gray{Pix: highBytes(m.Pix), Stride: m.Stride / 2, Rect: m.Rect}
	case *image.NRGBA64:
		return &image.NRGBA{Pix: highBytes(m.Pix), Stride: m.Stride / 2, Rect: m.Rect}
	case *image.RGBA64:
		return unpremultiply(&image.RGBA{Pix: highBytes(m.Pix), Stride: m.Stride / 2, Rect: m.Rect})
	case *image.CMYK:
		return fromCMYK(m)
	case *image.NYCbCrA:
		return fromNYCbCrA(m)
	}
	dst := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Src)
	return dst
}

// highBytes returns the first byte of each pair.
func highBytes(pix []byte) []byte {
	high := make([]byte, len(pix)/2)
	for i := range high {
		high[i] = pix[2*i]
	}
	return high
}

// unpremultiply changes the pixels of m, which are those of the result.
func unpremultiply(m *image.RGBA) *image.NRGBA {
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		p := m.Pix[i : i+4 : i+4]
		alpha := uint32(p[3])
		if alpha == 0 || alpha == 0xff {
			continue
		}
		for c := range 3 {
			p[c] = uint8(min(0xff, (uint32(p[c])*0xff+alpha/2)/alpha))
		}
	}
	return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

// nrgbaPalette has the colors of all indices; those that a palette does not have are black, as in package image/draw.
func nrgbaPalette(p color.Palette) *[256][4]byte {
	var colors [256][4]byte
	for i := range colors {
		colors[i][3] = 0xff
	}
	for i, c := range p[:min(len(p), 256)] {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		colors[i] = [4]byte{n.R, n.G, n.B, n.A}
	}
	return &colors
}

func expandPalette(m *image.Paletted) *image.NRGBA {
	dst := image.NewNRGBA(image.Rectangle{Max: m.Rect.Size()})
	colors := nrgbaPalette(m.Palette)
	for y := range dst.Rect.Max.Y {
		row := dst.Pix[y*dst.Stride:]
		for x, index := range m.Pix[y*m.Stride:][:dst.Rect.Max.X] {
			copy(row[4*x:], colors[index][:])
		}
	}
	return dst
}

func fromCMYK(m *image.CMYK) *image.NRGBA {
	dst := image.NewNRGBA(image.Rectangle{Max: m.Rect.Size()})
	for y := range dst.Rect.Max.Y {
		to, from := dst.Pix[y*dst.Stride:], m.Pix[y*m.Stride:]
		for i := 0; i < 4*dst.Rect.Max.X; i += 4 {
			to[i], to[i+1], to[i+2] = color.CMYKToRGB(from[i], from[i+1], from[i+2], from[i+3])
			to[i+3] = 0xff
		}
	}
	return dst
}

func fromNYCbCrA(m *image.NYCbCrA) *image.NRGBA {
	dst := image.NewNRGBA(image.Rectangle{Max: m.Rect.Size()})
	for y := range dst.Rect.Max.Y {
		for x := range dst.Rect.Max.X {
			p := dst.Pix[y*dst.Stride+4*x:][:4]
			atY, atC := m.YOffset(x, y), m.COffset(x, y)
			p[0], p[1], p[2] = color.YCbCrToRGB(m.Y[atY], m.Cb[atC], m.Cr[atC])
			p[3] = m.A[m.AOffset(x, y)]
		}
	}
	return dst
}

// fullRange converts samples of WebP, whose black is 16 and whose white is 235, to those of package image, which are
// those of JPEG: from 0 to 255. It changes the picture that it is given.
func fullRange(m image.Image) image.Image {
	var planes *image.YCbCr
	switch m := m.(type) {
	case *image.YCbCr:
		planes = m
	case *image.NYCbCrA:
		planes = &m.YCbCr
	default:
		return m
	}
	var luma, chroma [256]byte
	for i := range 256 {
		luma[i] = uint8(min(max((2*(i-16)*255+219)/(2*219), 0), 255))
		chroma[i] = uint8(min(max(128+divideRounded((i-128)*255, 224), 0), 255))
	}
	mapBytes(planes.Y, &luma)
	mapBytes(planes.Cb, &chroma)
	mapBytes(planes.Cr, &chroma)
	return m
}

func divideRounded(a, b int) int {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}

func mapBytes(plane []byte, table *[256]byte) {
	for i, v := range plane {
		plane[i] = table[v]
	}
}

// withoutAlpha returns the picture on black, for formats without transparency.
func withoutAlpha(m *image.NRGBA) *image.RGBA {
	if m.Opaque() {
		return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	}
	dst := &image.RGBA{Pix: bytes.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
	for i := 0; i+4 <= len(dst.Pix); i += 4 {
		p := dst.Pix[i : i+4 : i+4]
		alpha := uint32(p[3])
		for c := range 3 {
			p[c] = uint8((uint32(p[c])*alpha + 127) / 255)
		}
		p[3] = 0xff
	}
	return dst
}
