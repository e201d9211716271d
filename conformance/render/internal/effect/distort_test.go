package effect_test

import (
	"errors"
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestPerspective_Same(t *testing.T) {
	t.Parallel()
	m := opaqueGrid(60, 40)
	got, err := effect.Perspective(t.Context(), m, [4]image.Point{{0, 0}, {60, 0}, {60, 40}, {0, 40}})
	if err != nil {
		t.Fatal(err)
	}
	// Two samples in each direction blur a little: each pixel keeps 9/16.
	inner := image.Rect(1, 1, 59, 39)
	for y := inner.Min.Y; y < inner.Max.Y; y++ {
		for x := inner.Min.X; x < inner.Max.X; x++ {
			a, b := got.NRGBAAt(x, y), m.NRGBAAt(x, y)
			if math.Abs(float64(a.R)-float64(b.R)) > 1 || math.Abs(float64(a.G)-float64(b.G)) > 1 || a.A != 255 {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, a, b)
			}
		}
	}
}

// TestPerspective_Corners checks that the corners of the picture are where they shall be.
func TestPerspective_Corners(t *testing.T) {
	t.Parallel()
	m := uniform(60, 40, red)
	for y := 20; y < 40; y++ {
		for x := range 60 {
			m.SetNRGBA(x, y, blue)
		}
	}
	got, err := effect.Perspective(t.Context(), m, [4]image.Point{{20, 5}, {40, 5}, {60, 40}, {0, 40}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Rect != m.Rect {
		t.Fatalf("bounds %v", got.Rect)
	}
	// The lines between opposite corners meet at 30, 13.75, where the middle of the picture is: blue is below.
	hasPixels(t, got, map[image.Point]color.NRGBA{
		{0, 0}: none, {30, 3}: none, {10, 10}: none, {59, 10}: none, {22, 6}: red, {37, 6}: red, {30, 12}: red,
		{30, 15}: blue, {5, 37}: blue, {54, 37}: blue,
	})
}

func TestPerspective_NotConvex(t *testing.T) {
	t.Parallel()
	for name, corners := range map[string][4]image.Point{
		"counterclockwise": {{0, 0}, {0, 40}, {60, 40}, {60, 0}},
		"crossed":          {{0, 0}, {60, 40}, {60, 0}, {0, 40}},
		"arrow":            {{0, 0}, {60, 0}, {10, 10}, {0, 40}},
		"line":             {{0, 0}, {10, 10}, {20, 20}, {30, 30}},
		"point":            {},
	} {
		_, err := effect.Perspective(t.Context(), uniform(60, 40, red), corners)
		if !errors.Is(err, effect.ErrCorners) {
			t.Errorf("%s: %v, want ErrCorners", name, err)
		}
	}
}
