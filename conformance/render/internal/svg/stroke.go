package svg

import (
	"math"
	"slices"
)

// stroker makes the polygons that a line covers. All go round in the same direction, so that the parts in which they
// overlap are covered once.
type stroker struct {
	outline  // for pieces and left
	style    *style
	half     float64 // the width of the line / 2
	polygons [][]point
}

// stroke returns the polygons that the line round a shape covers.
func (o *outline) stroke(s *style) [][]point {
	k := stroker{outline: outline{detail: o.detail, left: o.left}, style: s, half: s.width / 2}
	for _, c := range o.contours {
		c = c.withoutRepetitions()
		if len(s.dashes) == 0 {
			k.line(c)
			continue
		}
		for _, dash := range k.dashes(c) {
			k.line(dash)
		}
	}
	o.left = k.left
	return k.polygons
}

// withoutRepetitions removes points at the place of the point before.
func (c contour) withoutRepetitions() contour {
	kept := contour{closed: c.closed}
	for i, p := range c.points {
		if i == 0 || p != c.points[i-1] {
			kept.points, kept.smooth = append(kept.points, p), append(kept.smooth, c.smooth[i])
		}
	}
	if last := len(kept.points) - 1; last > 0 && c.closed && kept.points[last] == kept.points[0] {
		kept.points, kept.smooth = kept.points[:last], kept.smooth[:last]
	}
	return kept
}

// add adds a polygon.
func (k *stroker) add(polygon ...point) {
	if k.left -= len(polygon); k.left < 0 {
		return
	}
	area := 0.0
	for i, p := range polygon {
		area += p.cross(polygon[(i+1)%len(polygon)])
	}
	if area < 0 {
		slices.Reverse(polygon)
	}
	k.polygons = append(k.polygons, polygon)
}

// line adds what the line along a contour covers.
func (k *stroker) line(c contour) {
	n := len(c.points)
	if n == 1 {
		k.cap(c.points[0], point{1, 0})
		k.cap(c.points[0], point{-1, 0})
		return
	}
	segments := n - 1
	if c.closed && n > 2 {
		segments = n
	}
	for i := range segments {
		if k.left < 0 {
			return
		}
		from, to := c.points[i], c.points[(i+1)%n]
		direction := unit(to.sub(from))
		side := left(direction).times(k.half)
		k.add(from.add(side), to.add(side), to.sub(side), from.sub(side))
		if i+1 < segments || segments == n { // another line follows
			k.join(to, direction, unit(c.points[(i+2)%n].sub(to)), c.smooth[(i+1)%n])
		}
	}
	if segments < n {
		k.cap(c.points[0], unit(c.points[0].sub(c.points[1])))
		k.cap(c.points[n-1], unit(c.points[n-1].sub(c.points[n-2])))
	}
}

func unit(p point) point {
	length := p.length()
	if length == 0 {
		return point{1, 0}
	}
	return point{p.x / length, p.y / length}
}

// left returns the direction at a right angle to another one.
func left(p point) point { return point{p.y, -p.x} }

// join covers the corner between two lines at a point.
func (k *stroker) join(at, before, after point, isSmooth bool) {
	out := k.half
	if before.cross(after) < 0 {
		out = -k.half
	}
	from, to := left(before).times(out), left(after).times(out)
	cosine := before.dot(after)
	switch {
	case isSmooth || k.style.join == "round":
		k.add(append(k.arc(at, from, to), at)...)
	case k.style.join == "miter" && cosine > -0.999999 && 2/(1+cosine) <= float64(k.style.miter*k.style.miter):
		tip := from.add(to).times(1 / (1 + cosine))
		k.add(at, at.add(from), at.add(tip), at.add(to))
	default:
		k.add(at, at.add(from), at.add(to))
	}
}

// arc returns points on the circle round a point, from one direction to another one, by the shorter way.
func (k *stroker) arc(center, from, to point) []point {
	angle := math.Atan2(from.cross(to), from.dot(to))
	n := k.pieces(math.Abs(angle) * k.half)
	points := make([]point, 0, n+2)
	for i := range n + 1 {
		sin, cos := math.Sincos(angle * float64(i) / float64(n))
		points = append(points, matrix{cos, sin, -sin, cos, 0, 0}.apply(from).add(center))
	}
	return points
}

// cap covers the end of a line in a direction.
func (k *stroker) cap(at, direction point) {
	side := left(direction).times(k.half)
	forward := direction.times(k.half)
	switch k.style.cap {
	case "round":
		k.add(append(k.arc(at, side, forward), k.arc(at, forward, side.times(-1))...)...)
	case "square":
		k.add(at.add(side), at.add(side).add(forward), at.sub(side).add(forward), at.sub(side))
	}
}

// dashes returns the dashes of a contour.
func (k *stroker) dashes(c contour) []contour {
	if c.closed {
		c.points, c.smooth = append(c.points, c.points[0]), append(c.smooth, false)
	}
	d := newDasher(k.style)
	for i := 1; i < len(c.points); i++ {
		d.start(c.points[i-1])
		length := c.points[i].sub(c.points[i-1]).length()
		done := 0.0
		for length-done > d.rest {
			if k.left--; k.left < 0 {
				return nil
			}
			done += d.rest
			d.add(c.points[i-1].between(c.points[i], done/length), false)
			d.next()
			d.start(c.points[i-1].between(c.points[i], done/length))
		}
		d.rest -= length - done
		d.add(c.points[i], c.smooth[i])
	}
	d.next()
	return d.done
}

// dasher divides a line into dashes.
type dasher struct {
	lengths []float64
	at      int     // of the dash or gap in lengths
	rest    float64 // of it
	current contour
	done    []contour
}

func newDasher(s *style) *dasher {
	d := &dasher{lengths: s.dashes}
	sum := 0.0
	for _, length := range s.dashes {
		sum += length
	}
	offset := math.Mod(s.dashOffset, sum)
	if offset < 0 {
		offset += sum
	}
	for d.rest = d.lengths[0]; offset >= d.rest && offset > 0; {
		offset -= d.rest
		d.at = (d.at + 1) % len(d.lengths)
		d.rest = d.lengths[d.at]
	}
	d.rest -= offset
	return d
}

func (d *dasher) isGap() bool { return d.at%2 == 1 }

// start begins a dash at a point if none has begun.
func (d *dasher) start(p point) {
	if !d.isGap() && len(d.current.points) == 0 {
		d.add(p, false)
	}
}

func (d *dasher) add(p point, isSmooth bool) {
	if !d.isGap() {
		d.current.points, d.current.smooth = append(d.current.points, p), append(d.current.smooth, isSmooth)
	}
}

// next ends the dash or gap.
func (d *dasher) next() {
	if len(d.current.points) > 0 {
		d.done = append(d.done, d.current.withoutRepetitions())
	}
	d.current = contour{}
	d.at = (d.at + 1) % len(d.lengths)
	d.rest = d.lengths[d.at]
}
