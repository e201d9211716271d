package effect

import (
	"context"
	"image"
	"math"
)

// ArcSize returns the size of a picture of a size after [Arc].
func ArcSize(w, h, degrees int) (arcWidth, arcHeight int) {
	if degrees == 0 {
		return w, h
	}
	bounds := newArc(w, h, degrees).bounds
	return bounds.Dx(), bounds.Dy()
}

// Arc bends a picture along an arc of -360 to 360 degrees. For positive degrees, its top becomes the outer edge of the
// arc, so that the middle of the picture is higher than its sides; for negative ones its bottom. The line in the middle
// between top and bottom keeps its length, and what was vertical its height. The result is the smallest rectangle
// around the arc, as large as [ArcSize] says; the rest of it is transparent.
func Arc(ctx context.Context, m *image.NRGBA, degrees int) (*image.NRGBA, error) {
	if degrees == 0 {
		return RotateQuarters(m, 0), ctx.Err()
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	a := newArc(w, h, degrees)
	width, height := a.bounds.Dx(), a.bounds.Dy()
	isDown := degrees < 0
	return resample(ctx, m, width, height, distortSamples, func(x, y int) (int, int, bool) {
		if isDown {
			y = height*unit - y
		}
		sx, sy, ok := a.source(x, y)
		if isDown {
			sy = h*unit - sy
		}
		return sx, sy, ok
	})
}

// arc is the geometry of a picture that is bent upwards around a center. Lengths are in units.
type arc struct {
	width, height int64           // of the picture
	outer         int64           // the radius of the top of the picture
	middle        float64         // the radius of the middle of the picture
	bounds        image.Rectangle // of the result in pixels, with the center of the arc at 0, 0
}

func newArc(w, h, degrees int) arc {
	angle := math.Abs(float64(degrees)) * math.Pi / 180
	middle := float64(w) / angle
	outer, inner := middle+float64(h)/2, max(0, middle-float64(h)/2)
	half := angle / 2
	// The widest place is at the ends of the arc, or at the left and the right of the center if the arc reaches there.
	right := outer
	if half < math.Pi/2 {
		right = outer * math.Sin(half)
	}
	bottom := max(-inner*math.Cos(half), -outer*math.Cos(half))
	columns, above, below := wholePixels(right), wholePixels(outer), wholePixels(bottom)
	return arc{
		width: int64(w) * unit, height: int64(h) * unit, outer: int64(math.Round(outer * unit)), middle: middle * unit,
		bounds: image.Rect(-columns, -above, columns, max(below, 1-above)),
	}
}

// tolerance is how far beyond a pixel an arc can reach without a further pixel.
const tolerance = 1.0 / 16

func wholePixels(length float64) int { return int(math.Ceil(length - tolerance)) }

// source returns the place in the picture for a place in the result.
func (a arc) source(x, y int) (sourceX, sourceY int, ok bool) {
	dx, dy := int64(x+a.bounds.Min.X*unit), int64(y+a.bounds.Min.Y*unit)
	radius := int64(math.Sqrt(float64(dx*dx + dy*dy)))
	fromTop := a.outer - radius
	if fromTop < -unit || fromTop > a.height+unit {
		return 0, 0, false
	}
	along := float64(angleFromTop(dx, dy)) / (1 << angleBits) * a.middle
	if along < -float64(a.width) || along > float64(a.width) {
		return 0, 0, false
	}
	return int(int64(math.Floor(along)) + a.width/2), int(fromTop), true
}

const (
	atanBits  = 12 // the number of bits of the index of atanTable
	piInAngle = 3373259426
)

// atanTable has the arc tangents of the fractions i/2^atanBits, with angleBits bits after the binary point.
var atanTable = func() (table [1<<atanBits + 2]int64) {
	for i := range table {
		table[i] = int64(math.Round(math.Atan(float64(i)/(1<<atanBits)) * (1 << angleBits)))
	}
	return table
}()

// angleFromTop returns the angle between a direction and the one to the top, from -pi at the left to pi at the right,
// with angleBits bits after the binary point.
func angleFromTop(dx, dy int64) int64 {
	x, y := max(dx, -dx), max(dy, -dy)
	if x == 0 && y == 0 {
		return 0
	}
	angle := int64(0)
	if x <= y {
		angle = atan(x, y)
	} else {
		angle = piInAngle/2 - atan(y, x)
	}
	if dy > 0 {
		angle = piInAngle - angle
	}
	if dx < 0 {
		angle = -angle
	}
	return angle
}

// atan returns the arc tangent of a fraction from 0 to 1.
func atan(numerator, denominator int64) int64 {
	const bits = 30
	fraction := numerator << bits / denominator
	i, rest := fraction>>(bits-atanBits), fraction&(1<<(bits-atanBits)-1)
	return atanTable[i] + (atanTable[i+1]-atanTable[i])*rest>>(bits-atanBits)
}
