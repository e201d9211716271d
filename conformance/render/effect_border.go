package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// makeBorder lays a border around the picture, and rounds the corners of both if the step has r.
//
// Assumed: the border makes the picture larger on all sides. The radius in the same step is that of the outer edge, and
// that of the inner edge is smaller by the width, as in CSS.
//
// See https://imagekit.io/docs/effects-and-enhancements#border---b
func makeBorder(value string, s stepState) (change, error) {
	width, paint, err := parseBorder(value, s.sizes)
	if err != nil {
		return change{}, &ParameterError{"b", value, err}
	}
	var to size
	to.width, to.height = effect.BorderedSize(s.current.width, s.current.height, width)
	var corners effect.Corners
	if radius, ok := s.params.value("r"); ok {
		if corners, err = parseCorners(radius, to); err != nil {
			return change{}, err
		}
	}
	return change{to: to, apply: func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return effect.AddBorder(ctx, m, width, paint, corners)
	}}, nil
}

// parseBorder reads the value of b: a width in pixels or an expression, and a colour.
func parseBorder(value string, s sizes) (width int, paint color.NRGBA, err error) {
	separator := strings.LastIndexAny(value, "_-")
	if separator < 0 {
		return 0, paint, errors.New("want a width, _ and a colour")
	}
	if paint, err = parseColor(value[separator+1:]); err != nil {
		return 0, paint, err
	}
	length, err := expression.Evaluate(value[:separator], s.variables())
	if err != nil {
		return 0, paint, err
	}
	if length < 0 || length > maxSide {
		return 0, paint, fmt.Errorf("the width is %v; it must be from 0 to %d", length, maxSide)
	}
	return int(math.Floor(length + 0.5)), paint, nil
}

// makeRadius rounds the corners of the picture, unless the step has a border: makeBorder does it then.
//
// See https://imagekit.io/docs/effects-and-enhancements#radius---r
func makeRadius(value string, s stepState) (change, error) {
	corners, err := parseCorners(value, s.current)
	if _, hasBorder := s.params.value("b"); err != nil || hasBorder || corners == (effect.Corners{}) {
		return change{}, err
	}
	return unsizedChange(s, func(ctx context.Context, m *image.NRGBA) error {
		return effect.RoundCorners(ctx, m, corners)
	}), nil
}

// parseCorners reads the value of r: one radius for all corners, or one for each, clockwise from the top left. The
// word max stands for half of the width and half of the height.
//
// Assumed: radii that together are longer than a side become smaller by the same factor, as in CSS. The documentation
// says that one radius cannot be more than half of the shorter side.
func parseCorners(value string, of size) (effect.Corners, error) {
	radii := strings.Split(value, "_")
	if len(radii) == 1 {
		radii = []string{value, value, value, value}
	}
	var corners effect.Corners
	if len(radii) != len(corners) {
		return corners, &ParameterError{"r", value, fmt.Errorf("there are %d radii, not 1 or 4", len(radii))}
	}
	for i, text := range radii {
		radius := effect.Radius{X: float64(of.width) / 2, Y: float64(of.height) / 2}
		if text != "max" {
			number, err := expression.Number(text)
			if err != nil || number < 0 {
				return corners, &ParameterError{"r", value, fmt.Errorf("%q is not a radius", text)}
			}
			number = min(number, maxSide)
			radius = effect.Radius{X: number, Y: number}
		}
		corners[i] = radius
	}
	return corners, nil
}

// makeOpacity makes the picture more transparent.
//
// See https://imagekit.io/docs/effects-and-enhancements#opacity---o
func makeOpacity(value string, s stepState) (change, error) {
	percent, err := expression.Integer(value, 0, 100)
	if err != nil {
		return change{}, &ParameterError{"o", value, err}
	}
	return unsizedChange(s, func(_ context.Context, m *image.NRGBA) error {
		effect.Opacity(m, percent)
		return nil
	}), nil
}
