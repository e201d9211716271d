package effect

import (
	"image"
)

// Over lays a picture on another one. The top left corner of src is at the point at of dst, which can be negative.
// Parts beyond the edges of dst are cut.
func Over(dst, src *image.NRGBA, at image.Point) {
	forOverlap(dst, src, at, func(below, above []byte) {
		switch {
		case above[3] == 0xff:
			copy(below, above)
		case above[3] > 0:
			overPixel(below, above, below)
		}
	})
}

// Multiply lays a picture on another one and multiplies the colors where both are opaque, so that the result is darker
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
