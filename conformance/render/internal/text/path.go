package text

import "math"

// subpixels is the number of units of length in a pixel.
const subpixels = 256

// maxCoordinate bounds the coordinates of paths. It is far beyond the largest picture, and leaves room for sums.
const maxCoordinate = 1 << 30

// point is a position in subpixels, from the left and from the top.
type point struct{ x, y int32 }

// rect is an area in subpixels.
type rect struct{ x0, y0, x1, y1 int64 }

func (r rect) isEmpty() bool { return r.x0 >= r.x1 || r.y0 >= r.y1 }

// union returns the smallest area that has both.
func (r rect) union(other rect) rect {
	if r.isEmpty() {
		return other
	}
	if other.isEmpty() {
		return r
	}
	return rect{min(r.x0, other.x0), min(r.y0, other.y0), max(r.x1, other.x1), max(r.y1, other.y1)}
}

// withoutSlivers returns an area that is smaller at each edge by a part of a pixel that cannot be seen.
func (r rect) withoutSlivers() rect {
	const sliver = subpixels / 32
	if r.x1-r.x0 <= 2*sliver || r.y1-r.y0 <= 2*sliver {
		return r
	}
	return rect{r.x0 + sliver, r.y0 + sliver, r.x1 - sliver, r.y1 - sliver}
}

// add returns the area moved by a distance.
func (r rect) add(x, y int64) rect { return rect{r.x0 + x, r.y0 + y, r.x1 + x, r.y1 + y} }

// path is an outline: closed polygons. A point is inside if they go round it more often in one direction than in the
// other.
type path struct {
	contours [][]point
	bounds   rect
}

// subpixelsOf multiplies a length with a scale and rounds it.
func subpixelsOf(length, scale float64) int32 {
	scaled := math.Round(length * scale)
	if math.IsNaN(scaled) {
		return 0
	}
	return int32(max(-maxCoordinate, min(maxCoordinate, scaled)))
}

// rectangle returns the outline of an area.
func rectangle(x0, y0, x1, y1 int32) []point { return []point{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}} }

// newPath returns a path with its bounds.
func newPath(contours ...[]point) *path {
	p := &path{contours: contours}
	first := true
	for _, contour := range contours {
		for _, pt := range contour {
			x, y := int64(pt.x), int64(pt.y)
			if first {
				p.bounds, first = rect{x, y, x, y}, false
			}
			p.bounds.x0, p.bounds.x1 = min(p.bounds.x0, x), max(p.bounds.x1, x)
			p.bounds.y0, p.bounds.y1 = min(p.bounds.y0, y), max(p.bounds.y1, y)
		}
	}
	return p
}

// Lengths of the pieces into which curves are cut.
const (
	flatness  = subpixels / 10 // the largest distance between a curve and its polygon
	maxPieces = 256
)

// piecesOf returns into how many pieces a curve is cut. bend is how far it is from a straight line.
func piecesOf(bend int64) int64 {
	n := int64(1)
	for n < maxPieces && n*n*4*flatness < bend {
		n++
	}
	return n
}

// bend returns how much three points are bent.
func bend(a, b, c point) int64 {
	x := int64(a.x) - 2*int64(b.x) + int64(c.x)
	y := int64(a.y) - 2*int64(b.y) + int64(c.y)
	return max(x, -x) + max(y, -y)
}

// appendQuad appends a quadratic curve that begins at a, which is not appended.
func appendQuad(to []point, a, b, c point) []point {
	n := piecesOf(bend(a, b, c))
	for i := int64(1); i <= n; i++ {
		wa, wb, wc := (n-i)*(n-i), 2*i*(n-i), i*i
		at := func(a, b, c int32) int32 { return divide(wa*int64(a)+wb*int64(b)+wc*int64(c), n*n) }
		to = append(to, point{at(a.x, b.x, c.x), at(a.y, b.y, c.y)})
	}
	return to
}

// appendCubic appends a cubic curve that begins at a, which is not appended.
func appendCubic(to []point, a, b, c, d point) []point {
	n := piecesOf(3 * max(bend(a, b, c), bend(b, c, d)))
	for i := int64(1); i <= n; i++ {
		j := n - i
		wa, wb, wc, wd := j*j*j, 3*j*j*i, 3*j*i*i, i*i*i
		at := func(a, b, c, d int32) int32 {
			return divide(wa*int64(a)+wb*int64(b)+wc*int64(c)+wd*int64(d), n*n*n)
		}
		to = append(to, point{at(a.x, b.x, c.x, d.x), at(a.y, b.y, c.y, d.y)})
	}
	return to
}

// divide returns the quotient of integers, rounded to the nearest one.
func divide(x, by int64) int32 {
	if x < 0 {
		return int32(-((-x + by/2) / by))
	}
	return int32((x + by/2) / by)
}
