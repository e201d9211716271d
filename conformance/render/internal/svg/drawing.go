package svg

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"image"
	"math"
	"strings"
)

// Drawing is a document that can be drawn at any size. It must not be changed, and can be used by several goroutines.
type Drawing struct {
	root          *element
	rules         []rule
	ids           map[string]*element
	width, height float64
	view          [4]float64
}

// Size returns the width and height of a document in pixels. It reads the first element only.
func Size(data []byte) (width, height float64, err error) {
	start, err := firstElement(xml.NewDecoder(bytes.NewReader(data)))
	if err != nil {
		return 0, 0, err
	}
	root := &element{attributes: visible(start.Attr)}
	width, height, _, err = root.size()
	return width, height, err
}

// Parse reads a document. It returns an [UnsupportedError] for some of the documents that cannot be drawn; others are
// found when they are drawn.
func Parse(data []byte) (*Drawing, error) {
	root, err := readDocument(data)
	if err != nil {
		return nil, err
	}
	d := &Drawing{root: root, ids: map[string]*element{}}
	if d.width, d.height, d.view, err = root.size(); err != nil {
		return nil, err
	}
	if d.rules, err = readRules(root); err != nil {
		return nil, err
	}
	d.findIDs(root)
	return d, nil
}

func (d *Drawing) findIDs(e *element) {
	if id := e.attribute("id"); id != "" && d.ids[id] == nil {
		d.ids[id] = e
	}
	for _, child := range e.children {
		d.findIDs(child)
	}
}

// Size returns the width and height of the document in pixels.
func (d *Drawing) Size() (width, height float64) { return d.width, d.height }

// Draw draws a part of the document on a transparent picture of a size. x0 to y1 are the part, in pixels of the
// document, from 0 to its width and height. The error is that of the context, or an [UnsupportedError].
func (d *Drawing) Draw(ctx context.Context, x0, y0, x1, y1 float64, width, height int) (*image.NRGBA, error) {
	if x1 <= x0 || y1 <= y0 || width < 1 || height < 1 {
		return nil, fmt.Errorf("svg: the part %v,%v to %v,%v cannot be drawn on %d by %d pixels", x0, y0, x1, y1, width,
			height)
	}
	across, down := float64(width)/(x1-x0), float64(height)/(y1-y0)
	part := matrix{across, 0, 0, down, -float64(x0 * across), -float64(y0 * down)}
	fit, err := fitted(d.root.attribute("preserveAspectRatio"), d.view, d.width, d.height)
	if err != nil {
		return nil, err
	}
	w := &drawer{
		Drawing: d, ctx: ctx, view: viewport{d.view[2], d.view[3]}, points: maxPoints, rows: maxRows,
		pixels: max(maxPixels, 10*int64(width)*int64(height)), elements: maxElements,
		text: maxText,
	}
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	if err := w.element(m, d.root, part.mul(fit), defaultStyle(diagonal(d.view[2], d.view[3])), 0); err != nil {
		return nil, err
	}
	return m, nil
}

// fitted returns the matrix from the coordinates of a view box to pixels.
//
// See https://www.w3.org/TR/SVG2/coords.html#PreserveAspectRatioAttribute
func fitted(value string, view [4]float64, width, height float64) (matrix, error) {
	across, down := width/view[2], height/view[3]
	align, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	if align == "" {
		align = "xMidYMid"
	}
	switch rest = strings.TrimSpace(rest); {
	case align == "none":
	case rest == "slice":
		across = max(across, down)
		down = across
	case rest == "" || rest == "meet":
		across = min(across, down)
		down = across
	default:
		return identity, unsupported("preserveAspectRatio", value)
	}
	places := map[string]float64{"Min": 0, "Mid": 0.5, "Max": 1}
	var x, y float64
	if align != "none" {
		var isX, isY bool
		if len(align) == len("xMidYMid") && align[0] == 'x' && align[4] == 'Y' {
			x, isX = places[align[1:4]]
			y, isY = places[align[5:]]
		}
		if !isX || !isY {
			return identity, unsupported("preserveAspectRatio", value)
		}
	}
	left := float64(x*(width-float64(view[2]*across))) - float64(view[0]*across)
	top := float64(y*(height-float64(view[3]*down))) - float64(view[1]*down)
	m := matrix{across, 0, 0, down, left, top}
	for _, n := range m {
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return identity, errTooComplex
		}
	}
	return m, nil
}
