package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestFlip(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{5, 4}, {4, 5}, {1, 3}, {3, 1}, {1, 1}} {
		m := grid(size.X, size.Y)
		horizontal, vertical, both := clone(m), clone(m), clone(m)
		effect.FlipHorizontal(horizontal)
		effect.FlipVertical(vertical)
		effect.FlipVertical(both)
		effect.FlipHorizontal(both)
		for y := range size.Y {
			for x := range size.X {
				c := m.NRGBAAt(x, y)
				right, bottom := size.X-1-x, size.Y-1-y
				hasPixels(t, horizontal, map[image.Point]color.NRGBA{{right, y}: c})
				hasPixels(t, vertical, map[image.Point]color.NRGBA{{x, bottom}: c})
			}
		}
		equalPictures(t, both, effect.RotateQuarters(m, 2))
	}
}
