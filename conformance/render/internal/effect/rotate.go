package effect

import (
	"context"
	"image"
	"math"
)

// RotatedSize returns the size of a picture of a size after [Rotate]: that of the smallest rectangle around it.
func RotatedSize(w, h int, degrees float64) (rotatedWidth, rotatedHeight int) {
	if quarters, ok := quartersOf(degrees); ok {
		if quarters%2 != 0 {
			return h, w
		}
		return w, h
	}
	sin, cos := math.Sincos(math.Mod(degrees, 360) * math.Pi / 180)
	sin, cos = math.Abs(sin), math.Abs(cos)
	width, height := float64(float64(w)*cos)+float64(h)*sin, float64(float64(w)*sin)+float64(h)*cos
	return max(1, int(math.Round(width))), max(1, int(math.Round(height)))
}

// quartersOf returns how many quarters an angle has, if it is a multiple of a quarter.
func quartersOf(degrees float64) (int, bool) {
	degrees = math.Mod(degrees, 360)
	return int(degrees / 90), math.Mod(degrees, 90) == 0
}

// angleBits is the number of bits after the binary point of sines and cosines.
const angleBits = 30

// Rotate returns a picture that is turned clockwise by an angle, counterclockwise by a negative one. The result is as
// large as [RotatedSize] says; its corners are transparent, and the edges of the picture are antialiased. Multiples of
// 90 degrees do not change the color of any pixel. The angle must be finite.
func Rotate(ctx context.Context, m *image.NRGBA, degrees float64) (*image.NRGBA, error) {
	if quarters, ok := quartersOf(degrees); ok {
		return RotateQuarters(m, quarters), ctx.Err()
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	newWidth, newHeight := RotatedSize(w, h, degrees)
	sin, cos := math.Sincos(math.Mod(degrees, 360) * math.Pi / 180)
	s, c := int64(math.Round(sin*(1<<angleBits))), int64(math.Round(cos*(1<<angleBits)))
	// Twice the distance from the center keeps the center of an odd number of pixels whole.
	return resample(ctx, m, newWidth, newHeight, 1, func(x, y int) (int, int, bool) {
		dx, dy := int64(2*x-newWidth*unit), int64(2*y-newHeight*unit)
		sx, sy := (dx*c+dy*s)>>(angleBits+1), (dy*c-dx*s)>>(angleBits+1)
		return int(sx) + w*unit/2, int(sy) + h*unit/2, true
	})
}

// RotateQuarters returns a picture that is turned clockwise by a number of quarters, which can be negative. No pixel
// changes its color.
func RotateQuarters(m *image.NRGBA, quarters int) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	switch quarters & 3 {
	case 0:
		return Clone(m)
	case 2:
		out := Clone(m)
		FlipVertical(out)
		FlipHorizontal(out)
		return out
	}
	out := image.NewNRGBA(image.Rect(0, 0, h, w))
	for y := range h {
		row := m.Pix[y*m.Stride : y*m.Stride+channels*w]
		at, step := channels*(h-1-y), out.Stride // clockwise: rows become columns from the right to the left
		if quarters&3 == 3 {
			at, step = (w-1)*out.Stride+channels*y, -out.Stride
		}
		for ; len(row) > 0; row, at = row[channels:], at+step {
			copy(out.Pix[at:][:channels], row[:channels])
		}
	}
	return out
}
