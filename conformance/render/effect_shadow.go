package render

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// maxShadowArea is the largest number of pixels of a picture that can have a shadow.
const maxShadowArea = 2_000_000

// makeShadow lays a shadow under the opaque parts of the picture.
//
// Assumed: the shadow is black, bl is the standard deviation of its blur in pixels, and st its opacity. The picture
// keeps its size, so that the shadow is cut at its edges. A picture without transparent parts does not change.
//
// See https://imagekit.io/docs/effects-and-enhancements#shadow---e-shadow
func makeShadow(value string, s stepState) (change, error) {
	options, err := parseShadow(value, s.current)
	if s.current.area() > maxShadowArea && err == nil {
		err = fmt.Errorf("the picture has %d by %d pixels; the limit is 2 megapixels", s.current.width,
			s.current.height)
	}
	if err != nil {
		return change{}, &ParameterError{"e-shadow", value, err}
	}
	return blurredChange(s, options.Sigma, func(ctx context.Context, m *image.NRGBA) error {
		return effect.Shadow(ctx, m, options)
	}), nil
}

func parseShadow(value string, picture size) (effect.ShadowOptions, error) {
	blur, opacity, x, y := 10, 30, 2, 2
	if !isDefault(value) {
		err := readLabelled(value,
			labelled{"bl", integerInto(&blur, 0, 15)}, labelled{"st", integerInto(&opacity, 0, 100)},
			labelled{"x", integerInto(&x, -100, 100)}, labelled{"y", integerInto(&y, -100, 100)})
		if err != nil {
			return effect.ShadowOptions{}, err
		}
	}
	return effect.ShadowOptions{
		Sigma: float64(blur), Opacity: opacity,
		Offset: image.Pt(percentOf(x, picture.width), percentOf(y, picture.height)),
	}, nil
}

// percentOf returns a percentage of a length, which is rounded to the nearest pixel.
func percentOf(percent, length int) int {
	return int(math.Round(float64(percent) * float64(length) / 100))
}
