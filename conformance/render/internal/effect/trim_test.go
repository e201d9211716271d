package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestTrimBounds(t *testing.T) {
	t.Parallel()
	gray := func(v byte) color.NRGBA { return color.NRGBA{v, v, v, 255} }
	inside := image.Rect(4, 2, 9, 8)
	for name, test := range map[string]struct {
		edge, inside color.NRGBA
		threshold    int
		want         image.Rectangle
	}{
		"far":                     {gray(255), red, 10, inside},
		"more than the threshold": {gray(200), gray(211), 10, inside},
		"the threshold":           {gray(200), gray(210), 10, image.Rect(0, 0, 20, 10)},
		"below":                   {gray(200), gray(210), 9, inside},
		"one channel":             {color.NRGBA{0, 0, 100, 255}, color.NRGBA{0, 0, 50, 255}, 49, inside},
		"transparent":             {none, gray(0), 10, inside},
		"hidden colors":           {color.NRGBA{R: 255}, color.NRGBA{G: 255}, 10, image.Rect(0, 0, 20, 10)},
		"nearly transparent":      {none, color.NRGBA{A: 9}, 10, image.Rect(0, 0, 20, 10)},
	} {
		m := uniform(20, 10, test.edge)
		for y := inside.Min.Y; y < inside.Max.Y; y++ {
			for x := inside.Min.X; x < inside.Max.X; x++ {
				m.SetNRGBA(x, y, test.inside)
			}
		}
		if got := effect.TrimBounds(m, test.threshold); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestTrimBounds_Scattered(t *testing.T) {
	t.Parallel()
	m := uniform(20, 10, blue)
	m.SetNRGBA(3, 5, red)
	m.SetNRGBA(12, 8, red)
	m.SetNRGBA(7, 1, red)
	if got, want := effect.TrimBounds(m, 10), image.Rect(3, 1, 13, 9); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	equalPictures(t, effect.Crop(m, image.Rect(3, 5, 4, 6)), uniform(1, 1, red))
}
