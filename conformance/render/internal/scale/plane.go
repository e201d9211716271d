package scale

import (
	"image"
	"image/color"
)

// plane is a picture, or one of the components of a picture, whose lines are read one by one. One of bytes and words is
// set. Both return the pixels x0 to x1 of line y, counted from the top left pixel of the picture; they are valid until
// the next call.
type plane struct {
	bounds   image.Rectangle
	channels int
	bytes    func(y, x0, x1 int) []byte
	words    func(y, x0, x1 int) []uint16
}

// sampler returns a sampler that resizes the part src of p.
func (p plane) sampler(src Rect, size image.Point) *sampler {
	left, top := float64(p.bounds.Min.X), float64(p.bounds.Min.Y)
	x := newAxis(p.bounds.Dx(), src.X0-left, src.X1-left, size.X)
	y := newAxis(p.bounds.Dy(), src.Y0-top, src.Y1-top, size.Y)
	first, end := x.pixels()
	columns := (end - first) * p.channels
	if p.bytes != nil {
		line := func(y int) []byte { return p.bytes(y, first, end) }
		return newSampler(x, y, p.channels, newByteLines(line, columns))
	}
	line := func(y int) []uint16 { return p.words(y, first, end) }
	return newSampler(x, y, p.channels, &wordLines{line: line, sums: make([]uint32, columns)})
}

// stored returns the lines of pixels that are stored as they are used.
func stored(pix []byte, stride, channels int) func(y, x0, x1 int) []byte {
	return func(y, x0, x1 int) []byte {
		return pix[y*stride+x0*channels : y*stride+x1*channels]
	}
}

// planeOf returns a picture as a plane with four channels: red, green and blue, multiplied by alpha, and alpha.
func planeOf(m image.Image) plane {
	p := plane{bounds: m.Bounds(), channels: 4}
	switch m := m.(type) {
	case *image.RGBA:
		p.bytes = stored(m.Pix, m.Stride, 4)
	case *image.NRGBA:
		if m.Opaque() {
			p.bytes = stored(m.Pix, m.Stride, 4)
		} else {
			p.words = wordsOfNRGBA(m)
		}
	case *image.Paletted:
		p.words = wordsOfPaletted(m)
	case *image.CMYK:
		p.bytes = bytesOfCMYK(m)
	case *image.NYCbCrA:
		p.words = wordsOfNYCbCrA(m)
	default:
		p.words = wordsOf(m)
	}
	return p
}

// premultiply writes a color of 8 bits as words that are multiplied by alpha.
func premultiply(to []uint16, c color.NRGBA) {
	words := (*[4]uint16)(to)
	alpha := uint32(c.A) * 0x101
	words[0] = uint16((uint32(c.R)*alpha + 127) / 0xff)
	words[1] = uint16((uint32(c.G)*alpha + 127) / 0xff)
	words[2] = uint16((uint32(c.B)*alpha + 127) / 0xff)
	words[3] = uint16(alpha)
}

// convert returns the lines of a picture that are converted pixel by pixel. The function pixel writes a pixel, counted
// from the top left pixel of the picture, as four words.
func convert(pixel func(to []uint16, x, y int)) func(y, x0, x1 int) []uint16 {
	var line []uint16
	return func(y, x0, x1 int) []uint16 {
		if line == nil {
			line = make([]uint16, (x1-x0)*4)
		}
		for x := x0; x < x1; x++ {
			pixel(line[(x-x0)*4:(x-x0)*4+4], x, y)
		}
		return line
	}
}

func wordsOfNRGBA(m *image.NRGBA) func(y, x0, x1 int) []uint16 {
	var line []uint16
	return func(y, x0, x1 int) []uint16 {
		if line == nil {
			line = make([]uint16, (x1-x0)*4)
		}
		to := line
		for p := m.Pix[y*m.Stride+x0*4 : y*m.Stride+x1*4]; len(p) >= 4 && len(to) >= 4; p, to = p[4:], to[4:] {
			premultiply(to, color.NRGBA{R: p[0], G: p[1], B: p[2], A: p[3]})
		}
		return line
	}
}

func wordsOfPaletted(m *image.Paletted) func(y, x0, x1 int) []uint16 {
	var palette [256][4]uint16
	for i, c := range m.Palette[:min(len(m.Palette), len(palette))] {
		writeColor(palette[i][:], c)
	}
	return convert(func(to []uint16, x, y int) {
		*(*[4]uint16)(to) = palette[m.Pix[y*m.Stride+x]]
	})
}

func wordsOfNYCbCrA(m *image.NYCbCrA) func(y, x0, x1 int) []uint16 {
	return convert(func(to []uint16, x, y int) {
		c := m.NYCbCrAAt(m.Rect.Min.X+x, m.Rect.Min.Y+y)
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		premultiply(to, color.NRGBA{R: r, G: g, B: b, A: c.A})
	})
}

// wordsOf returns the lines of any picture.
func wordsOf(m image.Image) func(y, x0, x1 int) []uint16 {
	origin := m.Bounds().Min
	if m, ok := m.(image.RGBA64Image); ok {
		return convert(func(to []uint16, x, y int) {
			c := m.RGBA64At(origin.X+x, origin.Y+y)
			to[0], to[1], to[2], to[3] = c.R, c.G, c.B, c.A
		})
	}
	return convert(func(to []uint16, x, y int) { writeColor(to, m.At(origin.X+x, origin.Y+y)) })
}

// writeColor writes any color as words that are multiplied by alpha.
func writeColor(to []uint16, c color.Color) {
	if c, ok := c.(color.NRGBA); ok {
		premultiply(to, c)
		return
	}
	r, g, b, a := c.RGBA()
	to[0], to[1], to[2], to[3] = uint16(r), uint16(g), uint16(b), uint16(a)
}

func bytesOfCMYK(m *image.CMYK) func(y, x0, x1 int) []byte {
	var line []byte
	return func(y, x0, x1 int) []byte {
		line = line[:0]
		for p := m.Pix[y*m.Stride+x0*4 : y*m.Stride+x1*4]; len(p) >= 4; p = p[4:] {
			r, g, b := color.CMYKToRGB(p[0], p[1], p[2], p[3])
			line = append(line, r, g, b, 0xff)
		}
		return line
	}
}

func wordsOfGray16(m *image.Gray16) func(y, x0, x1 int) []uint16 {
	var line []uint16
	return func(y, x0, x1 int) []uint16 {
		line = line[:0]
		for p := m.Pix[y*m.Stride+x0*2 : y*m.Stride+x1*2]; len(p) >= 2; p = p[2:] {
			line = append(line, uint16(p[0])<<8|uint16(p[1]))
		}
		return line
	}
}
