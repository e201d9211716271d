package svg

// viewport has the lengths of which percentages are.
type viewport struct{ width, height float64 }

// lengths reads the attributes of an element that are lengths.
type lengths struct {
	e    *element
	view viewport
	err  error // the first one
}

// across, down and along return the value of an attribute, 0 if it is absent. They differ in what percentages mean.
func (l *lengths) across(name string) float64 { return l.of(name, l.view.width) }
func (l *lengths) down(name string) float64   { return l.of(name, l.view.height) }
func (l *lengths) along(name string) float64 {
	return l.of(name, diagonal(l.view.width, l.view.height))
}

func (l *lengths) of(name string, whole float64) float64 {
	text := l.e.attribute(name)
	if text == "" || text == wordAuto {
		return 0
	}
	n, err := parseLength(text, whole)
	if err != nil && l.err == nil {
		l.err = err
	}
	return n
}

const wordAuto = "auto"

// isGiven reports whether an attribute has a value.
func (l *lengths) isGiven(name string) bool {
	value := l.e.attribute(name)
	return value != "" && value != wordAuto
}

// radii returns the attributes rx and ry. One that is not given has the value of the other.
func (l *lengths) radii() (rx, ry float64) {
	rx, ry = l.across("rx"), l.down("ry")
	if !l.isGiven("rx") {
		rx = ry
	}
	if !l.isGiven("ry") {
		ry = rx
	}
	return rx, ry
}

// shapes add the outlines of elements.
var shapes = map[string]func(o *outline, l *lengths) error{
	"path": func(o *outline, l *lengths) error { return o.addPath(l.e.attribute("d")) },
	"rect": func(o *outline, l *lengths) error {
		rx, ry := l.radii()
		o.addRect(point{l.across("x"), l.down("y")}, l.across("width"), l.down("height"), rx, ry)
		return l.err
	},
	"circle": func(o *outline, l *lengths) error {
		r := l.along("r")
		o.addEllipse(point{l.across("cx"), l.down("cy")}, r, r)
		return l.err
	},
	"ellipse": func(o *outline, l *lengths) error {
		rx, ry := l.radii()
		o.addEllipse(point{l.across("cx"), l.down("cy")}, rx, ry)
		return l.err
	},
	"line": func(o *outline, l *lengths) error {
		o.moveTo(point{l.across("x1"), l.down("y1")})
		o.lineTo(point{l.across("x2"), l.down("y2")})
		return l.err
	},
	"polyline": func(o *outline, l *lengths) error { return o.addPolyline(l.e.attribute("points")) },
	"polygon": func(o *outline, l *lengths) error {
		err := o.addPolyline(l.e.attribute("points"))
		o.closePath()
		return err
	},
}

// geometry are the attributes that shapes, use, gradients and the root element read themselves.
var geometry = map[string]bool{
	"id": true, "class": true, "style": true, "d": true, "x": true, "y": true, "width": true, "height": true,
	"rx": true, "ry": true, "r": true, "cx": true, "cy": true, "x1": true, "y1": true, "x2": true, "y2": true,
	"points": true, "href": true, "viewBox": true, "preserveAspectRatio": true, "clipPathUnits": true,
}

func (o *outline) addRect(at point, width, height, rx, ry float64) {
	if width <= 0 || height <= 0 {
		return
	}
	rx, ry = min(max(rx, 0), width/2), min(max(ry, 0), height/2)
	low, high := at, at.add(point{width, height})
	o.moveTo(point{low.x + rx, low.y})
	o.lineTo(point{high.x - rx, low.y})
	o.arcTo(rx, ry, 0, false, true, point{high.x, low.y + ry})
	o.lineTo(point{high.x, high.y - ry})
	o.arcTo(rx, ry, 0, false, true, point{high.x - rx, high.y})
	o.lineTo(point{low.x + rx, high.y})
	o.arcTo(rx, ry, 0, false, true, point{low.x, high.y - ry})
	o.lineTo(point{low.x, low.y + ry})
	o.arcTo(rx, ry, 0, false, true, point{low.x + rx, low.y})
	o.closePath()
}

func (o *outline) addEllipse(center point, rx, ry float64) {
	if rx <= 0 || ry <= 0 {
		return
	}
	right, left := center.add(point{rx, 0}), center.sub(point{rx, 0})
	o.moveTo(right)
	o.arcTo(rx, ry, 0, false, true, left)
	o.arcTo(rx, ry, 0, false, true, right)
	o.closePath()
}

func (o *outline) addPolyline(text string) error {
	numbers, err := parseNumbers(text)
	if err != nil {
		return err
	}
	for i := 0; i+1 < len(numbers); i += 2 {
		p := point{numbers[i], numbers[i+1]}
		if i == 0 {
			o.moveTo(p)
			continue
		}
		o.lineTo(p)
	}
	return nil
}
