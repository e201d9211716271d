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
)

// defaultTrim is the threshold of t-true. The examples of the documentation have it between 5 and 15.
const defaultTrim = 10

// makeTrim makes the change for t.
//
// Assumed: the edges to cut off have the colour of the top left pixel. The threshold is the largest difference of a
// pixel from it in red, green, blue and alpha, from 0 to 255; it is 10 for t-true. A picture of one colour is not cut.
//
// See https://imagekit.io/docs/effects-and-enhancements#trim-edges---t
func makeTrim(value string, s stepState) (change, error) {
	threshold := defaultTrim
	switch value {
	case "false":
		return change{}, nil
	case "true":
	default:
		var err error
		if threshold, err = parseInteger(value, 1, 99); err != nil {
			return change{}, &ParameterError{"t", value, err}
		}
	}
	part := effect.TrimBounds(s.picture, threshold)
	if part == s.picture.Rect {
		return change{}, nil
	}
	to := sizeOf(s.picture.SubImage(part))
	return change{to: to, apply: func(_ context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return effect.Crop(m, part), nil
	}}, nil
}

// makeFlip makes the change for fl.
//
// See https://imagekit.io/docs/effects-and-enhancements#flip---fl
func makeFlip(value string, s stepState) (change, error) {
	isHorizontal, isVertical := value == "h", value == "v"
	switch value {
	case "h", "v":
	case "h_v", "v_h":
		isHorizontal, isVertical = true, true
	default:
		return change{}, &ParameterError{"fl", value, errors.New("want h, v, h_v or v_h")}
	}
	return unsizedChange(s, func(_ context.Context, m *image.NRGBA) error {
		if isHorizontal {
			effect.FlipHorizontal(m)
		}
		if isVertical {
			effect.FlipVertical(m)
		}
		return nil
	}), nil
}

// makeRotation makes the change for rt. The orientation in the file's metadata, which rt-auto asks for, has been
// applied already.
//
// Assumed: the picture grows to the smallest rectangle around the turned one; its corners are transparent, or have the
// background if the step has bg.
//
// See https://imagekit.io/docs/effects-and-enhancements#rotate---rt
func makeRotation(value string, s stepState) (change, error) {
	if value == wordAuto {
		return change{}, nil
	}
	degrees, err := operandOf(value, nil)
	if err != nil {
		return change{}, &ParameterError{"rt", value, err}
	}
	if math.Mod(degrees, 360) == 0 {
		return change{}, nil
	}
	var to size
	to.width, to.height = effect.RotatedSize(s.current.width, s.current.height, degrees)
	return change{to: to, apply: func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return effect.Rotate(ctx, m, degrees)
	}}, nil
}

// makeDistortion makes the change for e-distort.
//
// See https://imagekit.io/docs/effects-and-enhancements#distort---e-distort
func makeDistortion(value string, s stepState) (change, error) {
	mode, arguments, _ := strings.Cut(value, "-")
	var c change
	var err error
	switch mode {
	case "p":
		c, err = perspective(arguments, s)
	case "a":
		c, err = arc(arguments, s)
	default:
		err = errors.New("want p with eight numbers or a with degrees")
	}
	if err != nil {
		return change{}, &ParameterError{"e-distort", value, err}
	}
	return c, nil
}

// perspective moves the corners of a picture to four points.
//
// Assumed: the result has the size of the picture. What is beyond it is cut off, and what is not covered is
// transparent.
func perspective(arguments string, s stepState) (change, error) {
	numbers := strings.Split(arguments, "_")
	if len(numbers) != 8 {
		return change{}, fmt.Errorf("there are %d numbers, not 8", len(numbers))
	}
	var points [4]image.Point
	for i, text := range numbers {
		number, err := parseInteger(text, -maxSide, maxSide)
		if err != nil {
			return change{}, err
		}
		if i%2 == 0 {
			points[i/2].X = number
		} else {
			points[i/2].Y = number
		}
	}
	c := change{to: s.current, apply: func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return effect.Perspective(ctx, m, points)
	}}
	return c, effect.CheckCorners(points)
}

// arc bends a picture, upwards by positive degrees.
//
// Assumed: the line in the middle between top and bottom keeps its length, and the height stays what it is, as with
// ImageMagick. The result is the smallest rectangle around the arc, transparent outside of it.
func arc(arguments string, s stepState) (change, error) {
	degrees, err := parseInteger(arguments, -360, 360)
	if err != nil || degrees == 0 {
		return change{}, err
	}
	var to size
	to.width, to.height = effect.ArcSize(s.current.width, s.current.height, degrees)
	return change{to: to, apply: func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return effect.Arc(ctx, m, degrees)
	}}, nil
}

// makeBorder makes the change for b, together with the rounded corners of the step.
//
// Assumed: the border makes the picture larger on all sides. The radius in the same step is that of the outer edge, and
// that of the inner edge is smaller by the width, as in CSS.
//
// See https://imagekit.io/docs/effects-and-enhancements#border---b
func makeBorder(value string, s stepState) (change, error) {
	width, paint, err := parseBorder(value, s.frame)
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
func parseBorder(value string, f frame) (width int, paint color.NRGBA, err error) {
	separator := strings.LastIndexAny(value, "_-")
	if separator < 0 {
		return 0, paint, errors.New("want a width, _ and a colour")
	}
	if paint, err = parseColor(value[separator+1:]); err != nil {
		return 0, paint, err
	}
	length, err := evaluate(value[:separator], f.variables())
	if err != nil {
		return 0, paint, err
	}
	if length < 0 || length > maxSide {
		return 0, paint, fmt.Errorf("the width is %v; it must be from 0 to %d", length, maxSide)
	}
	return int(math.Floor(length + 0.5)), paint, nil
}

// makeRadius makes the change for r. If the step has a border, it rounds the corners.
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
			number, err := operandOf(text, nil)
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

// makeOpacity makes the change for o.
//
// See https://imagekit.io/docs/effects-and-enhancements#opacity---o
func makeOpacity(value string, s stepState) (change, error) {
	percent, err := parseInteger(value, 0, 100)
	if err != nil {
		return change{}, &ParameterError{"o", value, err}
	}
	return unsizedChange(s, func(_ context.Context, m *image.NRGBA) error {
		effect.Opacity(m, percent)
		return nil
	}), nil
}
