package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestReplaceColor_Shades(t *testing.T) {
	t.Parallel()
	red, blue, green := color.NRGBA{0xff, 0, 0, 0xff}, color.NRGBA{0, 0, 0xff, 0xff}, color.NRGBA{0, 0xff, 0, 0xff}
	darkRed, pink := color.NRGBA{128, 0, 0, 0xff}, color.NRGBA{255, 128, 128, 0xff}
	for name, test := range map[string]struct {
		from, to      color.NRGBA
		tolerance     int
		before, after *image.NRGBA
	}{
		"exact": {red, blue, 0, pixels(red, darkRed, green), pixels(blue, darkRed, green)},
		"shades": {
			red, blue, 60, pixels(red, darkRed, pink, green),
			pixels(blue, color.NRGBA{0, 0, 128, 255}, color.NRGBA{128, 128, 255, 255}, green),
		},
		"gray":  {gray(200), red, 40, pixels(gray(200), gray(100)), pixels(red, color.NRGBA{128, 0, 0, 255})},
		"black": {gray(0), red, 0, pixels(gray(0), gray(100)), pixels(red, gray(100))},
		"alpha": {
			red,
			color.NRGBA{0, 0, 255, 51},
			5, pixels(red, color.NRGBA{255, 0, 0, 100}, green),
			pixels(color.NRGBA{0, 0, 255, 51}, color.NRGBA{0, 0, 255, 20}, green),
		},
		"all": {gray(255), gray(255), 100, pixels(red, green, gray(3)), pixels(red, green, gray(3))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := effect.ReplaceColor(t.Context(), test.before, test.from, test.to, test.tolerance); err != nil {
				t.Fatal(err)
			}
			equalPictures(t, test.before, test.after)
		})
	}
}
