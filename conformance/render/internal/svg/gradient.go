package svg

import (
	"image/color"
	"math"
	"slices"
)

// source returns the color at a pixel.
type source func(x, y int) color.NRGBA

// gradient is a linear or radial gradient.
type gradient struct {
	isRadial     bool
	from, to     point   // of a linear gradient
	focus        point   // of a radial gradient
	center       point   // seen from the focus
	radius       float64 // of a radial gradient
	fromPixels   matrix
	spread       string
	table        [gradientSteps + 1]color.NRGBA
	gapToCircle2 float64 // radius² - |center|²
}

const gradientSteps = 1024

// stop is a color of a gradient.
type stop struct {
	offset float64
	color  color.NRGBA
}

// newGradient reads a gradient for a shape with bounds, under a matrix to pixels. It returns nil if nothing is painted.
func (d *drawer) newGradient(e *element, low, high point, toPixels matrix) (source, error) {
	merged, stops, err := d.resolve(e)
	if err != nil || len(stops) == 0 {
		return nil, err
	}
	if len(stops) == 1 {
		return func(int, int) color.NRGBA { return stops[0].color }, nil
	}
	l := &lengths{e: merged, view: d.view}
	if merged.attribute("gradientUnits") != "userSpaceOnUse" {
		toPixels = toPixels.mul(matrix{high.x - low.x, 0, 0, high.y - low.y, low.x, low.y})
		l.view = viewport{1, 1}
	}
	transform, err := parseTransform(merged.attribute("gradientTransform"))
	if err != nil {
		return nil, err
	}
	g := gradient{isRadial: merged.name == "radialGradient", spread: merged.attribute("spreadMethod")}
	var ok bool
	if g.fromPixels, ok = toPixels.mul(transform).inverse(); !ok {
		return nil, nil
	}
	g.fill(stops)
	if g.isRadial {
		return g.radial(l)
	}
	return g.linear(l)
}

// resolve returns a gradient with the attributes and the stops of those that it refers to.
func (d *drawer) resolve(e *element) (*element, []stop, error) {
	const maxReferences = 10
	merged := &element{name: e.name}
	var stops []stop
	for range maxReferences {
		if err := d.read(e); err != nil {
			return nil, nil, err
		}
		merged.attributes = append(merged.attributes, e.attributes...)
		if len(stops) == 0 {
			var err error
			if stops, err = d.stops(e); err != nil {
				return nil, nil, err
			}
		}
		other := d.ids[localReference(e)]
		if other == nil {
			break
		}
		e = other
	}
	return merged, stops, nil
}

// stops reads the colors of a gradient.
func (d *drawer) stops(e *element) ([]stop, error) {
	var stops []stop
	for _, child := range e.children {
		if child.name != "stop" {
			continue
		}
		s := stop{color: black}
		opacity := 1.0
		properties, err := d.properties(child)
		if err != nil {
			return nil, err
		}
		for _, p := range properties {
			switch p.name {
			case "offset":
				s.offset, err = parseFraction(p.value)
			case "stop-color":
				s.color, err = d.stopColor(p.value)
			case "stop-opacity":
				opacity, err = parseFraction(p.value)
			}
			if err != nil {
				return nil, err
			}
		}
		s.color.A = scaled(s.color.A, opacity)
		if n := len(stops); n > 0 {
			s.offset = max(s.offset, stops[n-1].offset)
		}
		stops = append(stops, s)
	}
	return stops, nil
}

func (d *drawer) stopColor(value string) (color.NRGBA, error) {
	if value == "currentColor" {
		return black, nil
	}
	return parseColor(value)
}

// scaled multiplies an opacity.
func scaled(alpha uint8, opacity float64) uint8 {
	return uint8(math.Floor(float64(alpha)*opacity + 0.5))
}

// fill computes the colors between the stops.
func (g *gradient) fill(stops []stop) {
	for i := range g.table {
		t := float64(i) / gradientSteps
		next := slices.IndexFunc(stops, func(s stop) bool { return s.offset > t })
		switch next {
		case 0:
			g.table[i] = stops[0].color
		case -1:
			g.table[i] = stops[len(stops)-1].color
		default:
			a, b := stops[next-1], stops[next]
			g.table[i] = mixed(a.color, b.color, (t-a.offset)/(b.offset-a.offset))
		}
	}
}

func mixed(a, b color.NRGBA, t float64) color.NRGBA {
	mix := func(x, y uint8) uint8 {
		return uint8(math.Floor(float64(x) + float64((float64(y)-float64(x))*t) + 0.5))
	}
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), mix(a.A, b.A)}
}

// at returns the color at a place on the gradient, from 0 to 1, or as spreadMethod says.
func (g *gradient) at(t float64) color.NRGBA {
	switch {
	case math.IsNaN(t):
		t = 0
	case g.spread == "repeat":
		t -= math.Floor(t)
	case g.spread == "reflect":
		t = math.Abs(t - float64(2*math.Floor((t+1)/2)))
	}
	return g.table[int(float64(min(max(t, 0), 1)*gradientSteps)+0.5)]
}

// pixel returns the center of a pixel in the coordinates of the gradient.
func (g *gradient) pixel(x, y int) point {
	return g.fromPixels.apply(point{float64(x) + 0.5, float64(y) + 0.5})
}

func (g *gradient) linear(l *lengths) (source, error) {
	g.from, g.to = point{l.across("x1"), l.down("y1")}, point{l.across("x2"), l.down("y2")}
	if !l.isGiven("x2") {
		g.to.x = l.view.width
	}
	along := g.to.sub(g.from)
	length2 := along.dot(along)
	if length2 == 0 {
		return func(int, int) color.NRGBA { return g.table[gradientSteps] }, l.err
	}
	return func(x, y int) color.NRGBA { return g.at(g.pixel(x, y).sub(g.from).dot(along) / length2) }, l.err
}

func (g *gradient) radial(l *lengths) (source, error) {
	center := point{l.view.width / 2, l.view.height / 2}
	if l.isGiven("cx") {
		center.x = l.across("cx")
	}
	if l.isGiven("cy") {
		center.y = l.down("cy")
	}
	if g.radius = l.along("r"); !l.isGiven("r") {
		g.radius = diagonal(l.view.width, l.view.height) / 2
	}
	if g.radius <= 0 {
		return func(int, int) color.NRGBA { return g.table[gradientSteps] }, l.err
	}
	g.focus = center
	if l.isGiven("fx") {
		g.focus.x = l.across("fx")
	}
	if l.isGiven("fy") {
		g.focus.y = l.down("fy")
	}
	g.center = center.sub(g.focus)
	if distance, most := g.center.length(), 0.99*g.radius; distance > most { // the focus is within the circle
		g.center = g.center.times(most / distance)
		g.focus = center.sub(g.center)
	}
	g.gapToCircle2 = float64(g.radius*g.radius) - g.center.dot(g.center)
	return g.radialAt, l.err
}

// radialAt finds the circle through a pixel: its center is on the line from the focus to the center of the gradient,
// and its radius grows along it.
func (g *gradient) radialAt(x, y int) color.NRGBA {
	p := g.pixel(x, y).sub(g.focus)
	along := p.dot(g.center)
	root := math.Sqrt(max(0, float64(along*along)+float64(g.gapToCircle2*p.dot(p))))
	return g.at((root - along) / g.gapToCircle2)
}
