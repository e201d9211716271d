package render

import (
	"context"
	"errors"
	"image"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// blurredChange is an unsizedChange that blurs the picture, or a copy of it, with a standard deviation.
func blurredChange(s stepState, sigma float64, apply func(ctx context.Context, m *image.NRGBA) error) change {
	c := unsizedChange(s, apply)
	c.margins = effect.BlurMargins(s.current.width, s.current.height, sigma)
	return c
}

// makeBlur blurs the picture.
//
// Assumed: the radius is the standard deviation of the Gaussian, and the pixels at the edges are repeated beyond them.
//
// See https://imagekit.io/docs/effects-and-enhancements#blur---bl
func makeBlur(value string, s stepState) (change, error) {
	radius, err := expression.Integer(value, 1, 100)
	if err != nil {
		return change{}, &ParameterError{"bl", value, err}
	}
	return blurredChange(s, float64(radius), func(ctx context.Context, m *image.NRGBA) error {
		return effect.Blur(ctx, m, float64(radius))
	}), nil
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
	strength, err := expression.Unsigned(value)
	if err != nil {
		return change{}, &ParameterError{"e-sharpen", value, err}
	}
	return blurredChange(s, strength, func(ctx context.Context, m *image.NRGBA) error {
		return effect.SharpenBy(ctx, m, strength)
	}), nil
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
			if *fields[i], err = expression.Unsigned(text); err != nil {
				return change{}, &ParameterError{"e-usm", value, err}
			}
		}
	}
	return blurredChange(s, mask.Sigma, func(ctx context.Context, m *image.NRGBA) error {
		return effect.Unsharp(ctx, m, mask)
	}), nil
}
