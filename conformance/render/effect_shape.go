package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// defaultTrim is the threshold of t-true. The examples of the documentation have it between 5 and 15.
const defaultTrim = 10

// makeTrim cuts off the edges of the picture.
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
	case valueTrue:
	default:
		var err error
		if threshold, err = expression.Integer(value, 1, 99); err != nil {
			return change{}, &ParameterError{"t", value, err}
		}
	}
	part := effect.TrimBounds(s.picture, threshold)
	if part == s.picture.Rect {
		return change{}, nil
	}
	return change{to: size{part.Dx(), part.Dy()}, apply: func(_ context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return effect.Crop(m, part), nil
	}}, nil
}

// makeFlip mirrors the picture.
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

// makeRotation turns the picture. The orientation in the file's metadata, which rt-auto asks for, has been
// applied already.
//
// Assumed: the picture grows to the smallest rectangle around the turned one; its corners are transparent, or have the
// background if the step has bg.
//
// See https://imagekit.io/docs/effects-and-enhancements#rotate---rt
func makeRotation(value string, s stepState) (change, error) {
	if value == valueAuto {
		return change{}, nil
	}
	degrees, err := expression.Number(value)
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

// makeDistortion shows the picture in perspective, or bends it.
//
// See https://imagekit.io/docs/effects-and-enhancements#distort---e-distort
func makeDistortion(value string, s stepState) (change, error) {
	mode, arguments, _ := strings.Cut(value, "-")
	var c change
	var err error
	switch mode {
	case "p":
		c, err = makePerspective(arguments, s)
	case "a":
		c, err = makeArc(arguments, s)
	default:
		err = errors.New("want p with eight numbers or a with degrees")
	}
	if err != nil {
		return change{}, &ParameterError{"e-distort", value, err}
	}
	return c, nil
}

// makePerspective moves the corners of a picture to four points.
//
// Assumed: the result has the size of the picture. What is beyond it is cut off, and what is not covered is
// transparent.
func makePerspective(arguments string, s stepState) (change, error) {
	numbers := strings.Split(arguments, "_")
	if len(numbers) != 8 {
		return change{}, fmt.Errorf("there are %d numbers, not 8", len(numbers))
	}
	var points [4]image.Point
	for i, text := range numbers {
		number, err := expression.Integer(text, -maxSide, maxSide)
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

// makeArc bends a picture, upwards by positive degrees.
//
// Assumed: the line in the middle between top and bottom keeps its length, and the height stays what it is, as with
// ImageMagick. The result is the smallest rectangle around the arc, transparent outside of it.
func makeArc(arguments string, s stepState) (change, error) {
	degrees, err := expression.Integer(arguments, -360, 360)
	if err != nil || degrees == 0 {
		return change{}, err
	}
	var to size
	to.width, to.height = effect.ArcSize(s.current.width, s.current.height, degrees)
	return change{to: to, apply: func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return effect.Arc(ctx, m, degrees)
	}}, nil
}
