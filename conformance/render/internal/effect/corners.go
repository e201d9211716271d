package effect

import (
	"context"
	"image"
	"math"
)

// Radius has the half axes of the ellipse that rounds a corner, in pixels. Both are equal for a circle; one that is 0
// or less leaves the corner as it is.
type Radius struct{ X, Y float64 }

// Corners has the radii of the corners of a picture, clockwise from the top left.
type Corners [4]Radius

// Fitted returns the radii that a picture of a size has: radii that together are longer than a side are all made
// smaller by the same factor, as in CSS.
func (c Corners) Fitted(w, h int) Corners {
	for i, r := range c {
		if !(r.X > 0 && r.Y > 0) {
			c[i] = Radius{}
		}
	}
	factor := 1.0
	for _, side := range []struct{ length, radii float64 }{
		{float64(w), c[0].X + c[1].X},
		{float64(h), c[1].Y + c[2].Y},
		{float64(w), c[2].X + c[3].X},
		{float64(h), c[3].Y + c[0].Y},
	} {
		if side.radii > side.length {
			factor = min(factor, side.length/side.radii)
		}
	}
	for i := range c {
		c[i].X, c[i].Y = c[i].X*factor, c[i].Y*factor
	}
	return c
}

// Shrunk returns the radii of the inner edge of a border of a width, whose outer edge has the radii c.
func (c Corners) Shrunk(width int) Corners {
	for i, r := range c {
		c[i] = Radius{max(0, r.X-float64(width)), max(0, r.Y-float64(width))}
	}
	return c
}

// RoundCorners makes the corners of a picture transparent, as the radii that [Corners.Fitted] returns say. The edges
// are antialiased.
func RoundCorners(ctx context.Context, m *image.NRGBA, c Corners) error {
	mask := newMask(m.Rect.Dx(), m.Rect.Dy(), c)
	for y := range m.Rect.Dy() {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if !mask.setRow(y) {
			continue
		}
		row := m.Pix[y*m.Stride : (y+1)*m.Stride]
		for x, coverage := range mask.row {
			pixel := row[channels*x:][:channels]
			setAlpha(pixel, byte((uint32(pixel[3])*coverage+fullCoverage/2)/fullCoverage))
		}
	}
	return nil
}

// The mask of a row is the mean of several lines in it.
const (
	linesPerRow  = 16
	fullCoverage = linesPerRow * unit
)

// mask tells which part of each pixel is within a rectangle with rounded corners.
type mask struct {
	height  int
	corners [4]ellipse
	row     []uint32 // the coverage of the pixels of the current row, from 0 to fullCoverage
}

// ellipse is a rounded corner in units. Its half axes are 0 for one that is not rounded.
type ellipse struct{ x, y int64 }

func newMask(w, h int, c Corners) *mask {
	m := &mask{height: h, row: make([]uint32, w)}
	for i, r := range c.Fitted(w, h) {
		m.corners[i] = ellipse{int64(math.Round(r.X * unit)), int64(math.Round(r.Y * unit))}
	}
	return m
}

// setRow computes the coverage of a row. It reports whether some pixels are not covered completely.
func (m *mask) setRow(y int) bool {
	for x := range m.row {
		m.row[x] = fullCoverage
	}
	isRounded := false
	for line := range linesPerRow {
		fromTop := int64(y)*unit + (2*int64(line)+1)*unit/(2*linesPerRow)
		fromBottom := int64(m.height)*unit - fromTop
		left := max(m.corners[0].inset(fromTop), m.corners[3].inset(fromBottom))
		right := max(m.corners[1].inset(fromTop), m.corners[2].inset(fromBottom))
		m.cut(left, right)
		isRounded = isRounded || left+right > 0
	}
	return isRounded
}

// cut subtracts the parts at the left and at the right of a line that are outside.
func (m *mask) cut(left, right int64) {
	last := len(m.row) - 1
	for x := 0; left > 0 && x <= last; x, left = x+1, left-unit {
		m.row[x] -= uint32(min(left, unit))
	}
	for x := last; right > 0 && x >= 0; x, right = x-1, right-unit {
		m.row[x] -= min(uint32(min(right, unit)), m.row[x])
	}
}

// inset returns how far the ellipse is from the side of the rectangle, at a distance from the top or the bottom.
func (e ellipse) inset(distance int64) int64 {
	if distance >= e.y {
		return 0
	}
	up := e.y - distance
	// e.x - e.x*sqrt(1-(up/e.y)^2); the root of a whole number is the same on every machine
	root := int64(math.Sqrt(float64(e.y*e.y - up*up)))
	return e.x - e.x*root/e.y
}
