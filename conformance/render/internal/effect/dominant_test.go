package effect_test

import (
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestDominantColors(t *testing.T) {
	t.Parallel()
	m := uniform(20, 20, blue) // the inside, 18 by 18
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
	if got := effect.DominantEdgeColor(uniform(3, 3, none)); got != (color.NRGBA{A: 255}) {
		t.Errorf("none: %v", got)
	}
}
