package effect

import (
	"context"
	"image"
	"slices"
)

// Over lays a picture on another one. The top left corner of src is at the point at of dst, which can be negative.
// Parts beyond the edges of dst are cut.
func Over(dst, src *image.NRGBA, at image.Point) {
	forOverlap(dst, src, at, func(below, above []byte) {
		switch {
		case above[3] == 0xff:
			copy(below, above)
		case above[3] > 0:
			overPixel(below, above)
		}
	})
}

// overPixel lays a pixel on another one.
func overPixel(below, above []byte) {
	alpha, rest := uint32(above[3]), uint32(0xff-above[3])*uint32(below[3])
	total := alpha*0xff + rest // alpha of the result, times 0xff
	for i, color := range above[:3] {
		below[i] = byte((uint32(color)*alpha*0xff + uint32(below[i])*rest + total/2) / total)
	}
	below[3] = byte((total + 127) / 0xff)
}

// Multiply lays a picture on another one and multiplies the colours where both are opaque, so that the result is darker
// than both. A white picture changes nothing.
func Multiply(dst, src *image.NRGBA, at image.Point) {
	forOverlap(dst, src, at, func(below, above []byte) {
		if above[3] > 0 {
			multiplyPixel(below, above)
		}
	})
}

// multiplyPixel uses the formula of https://www.w3.org/TR/compositing-1/#blendingmultiply.
func multiplyPixel(below, above []byte) {
	upper, lower := uint64(above[3]), uint64(below[3])
	onlyUpper, onlyLower, both := upper*(0xff-lower), lower*(0xff-upper), upper*lower
	total := onlyUpper + onlyLower + both // alpha of the result, times 0xff
	for i := range 3 {
		u, l := uint64(above[i]), uint64(below[i])
		sum := (u*onlyUpper+l*onlyLower)*0xff + u*l*both
		below[i] = byte((sum + total*0xff/2) / (total * 0xff))
	}
	below[3] = byte((total + 127) / 0xff)
}

// Cutout makes the opaque parts of src holes in dst.
func Cutout(dst, src *image.NRGBA, at image.Point) {
	forOverlap(dst, src, at, func(below, above []byte) { scaleAlpha(below, 0xff-above[3]) })
}

// Cutter keeps only those parts of dst that are under opaque parts of src. What is beside src becomes transparent.
func Cutter(dst, src *image.NRGBA, at image.Point) {
	inside := src.Rect.Add(at).Intersect(dst.Rect)
	for y := dst.Rect.Min.Y; y < dst.Rect.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(0, y):][:dst.Rect.Dx()*channels]
		if y < inside.Min.Y || y >= inside.Max.Y {
			clear(row)
			continue
		}
		clear(row[:inside.Min.X*channels])
		clear(row[inside.Max.X*channels:])
	}
	forOverlap(dst, src, at, func(below, above []byte) { scaleAlpha(below, above[3]) })
}

// scaleAlpha multiplies the alpha of a pixel. A transparent pixel has no colour.
func scaleAlpha(pixel []byte, factor byte) {
	pixel[3] = byte((uint32(pixel[3])*uint32(factor) + 127) / 0xff)
	if pixel[3] == 0 {
		clear(pixel)
	}
}

// forOverlap calls f with each pixel of dst that is under a pixel of src, and with that pixel.
func forOverlap(dst, src *image.NRGBA, at image.Point, f func(below, above []byte)) {
	overlap := src.Rect.Add(at).Intersect(dst.Rect)
	for y := overlap.Min.Y; y < overlap.Max.Y; y++ {
		below := dst.Pix[dst.PixOffset(overlap.Min.X, y):][:overlap.Dx()*channels]
		above := src.Pix[src.PixOffset(overlap.Min.X-at.X, y-at.Y):][:len(below)]
		for i := 0; i < len(below); i += channels {
			f(below[i:i+channels:i+channels], above[i:i+channels:i+channels])
		}
	}
}

// Displace moves the pixels of dst that are under src. A pixel shows what is to its right by as many pixels as its red
// in src says: x for 256, none for 128, and -x for 0. Green does the same downwards, with y. The displacement is
// multiplied by the alpha of src. The outermost pixels of dst are repeated beyond its edges. x and y count as at most
// 32,767 pixels.
func Displace(ctx context.Context, dst, src *image.NRGBA, at image.Point, x, y int) error {
	from := &image.NRGBA{Pix: slices.Clone(dst.Pix), Stride: dst.Stride, Rect: dst.Rect}
	x, y = min(max(x, -maxDisplacement), maxDisplacement), min(max(y, -maxDisplacement), maxDisplacement)
	overlap := src.Rect.Add(at).Intersect(dst.Rect)
	for py := overlap.Min.Y; py < overlap.Max.Y; py++ {
		if py%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for px := overlap.Min.X; px < overlap.Max.X; px++ {
			p := src.Pix[src.PixOffset(px-at.X, py-at.Y):][:channels]
			if dx, dy := displacement(p[0], p[3], x), displacement(p[1], p[3], y); dx != 0 || dy != 0 {
				samplePixel(dst.Pix[dst.PixOffset(px, py):], from, px*subpixels+dx, py*subpixels+dy)
			}
		}
	}
	return nil
}

// maxDisplacement is the largest displacement in pixels.
const maxDisplacement = 1<<15 - 1

// subpixels is the resolution of positions between pixels.
const subpixels = 256

// displacement returns a displacement in subpixels.
func displacement(value, alpha byte, strength int) int {
	const neutral = 128
	return (int(value) - neutral) * int(alpha) * strength * (subpixels / neutral) / 0xff
}

// samplePixel writes the colour of a position in subpixels, which it interpolates between four pixels.
func samplePixel(to []byte, from *image.NRGBA, x, y int) {
	maxX, maxY := from.Rect.Dx()-1, from.Rect.Dy()-1
	x, y = min(max(x, 0), maxX*subpixels), min(max(y, 0), maxY*subpixels)
	left, top, right, bottom := x/subpixels, y/subpixels, uint64(x%subpixels), uint64(y%subpixels)
	var sums [channels]uint64 // of the colours multiplied by alpha, and of alpha
	for i, weight := range [4]uint64{
		(subpixels - right) * (subpixels - bottom), right * (subpixels - bottom), (subpixels - right) * bottom,
		right * bottom,
	} {
		p := from.Pix[from.PixOffset(min(left+i%2, maxX), min(top+i/2, maxY)):][:channels]
		alpha := weight * uint64(p[3])
		for c := range 3 {
			sums[c] += alpha * uint64(p[c])
		}
		sums[3] += alpha
	}
	alpha := sums[3]
	to[3] = byte((alpha + subpixels*subpixels/2) / (subpixels * subpixels))
	if to[3] == 0 {
		clear(to[:channels])
		return
	}
	for c := range 3 {
		to[c] = byte((sums[c] + alpha/2) / alpha)
	}
}
