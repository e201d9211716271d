package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestOpacity(t *testing.T) {
	t.Parallel()
	for percent, want := range map[int]byte{0: 0, 1: 2, 50: 100, 75: 150, 100: 200} {
		m, expected := plain(3, 2, color.NRGBA{1, 2, 3, 200}), color.NRGBA{1, 2, 3, want}
		if want == 0 {
			expected = clear0 // without the hidden colors
		}
		effect.Opacity(m, percent)
		isSame(t, m, plain(3, 2, expected), "opacity")
	}
}

func TestFillBehind(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ above, below, want color.NRGBA }{
		{red, blue, red},
		{color.NRGBA{200, 100, 50, 0}, blue, blue},
		{color.NRGBA{255, 0, 0, 51}, blue, color.NRGBA{51, 0, 204, 255}},
		{color.NRGBA{255, 0, 0, 102}, color.NRGBA{0, 0, 255, 51}, color.NRGBA{196, 0, 59, 133}}, // 102 + 51*153/255
		{color.NRGBA{9, 9, 9, 0}, color.NRGBA{R: 9}, clear0},
	} {
		m := plain(2, 2, test.above)
		effect.FillBehind(m, test.below)
		isSame(t, m, plain(2, 2, test.want), "filled")
		m = plain(2, 2, test.above)
		effect.LayOn(m, plain(2, 2, test.below))
		isSame(t, m, plain(2, 2, test.want), "laid")
	}
}

func TestFourCorners(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 5, 3))
	white := color.NRGBA{255, 255, 255, 255}
	if err := effect.FourCorners(t.Context(), m, [4]color.NRGBA{red, blue, white, {A: 255}}); err != nil {
		t.Fatal(err)
	}
	hasPixels(t, m, map[image.Point]color.NRGBA{
		{0, 0}: red, {4, 0}: blue, {4, 2}: white, {0, 2}: {A: 255}, {2, 0}: {128, 0, 128, 255},
		{0, 1}: {128, 0, 0, 255},
		{2, 1}: {128, 64, 128, 255},
	})
}

func TestDominantColors(t *testing.T) {
	t.Parallel()
	m := plain(20, 20, blue) // the inside, 18 by 18
	for i := range 20 {
		m.SetNRGBA(i, 0, red)
		m.SetNRGBA(i, 19, color.NRGBA{250, 3, 3, 255}) // similar to red
		m.SetNRGBA(0, i, color.NRGBA{0, 255, 0, 255})
		m.SetNRGBA(19, i, color.NRGBA{7, 7, 7, 0}) // hidden
	}
	if got := effect.DominantEdgeColor(m); got != (color.NRGBA{253, 1, 1, 255}) { // the mean of 19 and 18 pixels
		t.Errorf("edges: %v", got)
	}
	got, err := effect.DominantColors(t.Context(), m, 4)
	if err != nil {
		t.Fatal(err)
	}
	want := []color.NRGBA{blue, {253, 1, 1, 255}, {0, 255, 0, 255}, {0, 255, 0, 255}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("color %d is %v, want %v", i, got[i], want[i])
		}
	}
	if got := effect.DominantEdgeColor(plain(3, 3, clear0)); got != (color.NRGBA{A: 255}) {
		t.Errorf("transparent: %v", got)
	}
}

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
		m := plain(1, 1, test.from)
		if err := effect.AddLightness(t.Context(), m, test.amount); err != nil {
			t.Fatal(err)
		}
		isSame(t, m, plain(1, 1, test.want), "lightness")
	}
}
