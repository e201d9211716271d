package render

import (
	"errors"
	"image"
	"math"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// layerAxis has the parameters that say where a layer is in one direction.
type layerAxis struct {
	axis
	length, base int     // of the layer and of the picture below, in pixels
	anchor       float64 // the point of the base from which the values count: 0 for its beginning, 1 for its end
	focus        float64 // where the layer is if no value is given: 0 for the beginning, 1 for the end
}

// position returns where the top left corner of a layer is on its base. It is called after the chain was applied to the
// layer, so that cw and ch are its final size.
//
// Assumed: a layer whose centre would be between two pixels is nearer to the left or to the top. If one of lx and ly,
// or of lxc and lyc, is given, the other one is 0, as lfo is ignored.
//
// See https://imagekit.io/docs/transformations#position-of-layer
func (f frame) position(layer urlbuilder.Layer) (image.Point, error) {
	p := layer.Position
	if layer.Mode == urlbuilder.ModeDisplace {
		p = urlbuilder.LayerPosition{Focus: p.Focus}
	}
	focus, err := layerPlace("lfo", p.Focus, "center")
	if err != nil {
		return image.Point{}, err
	}
	anchor, err := layerPlace("lap", p.Anchor, "top_left")
	if err != nil {
		return image.Point{}, err
	}
	x := layerAxis{
		axis{"lx", string(p.X), "lxc", string(p.XCenter)}, f.current.width, f.base.width, anchor.x, focus.x,
	}
	y := layerAxis{
		axis{"ly", string(p.Y), "lyc", string(p.YCenter)}, f.current.height, f.base.height, anchor.y, focus.y,
	}
	if !x.isGiven() && !y.isGiven() {
		return image.Pt(x.atFocus(), y.atFocus()), nil
	}
	left, err := x.begin(f.variables())
	if err != nil {
		return image.Point{}, err
	}
	top, err := y.begin(f.variables())
	return image.Pt(left, top), err
}

// layerPlace returns one of the nine places.
func layerPlace(code string, value urlbuilder.FocusArea, byDefault string) (gravity, error) {
	if value == "" {
		return gravities[byDefault], nil
	}
	place, ok := gravities[string(value)]
	if !ok {
		return gravity{}, &ParameterError{code, string(value), errors.New("there is no such place")}
	}
	return place, nil
}

// isGiven reports whether the layer has a parameter for the direction.
func (a layerAxis) isGiven() bool { return a.start != "" || a.center != "" }

// atFocus returns where a layer begins that is at the place lfo.
func (a layerAxis) atFocus() int { return int(math.Floor(a.focus * float64(a.base-a.length))) }

// begin returns where the layer begins, in pixels of the base.
//
// Assumed: a value that begins with N counts from the other edge: lx-N20 leaves 20 pixels between the right edges of
// the layer and of the base, and lxc-N20 between the layer's centre and that edge. If lap is not at the left or at the
// top, N20 is 20 pixels to the left or upwards. A negative result of an expression is to the left of the base or above
// it. A layer that would be all beyond an edge is moved to that edge; one that is partly beyond it is cut.
func (a layerAxis) begin(v expression.Variables) (int, error) {
	code, text, shift := a.startCode, a.start, 0.0
	if text == "" && a.center != "" {
		code, text, shift = a.centerCode, a.center, float64(a.length)/2
	}
	var offset float64
	if text != "" {
		var err error
		if offset, err = expression.Evaluate(text, v); err != nil {
			return 0, &ParameterError{code, text, err}
		}
	}
	at := a.anchor*float64(a.base) + offset - shift
	if a.anchor == 0 && expression.IsNegative(text) {
		at = float64(a.base-a.length) + offset + shift
	}
	at = math.Floor(at + 0.5)
	if at >= float64(a.base) {
		at = float64(a.base - a.length)
	}
	if at <= -float64(a.length) {
		at = 0
	}
	return int(at), nil
}

// displacement returns how far the mode displace moves the pixels of the base, at most.
//
// Assumed: lx and ly are these distances, so that lfo alone says where the layer is. Without them, x and y of the
// layer's steps are.
func (s *subject) displacement(layer urlbuilder.Layer) (x, y int, err error) {
	across, down := string(layer.Position.X), string(layer.Position.Y)
	if across == "" && down == "" {
		across, down = lastValue(layer.Transformation, nil, "x"), lastValue(layer.Transformation, nil, "y")
	}
	if across == "" && down == "" {
		return 0, 0, &ParameterError{"lm", string(layer.Mode), errors.New("the mode needs lx or ly")}
	}
	v := s.frame().variables()
	if x, err = distance("lx", across, v); err != nil {
		return 0, 0, err
	}
	y, err = distance("ly", down, v)
	return x, y, err
}

// distance computes a number of pixels, 0 for an empty value.
func distance(code, value string, v expression.Variables) (int, error) {
	if value == "" {
		return 0, nil
	}
	d, err := expression.Evaluate(value, v)
	if err != nil {
		return 0, &ParameterError{code, value, err}
	}
	return int(math.Round(min(max(d, -maxSide), maxSide))), nil
}
