package effect

import (
	"context"
	"image"
)

// Displace moves the pixels of dst that are under src. A pixel shows what is to its right by as many pixels as its red
// in src says: almost x for 255, none for 128, and -x for 0. Green does the same downwards, with y. The displacement is
// multiplied by the alpha of src. The outermost pixels of dst are repeated beyond its edges. x and y count as at most
// 32,767 pixels.
func Displace(ctx context.Context, dst, src *image.NRGBA, at image.Point, x, y int) error {
	from := Clone(dst)
	x, y = min(max(x, -maxDisplacement), maxDisplacement), min(max(y, -maxDisplacement), maxDisplacement)
	overlap := src.Rect.Add(at).Intersect(dst.Rect)
	for py := overlap.Min.Y; py < overlap.Max.Y; py++ {
		if py%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for px := overlap.Min.X; px < overlap.Max.X; px++ {
			p := src.Pix[src.PixOffset(px-at.X, py-at.Y):][:channels]
			if dx, dy := displacement(p[0], p[3], x), displacement(p[1], p[3], y); dx != 0 || dy != 0 {
				samplePixel(dst.Pix[dst.PixOffset(px, py):], from, px*unit+dx, py*unit+dy)
			}
		}
	}
	return nil
}

// maxDisplacement is the largest displacement in pixels.
const maxDisplacement = 1<<15 - 1

// displacement returns a displacement in units.
func displacement(value, alpha byte, strength int) int {
	const neutral = 128
	return (int(value) - neutral) * int(alpha) * strength * (unit / neutral) / 0xff
}

// samplePixel writes the color of a place, which it interpolates between the four nearest pixels. The places are those
// of the centers of pixels. The outermost pixels are repeated beyond the edges.
func samplePixel(to []byte, from *image.NRGBA, x, y int) {
	maxX, maxY := from.Rect.Dx()-1, from.Rect.Dy()-1
	x, y = min(max(x, 0), maxX*unit), min(max(y, 0), maxY*unit)
	column, row, right, below := x/unit, y/unit, uint64(x%unit), uint64(y%unit)
	left, above := unit-right, unit-below
	var s colorSum
	for i, weight := range [4]uint64{left * above, right * above, left * below, right * below} {
		s.add(from.Pix[from.PixOffset(min(column+i%2, maxX), min(row+i/2, maxY)):], weight)
	}
	s.store(to[:channels], unit*unit)
}
