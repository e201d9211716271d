package effect_test

import (
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestOpacity(t *testing.T) {
	t.Parallel()
	for percent, want := range map[int]byte{0: 0, 1: 2, 50: 100, 75: 150, 100: 200} {
		m, expected := uniform(3, 2, color.NRGBA{1, 2, 3, 200}), color.NRGBA{1, 2, 3, want}
		if want == 0 {
			expected = none // without the hidden colors
		}
		effect.Opacity(m, percent)
		equalPictures(t, m, uniform(3, 2, expected))
	}
}
