package effect

import (
	"context"
	"errors"
	"image"
	"math"
)

// ErrCorners is the error for four points that are not the corners of a convex shape in clockwise order.
var ErrCorners = errors.New("the corners are not those of a convex shape, clockwise from the top left")

// distortSamples is how many places of a pixel are sampled in each direction where parts of a picture become smaller.
const distortSamples = 2

// Perspective shows a picture in perspective: its corners are moved to the given points, clockwise from the top left.
// The result has the size of the picture; what is beyond is cut off, what is not covered is transparent. The error can
// be [ErrCorners].
func Perspective(ctx context.Context, m *image.NRGBA, corners [4]image.Point) (*image.NRGBA, error) {
	if err := CheckCorners(corners); err != nil {
		return nil, err
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	p := toUnitSquare(corners)
	width, height := float64(w)*unit, float64(h)*unit
	return resample(ctx, m, w, h, distortSamples, func(x, y int) (int, int, bool) {
		u, v, ok := p.apply(float64(x)/unit, float64(y)/unit)
		if !ok || u < -1 || u > 2 || v < -1 || v > 2 {
			return 0, 0, false
		}
		return int(math.Floor(u * width)), int(math.Floor(v * height)), true
	})
}

// CheckCorners returns [ErrCorners] for points that are not the corners of a convex shape in clockwise order.
func CheckCorners(corners [4]image.Point) error {
	for i, at := range corners {
		next, afterNext := corners[(i+1)%4], corners[(i+2)%4]
		a, b := next.Sub(at), afterNext.Sub(next)
		if a.X*b.Y-a.Y*b.X <= 0 {
			return ErrCorners
		}
	}
	return nil
}

// projection is a matrix that moves points of a plane in perspective.
type projection [3][3]float64

// toUnitSquare returns the projection that moves the given corners to those of the square from 0, 0 to 1, 1.
//
// Its formulas are from Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, section 2.2.3.
func toUnitSquare(corners [4]image.Point) projection {
	var x, y [4]float64
	for i, at := range corners {
		x[i], y[i] = float64(at.X), float64(at.Y)
	}
	dx1, dx2, dx3 := x[1]-x[2], x[3]-x[2], x[0]-x[1]+x[2]-x[3]
	dy1, dy2, dy3 := y[1]-y[2], y[3]-y[2], y[0]-y[1]+y[2]-y[3]
	determinant := difference(dx1, dy2, dx2, dy1)
	g, h := difference(dx3, dy2, dx2, dy3)/determinant, difference(dx1, dy3, dx3, dy1)/determinant
	return projection{
		{x[1] - x[0] + float64(g*x[1]), x[3] - x[0] + float64(h*x[3]), x[0]},
		{y[1] - y[0] + float64(g*y[1]), y[3] - y[0] + float64(h*y[3]), y[0]},
		{g, h, 1},
	}.adjugate()
}

// difference returns a*b - c*d. The conversions keep the compiler from fusing a multiplication and the subtraction,
// which would round otherwise on some machines.
func difference(a, b, c, d float64) float64 { return float64(a*b) - float64(c*d) }

// adjugate returns the inverse but for a factor, which has no effect on the points.
func (p projection) adjugate() projection {
	var inverse projection
	for i := range 3 {
		for j := range 3 {
			i1, i2, j1, j2 := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
			inverse[j][i] = difference(p[i1][j1], p[i2][j2], p[i1][j2], p[i2][j1])
		}
	}
	return inverse
}

// apply moves a point. ok is false for a point beyond the horizon.
func (p projection) apply(x, y float64) (u, v float64, ok bool) {
	row := func(i int) float64 { return float64(p[i][0]*x) + float64(p[i][1]*y) + p[i][2] }
	z := row(2)
	if z <= 0 {
		return 0, 0, false
	}
	return row(0) / z, row(1) / z, true
}
