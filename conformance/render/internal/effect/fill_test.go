package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestFillBehind(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ above, below, want color.NRGBA }{
		{red, blue, red},
		{color.NRGBA{200, 100, 50, 0}, blue, blue},
		{color.NRGBA{255, 0, 0, 51}, blue, color.NRGBA{51, 0, 204, 255}},
		{color.NRGBA{255, 0, 0, 102}, color.NRGBA{0, 0, 255, 51}, color.NRGBA{196, 0, 59, 133}}, // 102 + 51*153/255
		{color.NRGBA{9, 9, 9, 0}, color.NRGBA{R: 9}, none},
	} {
		m := uniform(2, 2, test.above)
		effect.FillBehind(m, test.below)
		equalPictures(t, m, uniform(2, 2, test.want))
		m = uniform(2, 2, test.above)
		effect.LayOn(m, uniform(2, 2, test.below))
		equalPictures(t, m, uniform(2, 2, test.want))
	}
}

func TestFourCorners(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 5, 3))
	white := color.NRGBA{255, 255, 255, 255}
	if err := effect.FourCorners(t.Context(), m, [4]color.NRGBA{red, blue, white, {A: 255}}); err != nil {
		t.Fatal(err)
	}
	hasPixels(t, m, map[image.Point]color.NRGBA{
		{0, 0}: red, {4, 0}: blue, {4, 2}: white, {0, 2}: {A: 255}, {2, 0}: {128, 0, 128, 255},
		{0, 1}: {128, 0, 0, 255},
		{2, 1}: {128, 64, 128, 255},
	})
}
