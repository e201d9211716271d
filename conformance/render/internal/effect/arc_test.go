package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestArcSize(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		w, h, degrees int
		want          image.Point
	}{
		{300, 200, 0, image.Pt(300, 200)},
		{314, 100, 180, image.Pt(300, 150)}, // radii 50 and 150
		{314, 100, 360, image.Pt(200, 200)}, // radii 0 and 100
		{628, 100, 360, image.Pt(300, 300)}, // a ring: radii 50 and 150
		{628, 100, -360, image.Pt(300, 300)},
		{314, 100, -180, image.Pt(300, 150)},
		{471, 100, 270, image.Pt(300, 256)}, // 150 above the center, and 106.07 below it
		{100, 400, 360, image.Pt(432, 432)}, // the radius of the bottom would be negative
	} {
		if w, h := effect.ArcSize(test.w, test.h, test.degrees); image.Pt(w, h) != test.want {
			t.Errorf("%dx%d, %d degrees: %dx%d, want %v", test.w, test.h, test.degrees, w, h, test.want)
		}
	}
}

// TestArc_Place bends a picture, red above and blue below, whose left column is green.
func TestArc_Place(t *testing.T) {
	t.Parallel()
	green := color.NRGBA{0, 255, 0, 255}
	m := uniform(157, 50, red)
	for y := range 50 {
		for x := range 157 {
			if y >= 25 {
				m.SetNRGBA(x, y, blue)
			}
			if x < 5 {
				m.SetNRGBA(x, y, green)
			}
		}
	}
	up, err := effect.Arc(t.Context(), m, 180)
	if err != nil {
		t.Fatal(err)
	}
	hasPixels(t, up, map[image.Point]color.NRGBA{ // the center is 75, 75; the radii are 25, 50 and 75
		{75, 2}: red, {75, 22}: red, {75, 28}: blue, {75, 47}: blue, {75, 55}: none, {75, 74}: none, {0, 0}: none,
		{10, 73}: green, {40, 73}: green, {140, 70}: red, {115, 70}: blue,
	})
	down, err := effect.Arc(t.Context(), m, -180)
	if err != nil {
		t.Fatal(err)
	}
	hasPixels(t, down, map[image.Point]color.NRGBA{ // the center is 75, 0
		{75, 2}: none, {75, 28}: red, {75, 47}: red, {75, 53}: blue, {75, 72}: blue, {10, 1}: green, {140, 4}: blue,
		{115, 4}: red, {0, 74}: none,
	})
}
