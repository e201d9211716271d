package effect

import (
	"context"
	"image"
	"slices"
)

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
