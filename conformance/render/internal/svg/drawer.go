package svg

import (
	"context"
	"image"
	"image/color"
	"slices"
	"strings"
)

// drawer draws a document once.
type drawer struct {
	*Drawing
	ctx    context.Context //nolint:containedctx // a drawer lives as long as one call
	view   viewport
	raster raster
	layers int64 // pixels of the pictures of groups that exist
	// What can still be spent.
	points, elements int
	pixels, rows     int64
	text             int64 // bytes
}

// hiddenElements are drawn only where others refer to them.
var hiddenElements = []string{"defs", elementStyle, "linearGradient", "radialGradient", "clipPath", "symbol"}

// properties returns the properties of an element, those that count more after the others.
func (d *drawer) properties(e *element) ([]property, error) {
	if err := d.read(e); err != nil {
		return nil, err
	}
	var all []property
	for _, a := range e.attributes {
		if !geometry[a.Name.Local] {
			all = append(all, property{a.Name.Local, a.Value})
		}
	}
	for _, r := range d.rules {
		if r.matches(e) {
			all = append(all, r.properties...)
		}
	}
	more, err := parseDeclarations(e.attribute("style"))
	all = append(all, more...)
	d.text -= int64(len(all)) * bytesPerName
	return all, err
}

// bytesPerName is how many bytes an attribute, a property or a rule counts as, besides its text.
const bytesPerName = 16

// read counts the attributes of an element and the rules that are compared with it, before they are read.
func (d *drawer) read(e *element) error {
	bytes := len(d.rules) + len(e.attributes)*bytesPerName
	for _, a := range e.attributes {
		bytes += len(a.Value)
	}
	if d.text -= int64(bytes); d.text < 0 {
		return errTooComplex
	}
	return nil
}

// styles returns the style of an element, and what is not inherited.
func (d *drawer) styles(e *element, inherited style) (style, ownStyle, error) {
	own := ownStyle{opacity: 1, transform: identity}
	properties, err := d.properties(e)
	if err != nil {
		return inherited, own, err
	}
	for _, first := range [...]bool{true, false} { // the color first, to which others refer
		for _, p := range properties {
			if (p.name == "color") != first {
				continue
			}
			if err := inherited.set(&own, p.name, p.value); err != nil {
				return inherited, own, err
			}
		}
	}
	return inherited, own, nil
}

// children draws the elements in another one.
func (d *drawer) children(m *image.NRGBA, parent *element, toPixels matrix, s style, depth int) error {
	for _, child := range parent.children {
		if slices.Contains(hiddenElements, child.name) {
			continue
		}
		if err := d.element(m, child, toPixels, s, depth); err != nil {
			return err
		}
	}
	return nil
}

// element draws an element and those in it.
func (d *drawer) element(m *image.NRGBA, e *element, toPixels matrix, inherited style, depth int) error {
	if d.elements--; d.elements < 0 || depth > maxDepth {
		return errTooComplex
	}
	if err := d.ctx.Err(); err != nil {
		return err
	}
	s, own, err := d.styles(e, inherited)
	if err != nil || own.isOmitted {
		return err
	}
	toPixels = toPixels.mul(own.transform)
	needsLayer := own.clip != "" || own.opacity < 1 && (shapes[e.name] == nil || s.hasTwoPaints())
	if !needsLayer {
		s.fillOpacity, s.strokeOpacity = s.fillOpacity*own.opacity, s.strokeOpacity*own.opacity
		return d.content(m, e, toPixels, s, depth)
	}
	return d.layer(m, own, toPixels, s, depth, func(layer *image.NRGBA) error {
		return d.content(layer, e, toPixels, s, depth)
	})
}

func (s *style) hasTwoPaints() bool { return s.fill != (paint{}) && s.stroke != (paint{}) }

// content draws what an element is.
func (d *drawer) content(m *image.NRGBA, e *element, toPixels matrix, s style, depth int) error {
	switch e.name {
	case "g", "a", elementRoot:
		if e.name == elementRoot && e != d.root {
			return unsupported("element", "svg in svg")
		}
		return d.children(m, e, toPixels, s, depth+1)
	case "use":
		return d.use(m, e, toPixels, s, depth+1)
	}
	shape, ok := shapes[e.name]
	if !ok {
		return unsupported("element", e.name)
	}
	if s.isHidden {
		return nil
	}
	o := outline{detail: toPixels.scale(), left: d.points}
	if err := shape(&o, &lengths{e: e, view: d.view}); err != nil {
		return err
	}
	if err := d.fill(m, &o, toPixels, &s); err != nil {
		return err
	}
	return d.stroke(m, &o, toPixels, &s)
}

// use draws another element.
func (d *drawer) use(m *image.NRGBA, e *element, toPixels matrix, s style, depth int) error {
	other := d.ids[localReference(e)]
	if other == nil || other.name == "symbol" || other.name == elementRoot {
		return unsupported("element", "use of "+e.attribute("href"))
	}
	l := lengths{e: e, view: d.view}
	move := matrix{1, 0, 0, 1, l.across("x"), l.down("y")}
	if l.err != nil {
		return l.err
	}
	return d.element(m, other, toPixels.mul(move), s, depth)
}

// localReference returns the id in href.
func localReference(e *element) string {
	id, ok := strings.CutPrefix(e.attribute("href"), "#")
	if !ok {
		return ""
	}
	return id
}

// layer draws something on a picture of its own, and lays that on m with the opacity and the clip path of an element.
func (d *drawer) layer(
	m *image.NRGBA, own ownStyle, toPixels matrix, s style, depth int, draw func(layer *image.NRGBA) error,
) error {
	area := int64(m.Rect.Dx()) * int64(m.Rect.Dy())
	d.layers += 2 * area
	defer func() { d.layers -= 2 * area }()
	if d.pixels -= 2 * area; d.layers > maxLayers || d.pixels < 0 {
		return errTooComplex
	}
	layer := image.NewNRGBA(m.Rect)
	if err := draw(layer); err != nil {
		return err
	}
	var mask *image.NRGBA
	if own.clip != "" {
		mask = image.NewNRGBA(m.Rect)
		if err := d.clip(mask, own.clip, toPixels, s, depth); err != nil {
			return err
		}
	}
	return compose(d.ctx, m, layer, mask, own.opacity)
}

// clip draws the shapes of a clip path.
func (d *drawer) clip(mask *image.NRGBA, id string, toPixels matrix, s style, depth int) error {
	path := d.ids[id]
	if path == nil || path.name != "clipPath" || path.attribute("clipPathUnits") == "objectBoundingBox" {
		return unsupported("clip-path", id)
	}
	if path.attribute("clip-path") != "" {
		return unsupported("clip-path", "on clipPath")
	}
	transform, err := parseTransform(path.attribute("transform"))
	if err != nil {
		return err
	}
	only := defaultStyle(s.diagonal)
	only.isClip = true
	return d.children(mask, path, toPixels.mul(transform), only, depth+1)
}

// fill fills a shape.
func (d *drawer) fill(m *image.NRGBA, o *outline, toPixels matrix, s *style) error {
	if s.isClip {
		s.fill, s.fillOpacity, s.evenOdd = paint{isColor: true, color: black}, 1, s.clipEvenOdd
	}
	from, err := d.source(s.fill, s.fillOpacity, o, toPixels)
	if err != nil || from == nil {
		return err
	}
	d.raster.reset(m.Rect.Dx(), m.Rect.Dy(), s.evenOdd)
	for _, c := range o.contours {
		d.raster.add(mapped(c.points, toPixels))
	}
	return d.paint(m, o, from)
}

// stroke draws the line round a shape.
func (d *drawer) stroke(m *image.NRGBA, o *outline, toPixels matrix, s *style) error {
	if s.width <= 0 || s.isClip {
		return nil
	}
	from, err := d.source(s.stroke, s.strokeOpacity, o, toPixels)
	if err != nil || from == nil {
		return err
	}
	// Polygons go round in the same direction before and after the matrix is applied, or all in the other one.
	d.raster.reset(m.Rect.Dx(), m.Rect.Dy(), false)
	for _, polygon := range o.stroke(s) {
		d.raster.add(mapped(polygon, toPixels))
	}
	return d.paint(m, o, from)
}

// mapped returns points in pixels.
func mapped(points []point, toPixels matrix) []point {
	all := make([]point, len(points))
	for i, p := range points {
		all[i] = toPixels.apply(p)
	}
	return all
}

// paint paints what the raster covers, and counts what it costs.
func (d *drawer) paint(m *image.NRGBA, o *outline, from source) error {
	d.points = o.left
	d.rows -= d.raster.rows
	d.pixels -= d.raster.area()
	if d.points < 0 || d.rows < 0 || d.pixels < 0 {
		return errTooComplex
	}
	return fillMask(d.ctx, m, &d.raster, from)
}

// source returns the colors of a paint for a shape, nil if it is none.
func (d *drawer) source(p paint, opacity float64, o *outline, toPixels matrix) (source, error) {
	if p.isColor {
		c := p.color
		c.A = scaled(c.A, opacity)
		return func(int, int) color.NRGBA { return c }, nil
	}
	if p.reference == "" {
		return nil, nil
	}
	e := d.ids[p.reference]
	if e == nil || e.name != "linearGradient" && e.name != "radialGradient" {
		return nil, unsupported("paint", p.reference)
	}
	low, high := o.bounds()
	from, err := d.newGradient(e, low, high, toPixels)
	if err != nil || from == nil {
		return nil, err
	}
	return func(x, y int) color.NRGBA {
		c := from(x, y)
		c.A = scaled(c.A, opacity)
		return c
	}, nil
}
