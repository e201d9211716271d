package saliency_test

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/saliency"
)

// gray returns a gray picture with a spot of a color.
func gray(spot image.Rectangle, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	draw.Draw(m, m.Rect, image.NewUniform(color.Gray{128}), image.Point{}, draw.Src)
	draw.Draw(m, spot, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

func TestFind(t *testing.T) {
	t.Parallel()
	skin, green := color.NRGBA{220, 170, 140, 255}, color.NRGBA{40, 200, 60, 255}
	for name, test := range map[string]struct {
		picture *image.NRGBA
		x, y    float64
	}{
		"nothing":     {gray(image.Rectangle{}, green), 30, 20},
		"green":       {gray(image.Rect(46, 26, 54, 34), green), 50, 30},
		"skin":        {gray(image.Rect(6, 6, 14, 14), skin), 10, 10},
		"transparent": {image.NewNRGBA(image.Rect(0, 0, 60, 40)), 30, 20},
	} {
		if x, y := saliency.Find(test.picture, 16, 16); max(x-test.x, test.x-x) > 2 || max(y-test.y, test.y-y) > 2 {
			t.Errorf("%s: %v, %v, want %v, %v", name, x, y, test.x, test.y)
		}
	}
}

func TestFind_AnySize(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1, 1}, {1, 9}, {9, 1}, {5, 3}} {
		m := image.NewNRGBA(image.Rectangle{Max: size})
		if x, y := saliency.Find(m, size.X, size.Y); x != float64(size.X)/2 || y != float64(size.Y)/2 {
			t.Errorf("%v: %v, %v, want the center", size, x, y)
		}
	}
}
