package text

// isRounded reports whether a corner of the box is round.
func (l *Layout) isRounded() bool {
	for _, radius := range l.style.Radius {
		if radius > 0 {
			return true
		}
	}
	return false
}

// box returns the outline of the background. A radius is at most half of the shorter side, unless it is MaxRadius,
// which makes an oval.
func (l *Layout) box() shape {
	w, h := int32(l.size.X)*subpixels, int32(l.size.Y)*subpixels
	corners := [4]point{{0, 0}, {w, 0}, {w, h}, {0, h}} // clockwise
	// The directions from a corner along its edges: against the clock, and with it.
	directions := [4][2]point{{{0, 1}, {1, 0}}, {{-1, 0}, {0, 1}}, {{0, -1}, {-1, 0}}, {{1, 0}, {0, -1}}}
	var outline []point
	for i, corner := range corners {
		x, y := min(w, h)/2, min(w, h)/2
		if l.style.Radius[i] < MaxRadius {
			radius := int32(min(max(0, l.style.Radius[i]), MaxSide)) * subpixels
			x, y = min(x, radius), min(y, radius)
		} else {
			x, y = w/2, h/2
		}
		along := func(direction point, part int32) point { // the distance is in parts of 1000 of the radius
			at := func(d, radius int32) int32 { return divide(int64(d)*int64(radius)*int64(part), thousand) }
			return point{corner.x + at(direction.x, x), corner.y + at(direction.y, y)}
		}
		before, after := directions[i][0], directions[i][1]
		begin, end := along(before, thousand), along(after, thousand)
		outline = append(outline, begin)
		outline = appendCubic(outline, begin, along(before, thousand-circle), along(after, thousand-circle), end)
	}
	return shape{path: newPath(outline)}
}

const (
	thousand = 1000
	circle   = 552 // how far the control points of a quarter of a circle are from its ends, in parts of 1000
)
