package effect_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestDisplace_Pixels(t *testing.T) {
	t.Parallel()
	row := func() *image.NRGBA { return pixels(gray(10), gray(20), gray(30), gray(40), gray(50)) }
	red := func(value uint8) *image.NRGBA {
		return uniform(3, 1, color.NRGBA{value, 128, 0, 255})
	}
	for name, test := range map[string]struct {
		layer *image.NRGBA
		at    image.Point
		want  []uint8
	}{
		"neutral":     {red(128), image.Point{}, []uint8{10, 20, 30, 40, 50}},
		"left":        {red(192), image.Point{}, []uint8{20, 30, 40, 40, 50}}, // half of 2 pixels from the right
		"right":       {red(0), image.Pt(2, 0), []uint8{10, 20, 10, 20, 30}},  // 2 pixels from the left
		"edge":        {red(0), image.Point{}, []uint8{10, 10, 10, 40, 50}},   // the first pixel is repeated
		"between":     {red(160), image.Point{}, []uint8{15, 25, 35, 40, 50}}, // half a pixel
		"outside":     {red(0), image.Pt(9, 0), []uint8{10, 20, 30, 40, 50}},  // no pixel of the base is under it
		"transparent": {uniform(5, 1, color.NRGBA{}), image.Point{}, []uint8{10, 20, 30, 40, 50}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := row()
			if err := effect.Displace(t.Context(), m, test.layer, test.at, 2, 100); err != nil {
				t.Fatal(err)
			}
			for x, want := range test.want {
				if got := m.NRGBAAt(x, 0); got != gray(want) {
					t.Errorf("pixel %d: got %v, want %d", x, got, want)
				}
			}
		})
	}
}

func TestDisplace_Canceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := effect.Displace(ctx, scene(), scene(), image.Point{}, 1<<30, -1<<30); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
