package effect_test

import (
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// TestAddLightness has colors whose lightness was computed with libvips.
func TestAddLightness(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from   color.NRGBA
		amount float64
		want   color.NRGBA
	}{
		{color.NRGBA{119, 119, 119, 77}, 0, color.NRGBA{119, 119, 119, 77}},
		{color.NRGBA{119, 119, 119, 77}, 30, color.NRGBA{198, 198, 198, 77}},    // lightness 50 to 80
		{color.NRGBA{119, 119, 119, 77}, -30, color.NRGBA{48, 48, 48, 77}},      // 50 to 20
		{color.NRGBA{119, 119, 119, 255}, 128, color.NRGBA{255, 255, 255, 255}}, // more than white
		{color.NRGBA{119, 119, 119, 255}, -128, color.NRGBA{0, 0, 0, 255}},
	} {
		m := uniform(1, 1, test.from)
		if err := effect.AddLightness(t.Context(), m, test.amount); err != nil {
			t.Fatal(err)
		}
		equalPictures(t, m, uniform(1, 1, test.want))
	}
}
