package svg

import (
	"math"
	"strings"
)

// contour is a line of points. Curves are divided into short lines.
type contour struct {
	points []point
	smooth []bool // for each point, whether it is within a curve
	closed bool
}

// outline is a shape.
type outline struct {
	contours []contour
	detail   float64 // how many pixels a length of 1 has
	left     int     // points that can still be added
	// The points at which the last contour begins and ends, and the last control point of a curve.
	start, at, control point
	isOpen             bool // whether the last contour can be continued
}

// bounds returns the smallest rectangle around a shape.
func (o *outline) bounds() (low, high point) {
	low, high = point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, c := range o.contours {
		for _, p := range c.points {
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	return low, high
}

func (o *outline) moveTo(p point) {
	o.left--
	o.start, o.at, o.control, o.isOpen = p, p, p, false
}

// push adds a point to the last contour.
func (o *outline) push(p point, isSmooth bool) {
	if o.left--; o.left < 0 {
		return
	}
	if !o.isOpen {
		o.contours = append(o.contours, contour{points: []point{o.at}, smooth: []bool{false}})
		o.isOpen = true
	}
	last := &o.contours[len(o.contours)-1]
	last.points, last.smooth = append(last.points, p), append(last.smooth, isSmooth)
	o.at = p
}

func (o *outline) lineTo(p point) {
	o.push(p, false)
	o.control = p
}

// closePath ends the last contour where it begins.
func (o *outline) closePath() {
	if o.isOpen {
		o.contours[len(o.contours)-1].closed = true
	}
	o.moveTo(o.start)
}

// pieces returns into how many lines a curve of a length is divided.
func (o *outline) pieces(length float64) int {
	return 2 + int(min(3*math.Sqrt(length*o.detail), 1000))
}

func (o *outline) cubicTo(a, b, to point) {
	from := o.at
	n := o.pieces(a.sub(from).length() + b.sub(a).length() + to.sub(b).length())
	for i := 1; i < n; i++ {
		t := float64(i) / float64(n)
		ab, bc, cd := from.between(a, t), a.between(b, t), b.between(to, t)
		o.push(ab.between(bc, t).between(bc.between(cd, t), t), true)
	}
	o.push(to, false)
	o.control = b
}

func (o *outline) quadTo(a, to point) {
	from := o.at
	n := o.pieces(a.sub(from).length() + to.sub(a).length())
	for i := 1; i < n; i++ {
		t := float64(i) / float64(n)
		o.push(from.between(a, t).between(a.between(to, t), t), true)
	}
	o.push(to, false)
	o.control = a
}

// arcTo adds an arc of an ellipse.
//
// See https://www.w3.org/TR/SVG2/implnote.html#ArcConversionEndpointToCenter
func (o *outline) arcTo(rx, ry, degrees float64, isLarge, isSweep bool, to point) {
	from := o.at
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || from == to {
		o.lineTo(to)
		return
	}
	sin, cos := math.Sincos(radians(degrees))
	turn := matrix{cos, sin, -sin, cos, 0, 0}
	back := matrix{cos, -sin, sin, cos, 0, 0}
	half := back.apply(from.sub(to).times(0.5))
	half = point{half.x / rx, half.y / ry} // on a circle with radius 1
	if length := half.length(); length > 1 {
		rx, ry, half = rx*length, ry*length, half.times(1/length)
	}
	center := point{half.y, -half.x}.times(math.Sqrt(max(0, 1/half.dot(half)-1)))
	if isLarge == isSweep {
		center = center.times(-1)
	}
	first, last := half.sub(center), half.times(-1).sub(center)
	angle := math.Atan2(first.cross(last), first.dot(last))
	if isSweep && angle < 0 {
		angle += 2 * math.Pi
	} else if !isSweep && angle > 0 {
		angle -= 2 * math.Pi
	}
	middle := from.add(to).times(0.5)
	n := o.pieces(math.Abs(angle) * max(rx, ry))
	for i := 1; i < n; i++ {
		sin, cos := math.Sincos(angle * float64(i) / float64(n))
		p := matrix{cos, sin, -sin, cos, 0, 0}.apply(first).add(center)
		o.push(turn.apply(point{float64(p.x * rx), float64(p.y * ry)}).add(middle), true)
	}
	o.push(to, false)
	o.control = to
}

// argumentCounts are how many numbers each command of a path has.
var argumentCounts = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'A': 7, 'Z': 0}

// addPath reads the data of a path.
func (o *outline) addPath(data string) error {
	s := scanner{data}
	var command, previous byte
	for s.skip(); s.rest != "" && o.left >= 0; s.skip() {
		if c := s.rest[0]; 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			command, s.rest = c, s.rest[1:]
		} else if command|0x20 == 'z' {
			return unsupported("path", s.rest)
		}
		if err := o.nextCommand(&s, command, previous); err != nil {
			return err
		}
		if previous = command &^ 0x20; previous == 'M' { // further points are those of lines
			command-- // M becomes L, and m becomes l
		}
	}
	return nil
}

// nextCommand reads the numbers of a command, and adds what it draws.
func (o *outline) nextCommand(s *scanner, command, previous byte) error {
	upper := command &^ 0x20
	count, known := argumentCounts[upper]
	if !known || previous == 0 && upper != 'M' {
		return unsupported("path", strings.TrimSpace(string(command)+s.rest))
	}
	arguments, ok := pathArguments(s, upper, count)
	if !ok {
		return unsupported("path", strings.TrimSpace(string(command)+s.rest))
	}
	o.command(upper, previous, arguments, command != upper)
	return nil
}

// pathArguments reads the numbers of a command. The fourth and fifth number of an arc are flags.
func pathArguments(s *scanner, command byte, count int) (arguments [7]float64, ok bool) {
	for i := range count {
		if command == 'A' && (i == 3 || i == 4) {
			isSet, ok := s.flag()
			if !ok {
				return arguments, false
			}
			if isSet {
				arguments[i] = 1
			}
			continue
		}
		if arguments[i], ok = s.number(); !ok {
			return arguments, false
		}
	}
	return arguments, true
}

// command adds what a command of a path draws.
func (o *outline) command(command, previous byte, n [7]float64, isRelative bool) {
	origin := point{}
	if isRelative {
		origin = o.at
	}
	at := func(i int) point { return point{n[i], n[i+1]}.add(origin) }
	switch command {
	case 'M':
		o.moveTo(at(0))
	case 'L':
		o.lineTo(at(0))
	case 'H':
		o.lineTo(point{origin.x + n[0], o.at.y})
	case 'V':
		o.lineTo(point{o.at.x, origin.y + n[0]})
	case 'C':
		o.cubicTo(at(0), at(2), at(4))
	case 'S':
		o.cubicTo(o.reflected(previous == 'C' || previous == 'S'), at(0), at(2))
	case 'Q':
		o.quadTo(at(0), at(2))
	case 'T':
		o.quadTo(o.reflected(previous == 'Q' || previous == 'T'), at(0))
	case 'A':
		o.arcTo(n[0], n[1], n[2], n[3] == 1, n[4] == 1, at(5))
	case 'Z':
		o.closePath()
	}
}

// reflected returns the first control point of a curve that continues another one smoothly.
func (o *outline) reflected(continues bool) point {
	if !continues {
		return o.at
	}
	return o.at.times(2).sub(o.control)
}
