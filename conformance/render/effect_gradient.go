package render

import (
	"context"
	"errors"
	"image"
	"image/color"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// directions are the angles of the names of directions of gradients in degrees, clockwise from the top.
var directions = map[string]int{
	"top": 0, "top_right": 45, "right": 90, "bottom_right": 135, "bottom": 180, "bottom_left": 225, "left": 270,
	"top_left": 315, "topleft": 315,
}

// makeGradient lays a gradient over the picture.
//
// Assumed: the line of the gradient goes through the centre of the picture, and its first and last colours are those of
// the corners or edges that are farthest in its direction. Each pixel has the colour at its centre. Colours are
// interpolated multiplied by their alpha.
//
// See https://imagekit.io/docs/effects-and-enhancements#gradient---e-gradient
func makeGradient(value string, s stepState) (change, error) {
	options, err := parseGradient(value, s)
	if err != nil {
		return change{}, &ParameterError{"e-gradient", value, err}
	}
	return unsizedChange(s, func(ctx context.Context, m *image.NRGBA) error {
		return effect.Gradient(ctx, m, options)
	}), nil
}

func parseGradient(value string, s stepState) (effect.GradientOptions, error) {
	options := effect.GradientOptions{
		From: color.NRGBA{R: 255, G: 255, B: 255, A: 255}, Angle: float64(directions["bottom"]), Stop: 1,
	}
	if isDefault(value) {
		return options, nil
	}
	parts, err := parseLabelled(value, "ld", "from", "to", "sp")
	if text, ok := parts["ld"]; ok && err == nil {
		options.Angle, err = parseDirection(text)
	}
	if text, ok := parts["from"]; ok && err == nil {
		options.From, err = parseColor(text)
	}
	if text, ok := parts["to"]; ok && err == nil {
		options.To, err = parseColor(text)
	}
	if text, ok := parts["sp"]; ok && err == nil {
		options.Stop, err = parseStop(text, options.Angle, s)
	}
	return options, err
}

func parseDirection(text string) (float64, error) {
	if angle, ok := directions[text]; ok {
		return float64(angle), nil
	}
	angle, err := expression.Integer(text, 0, 359)
	return float64(angle), err
}

// parseStop returns where the second colour of a gradient is reached, as a share of its length. A number above 1 is one
// of pixels.
func parseStop(text string, angle float64, s stepState) (float64, error) {
	stop, err := expression.Evaluate(text, s.variables())
	if err != nil {
		return 0, err
	}
	if stop <= 0 {
		return 0, errors.New("the stop point must be above 0")
	}
	if stop > 1 {
		stop /= effect.GradientLength(s.current.width, s.current.height, angle)
	}
	return stop, nil
}
