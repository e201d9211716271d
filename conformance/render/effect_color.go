package render

import (
	"context"
	"errors"
	"image"
	"image/color"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// makeGrayscale removes the colours.
//
// Assumed: the weights of red, green and blue are those of ITU-R BT.601: 0.299, 0.587 and 0.114.
//
// See https://imagekit.io/docs/effects-and-enhancements#grayscale---e-grayscale
func makeGrayscale(value string, s stepState) (change, error) {
	if !isDefault(value) {
		return change{}, &ParameterError{"e-grayscale", value, errors.New("must have no value")}
	}
	return unsizedChange(s, effect.Grayscale), nil
}

// makeContrast stretches the contrast. The documentation of the service also shows e-contrast-1.
//
// Assumed: the brightness is stretched, not each channel. The darkest and the lightest percent of the pixels become
// black and white.
//
// See https://imagekit.io/docs/effects-and-enhancements#contrast-stretch---e-contrast
func makeContrast(value string, s stepState) (change, error) {
	if !isDefault(value) && value != "1" {
		return change{}, &ParameterError{"e-contrast", value, errors.New("must have no value")}
	}
	return unsizedChange(s, effect.StretchContrast), nil
}

// makeColorize tints the picture.
//
// Assumed: the picture keeps its brightness, so that black and white keep their colours, and gray removes the colours.
//
// See https://imagekit.io/docs/effects-and-enhancements#colorize---e-colorize
func makeColorize(value string, s stepState) (change, error) {
	tint, intensity := color.NRGBA{R: 128, G: 128, B: 128, A: 255}, 100
	if !isDefault(value) {
		parts, err := parseLabelled(value, "co", "in")
		if text, ok := parts["co"]; ok && err == nil {
			tint, err = parseColor(text)
		}
		if text, ok := parts["in"]; ok && err == nil {
			intensity, err = expression.Integer(text, 0, 100)
		}
		if err != nil {
			return change{}, &ParameterError{"e-colorize", value, err}
		}
	}
	return unsizedChange(s, func(ctx context.Context, m *image.NRGBA) error {
		return effect.Colorize(ctx, m, tint, intensity)
	}), nil
}

// defaultTolerance is the tolerance of cr without one, the default of the vendor's editor.
const defaultTolerance = 35

// makeColorReplace replaces a colour by another one.
//
// Assumed: the tolerance is a distance of brightness and chroma in percent of that of black and white. A colour that is
// replaced keeps its share of black and white. The dominant colour is that of the first frame.
//
// See https://imagekit.io/docs/effects-and-enhancements#color-replace---cr
func makeColorReplace(value string, s stepState) (change, error) {
	var to, from color.NRGBA
	tolerance := defaultTolerance
	texts := strings.Split(value, "_")
	to, err := parseColor(texts[0])
	if len(texts) > 1 && err == nil {
		tolerance, err = expression.Integer(texts[1], 0, 100)
	}
	if len(texts) > 2 && err == nil {
		from, err = parseColor(texts[2])
	}
	if len(texts) > 3 && err == nil {
		err = errors.New("must be NEW-COLOUR, NEW-COLOUR_TOLERANCE or NEW-COLOUR_TOLERANCE_OLD-COLOUR")
	}
	if err != nil {
		return change{}, &ParameterError{"cr", value, err}
	}
	isKnown := len(texts) > 2
	return unsizedChange(s, func(ctx context.Context, m *image.NRGBA) error {
		if !isKnown {
			dominant, err := effect.DominantColors(ctx, m, 1)
			if err != nil {
				return err
			}
			from, isKnown = dominant[0], true
		}
		return effect.ReplaceColor(ctx, m, from, to, tolerance)
	}), nil
}
