package effect_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// circles returns equal radii for all corners.
func circles(radius float64) effect.Corners {
	r := effect.Radius{X: radius, Y: radius}
	return effect.Corners{r, r, r, r}
}

func TestCorners_Fitted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		w, h       int
		from, want effect.Corners
	}{
		{100, 50, circles(20), circles(20)},
		{100, 50, circles(25), circles(25)},
		{100, 50, circles(40), circles(25)}, // half of the shorter side
		{100, 50, circles(-1), effect.Corners{}},
		{100, 50, circles(math.NaN()), effect.Corners{}},
		{100, 50, effect.Corners{{X: 80, Y: 80}}, effect.Corners{{X: 50, Y: 50}}},
		{100, 100, effect.Corners{{X: 80, Y: 80}, {X: 120, Y: 120}}, effect.Corners{{X: 40, Y: 40}, {X: 60, Y: 60}}},
	} {
		if got := test.from.Fitted(test.w, test.h); got != test.want {
			t.Errorf("%v in %dx%d: %v, want %v", test.from, test.w, test.h, got, test.want)
		}
	}
}

// TestRoundCorners_Area compares the alpha of all pixels together with the area of the shape.
func TestRoundCorners_Area(t *testing.T) {
	t.Parallel()
	const w, h = 60, 40
	oval := effect.Radius{X: 30, Y: 20}
	for name, test := range map[string]struct {
		corners effect.Corners
		missing float64 // pixels, for a circle (4-pi)/4 of each corner
	}{
		"none":    {effect.Corners{}, 0},
		"8":       {circles(8), (4 - math.Pi) * 64},
		"20":      {circles(20), (4 - math.Pi) * 400},
		"1000":    {circles(1000), (4 - math.Pi) * 400},
		"2.5":     {circles(2.5), (4 - math.Pi) * 6.25},
		"one":     {effect.Corners{2: {X: 12, Y: 12}}, (4 - math.Pi) / 4 * 144},
		"ellipse": {effect.Corners{oval, oval, oval, oval}, (4 - math.Pi) * 600},
	} {
		m := uniform(w, h, red)
		if err := effect.RoundCorners(t.Context(), m, test.corners); err != nil {
			t.Fatal(err)
		}
		area := 0.0
		for i := 3; i < len(m.Pix); i += 4 {
			area += float64(m.Pix[i]) / 255
		}
		if missing := w*h - area; math.Abs(missing-test.missing) > 1 {
			t.Errorf("%s: %.2f pixels are missing, want %.2f", name, missing, test.missing)
		}
	}
}

// TestRoundCorners_Symmetric checks that equal corners look the same, and that the pixels that are left keep their
// colors.
func TestRoundCorners_Symmetric(t *testing.T) {
	t.Parallel()
	m := uniform(31, 24, blue)
	if err := effect.RoundCorners(t.Context(), m, circles(9)); err != nil {
		t.Fatal(err)
	}
	mirrored := clone(m)
	effect.FlipHorizontal(mirrored)
	equalPictures(t, mirrored, m)
	effect.FlipVertical(mirrored)
	equalPictures(t, mirrored, m)
	hasPixels(t, m, map[image.Point]color.NRGBA{{15, 12}: blue, {0, 12}: blue, {15, 0}: blue})
	if c := m.NRGBAAt(0, 0); c.A != 0 {
		t.Errorf("the corner is %v", c)
	}
}

// TestRoundCorners_Order checks which radius is for which corner.
func TestRoundCorners_Order(t *testing.T) {
	t.Parallel()
	corners := []image.Point{{0, 0}, {29, 0}, {29, 19}, {0, 19}}
	for i := range corners {
		m := uniform(30, 20, red)
		var c effect.Corners
		c[i] = effect.Radius{X: 8, Y: 8}
		if err := effect.RoundCorners(t.Context(), m, c); err != nil {
			t.Fatal(err)
		}
		for k, at := range corners {
			if isRounded := m.NRGBAAt(at.X, at.Y).A < 128; isRounded != (i == k) {
				t.Errorf("radius %d: corner %d is rounded: %v", i, k, isRounded)
			}
		}
	}
}
