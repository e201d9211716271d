package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// unsizedChange returns a change that keeps the size of the picture.
func unsizedChange(s stepState, apply func(ctx context.Context, m *image.NRGBA) error) change {
	return change{to: s.current, apply: func(ctx context.Context, m *image.NRGBA) (*image.NRGBA, error) {
		return m, apply(ctx, m)
	}}
}

// blurredChange is an unsizedChange that blurs the picture, or a copy of it, with a standard deviation.
func blurredChange(s stepState, sigma float64, apply func(ctx context.Context, m *image.NRGBA) error) change {
	c := unsizedChange(s, apply)
	c.margins = effect.BlurMargins(s.current.width, s.current.height, sigma)
	return c
}

// isDefault reports whether a parameter has no value, or the one of parameters without a value.
func isDefault(value string) bool { return value == "" || value == wordTrue }

// wordTrue is the value of parameters that are only switched on.
const wordTrue = "true"

// parseInteger reads a whole number between two limits. Its minus sign is an N or, as SDKs write it, -.
func parseInteger(text string, least, most int) (int, error) {
	digits, isNegative := strings.CutPrefix(text, "N")
	if !isNegative {
		digits, isNegative = strings.CutPrefix(text, "-")
	}
	n, err := strconv.Atoi(digits)
	if isNegative {
		n = -n
	}
	if err != nil || strings.Trim(digits, "0123456789") != "" || n < least || n > most {
		return 0, fmt.Errorf("%q must be a whole number from %d to %d", text, least, most)
	}
	return n, nil
}

// parseLabelled reads a value that consists of parts with labels in any order, such as bl-15_st-40. The result has the
// text of each part that is given.
func parseLabelled(value string, labels ...string) (map[string]string, error) {
	parts := map[string]string{}
	last := ""
	for token := range strings.SplitSeq(value, "_") {
		label, text, isPart := cutLabel(token, labels)
		switch _, isRepeated := parts[label]; {
		case isPart && isRepeated:
			return nil, fmt.Errorf("%s is given twice", label)
		case isPart:
			parts[label], last = text, label
		case last == "":
			return nil, fmt.Errorf("%q must begin with one of %s", token, strings.Join(labels, ", "))
		default:
			parts[last] += "_" + token // of an expression, or of a direction such as top_left
		}
	}
	return parts, nil
}

func cutLabel(token string, labels []string) (label, text string, ok bool) {
	for _, label := range labels {
		if text, ok := strings.CutPrefix(token, label+"-"); ok {
			return label, text, true
		}
	}
	return "", "", false
}

// makeBlur blurs the picture.
//
// Assumed: the radius is the standard deviation of the Gaussian, and the pixels at the edges are repeated beyond them.
//
// See https://imagekit.io/docs/effects-and-enhancements#blur---bl
func makeBlur(value string, s stepState) (change, error) {
	radius, err := parseInteger(value, 1, 100)
	if err != nil {
		return change{}, &ParameterError{"bl", value, err}
	}
	return blurredChange(s, float64(radius), func(ctx context.Context, m *image.NRGBA) error {
		return effect.Blur(ctx, m, float64(radius))
	}), nil
}

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

// makeSharpen sharpens the picture.
//
// Assumed: the number is the standard deviation of the blur whose difference from the picture is added to the
// brightness. Without a number, a kernel of three by three pixels sharpens a little.
//
// See https://imagekit.io/docs/effects-and-enhancements#sharpen---e-sharpen
func makeSharpen(value string, s stepState) (change, error) {
	if isDefault(value) {
		return unsizedChange(s, effect.Sharpen), nil
	}
	strength, err := parsePositive(value)
	if err != nil {
		return change{}, &ParameterError{"e-sharpen", value, err}
	}
	return blurredChange(s, strength, func(ctx context.Context, m *image.NRGBA) error {
		return effect.SharpenBy(ctx, m, strength)
	}), nil
}

// parsePositive reads a number that is not negative.
func parsePositive(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !isNumber(text) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("%q must be a positive number", text)
	}
	return n, nil
}

// defaultMask is the mask of e-usm without a value.
//
// Assumed: it is that of the example in the documentation.
var defaultMask = effect.Mask{Radius: 2, Sigma: 2, Amount: 0.8, Threshold: 0.024}

// makeUnsharp sharpens the picture with an unsharp mask.
//
// Assumed: radius, sigma, amount and threshold mean what they mean in ImageMagick: the radius cuts the kernel of the
// blur, and a difference is added if twice the difference is above the threshold.
//
// See https://imagekit.io/docs/effects-and-enhancements#unsharp-mask---e-usm
func makeUnsharp(value string, s stepState) (change, error) {
	mask := defaultMask
	if !isDefault(value) {
		texts := strings.Split(value, "-")
		fields := []*float64{&mask.Radius, &mask.Sigma, &mask.Amount, &mask.Threshold}
		if len(texts) != len(fields) {
			return change{}, &ParameterError{"e-usm", value, errors.New("must be RADIUS-SIGMA-AMOUNT-THRESHOLD")}
		}
		for i, text := range texts {
			var err error
			if *fields[i], err = parsePositive(text); err != nil {
				return change{}, &ParameterError{"e-usm", value, err}
			}
		}
	}
	return blurredChange(s, mask.Sigma, func(ctx context.Context, m *image.NRGBA) error {
		return effect.Unsharp(ctx, m, mask)
	}), nil
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
			intensity, err = parseInteger(text, 0, 100)
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
		tolerance, err = parseInteger(texts[1], 0, 100)
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
