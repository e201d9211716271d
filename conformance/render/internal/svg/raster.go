package svg

import (
	"cmp"
	"context"
	"math"
	"slices"
)

const (
	unitsPerPixel = 256 // of coordinates
	rowsPerPixel  = 16  // in which the ends of the covered parts are computed
	unitsPerRow   = unitsPerPixel / rowsPerPixel
	fullCoverage  = unitsPerPixel * rowsPerPixel
	// maxUnits bounds coordinates, so that products do not overflow.
	maxUnits = 1 << 30
)

// edge is a line from the top to the bottom, in units.
type edge struct {
	x0, y0, x1, y1 int64
	first, last    int   // the rows that it crosses
	winding        int64 // 1 if it goes down in the shape, -1 if it goes up
}

// at returns where the edge crosses a row.
func (e *edge) at(row int) int64 {
	y := int64(row)*unitsPerRow + unitsPerRow/2
	return e.x0 + floorDiv((e.x1-e.x0)*(y-e.y0), e.y1-e.y0)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func ceilDiv(a, b int64) int64 { return -floorDiv(-a, b) }

// raster computes which pixels shapes cover.
type raster struct {
	width, height int
	evenOdd       bool
	edges         []edge
	rows          int64   // that the edges cross together
	covered       []int32 // for each pixel of a line, how much more is covered than of the pixel before
	low, high     int     // the pixels of the line that have been touched
	crossings     []int64 // of a row: 2 * x, plus 1 if the winding is 1
}

// reset removes all shapes.
func (r *raster) reset(width, height int, evenOdd bool) {
	*r = raster{
		width: width, height: height, evenOdd: evenOdd, edges: r.edges[:0], covered: r.covered, crossings: r.crossings,
	}
	if len(r.covered) < width+2 {
		r.covered = make([]int32, width+2)
	}
}

// add adds a polygon.
func (r *raster) add(points []point) {
	if len(points) < 2 {
		return
	}
	x0, y0 := toUnits(points[len(points)-1])
	for _, p := range points {
		x1, y1 := toUnits(p)
		r.addEdge(x0, y0, x1, y1)
		x0, y0 = x1, y1
	}
}

func toUnits(p point) (x, y int64) {
	round := func(n float64) int64 {
		return int64(math.Floor(min(max(n*unitsPerPixel, -maxUnits), maxUnits) + 0.5))
	}
	return round(p.x), round(p.y)
}

func (r *raster) addEdge(x0, y0, x1, y1 int64) {
	e := edge{x0, y0, x1, y1, 0, 0, 1}
	if y0 > y1 {
		e = edge{x1, y1, x0, y0, 0, 0, -1}
	}
	e.first = int(max(0, ceilDiv(e.y0-unitsPerRow/2, unitsPerRow)))
	e.last = int(min(int64(r.height)*rowsPerPixel, ceilDiv(e.y1-unitsPerRow/2, unitsPerRow))) - 1
	if e.first > e.last {
		return
	}
	r.rows += int64(e.last - e.first + 1)
	r.edges = append(r.edges, e)
}

// area returns how many pixels the smallest rectangle around the edges has.
func (r *raster) area() int64 {
	if len(r.edges) == 0 {
		return 0
	}
	left, right, top, bottom := int64(math.MaxInt64), int64(math.MinInt64), math.MaxInt, 0
	for _, e := range r.edges {
		left, right = min(left, e.x0, e.x1), max(right, e.x0, e.x1)
		top, bottom = min(top, e.first), max(bottom, e.last)
	}
	left, right = max(0, left/unitsPerPixel), min(int64(r.width), right/unitsPerPixel+1)
	return max(0, right-left) * int64(bottom/rowsPerPixel-top/rowsPerPixel+1)
}

// scan calls paint for each line of pixels in which some are covered. covered has the part of fullCoverage for the
// pixels from x on.
func (r *raster) scan(ctx context.Context, paint func(x, y int, covered []int32)) error {
	slices.SortFunc(r.edges, func(a, b edge) int { return cmp.Compare(a.first, b.first) })
	var active []int // edges
	next := 0
	r.low, r.high = len(r.covered), 0
	for row := 0; next < len(r.edges) || len(active) > 0; row++ {
		if len(active) == 0 && r.edges[next].first/rowsPerPixel > row/rowsPerPixel {
			r.flush(row/rowsPerPixel, paint)
			row = r.edges[next].first
		}
		for next < len(r.edges) && r.edges[next].first <= row {
			active = append(active, next)
			next++
		}
		r.cross(active, row)
		r.cover()
		active = slices.DeleteFunc(active, func(i int) bool { return r.edges[i].last <= row })
		if row%rowsPerPixel != rowsPerPixel-1 && (next < len(r.edges) || len(active) > 0) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r.flush(row/rowsPerPixel, paint)
	}
	return nil
}

// cross computes where a row crosses edges, from the left to the right.
func (r *raster) cross(active []int, row int) {
	r.crossings = r.crossings[:0]
	for _, i := range active {
		r.crossings = append(r.crossings, 2*r.edges[i].at(row)+(r.edges[i].winding+1)/2)
	}
	slices.Sort(r.crossings)
}

// cover adds the parts of a row that are within the shape.
func (r *raster) cover() {
	var winding, from int64
	for _, crossing := range r.crossings {
		x, before := crossing>>1, winding
		winding += 2*(crossing&1) - 1
		switch wasInside, isInside := r.isInside(before), r.isInside(winding); {
		case !wasInside && isInside:
			from = x
		case wasInside && !isInside:
			r.span(from, x)
		}
	}
}

func (r *raster) isInside(winding int64) bool {
	if r.evenOdd {
		return winding%2 != 0
	}
	return winding != 0
}

// span covers a part of a row.
func (r *raster) span(from, to int64) {
	from, to = min(max(from, 0), int64(r.width)*unitsPerPixel), min(max(to, 0), int64(r.width)*unitsPerPixel)
	if from >= to {
		return
	}
	r.step(from, 1)
	r.step(to, -1)
}

// step adds the coverage of all pixels from a place on.
func (r *raster) step(x int64, sign int32) {
	pixel, part := int(x/unitsPerPixel), int32(x%unitsPerPixel)
	r.covered[pixel] += sign * (unitsPerPixel - part)
	r.covered[pixel+1] += sign * part
	r.low, r.high = min(r.low, pixel), max(r.high, pixel+2)
}

// flush paints a line of pixels, and begins another one.
func (r *raster) flush(y int, paint func(x, y int, covered []int32)) {
	if r.low < r.high {
		sum := int32(0)
		touched := r.covered[r.low:r.high]
		for i := range touched {
			sum += touched[i]
			touched[i] = sum
		}
		paint(r.low, y, touched[:min(len(touched), r.width-r.low)])
		clear(touched)
	}
	r.low, r.high = len(r.covered), 0
}
