package render_test

import (
	"image"
	"image/color"
	"testing"
)

// TestRender_Gradient has the first rows of pictures with one row, and their columns where the gradient is vertical.
// The centres of four pixels are at 1/8, 3/8, 5/8 and 7/8 of the way.
func TestRender_Gradient(t *testing.T) {
	t.Parallel()
	black := []color.NRGBA{gray(0), gray(0), gray(0), gray(0)}
	grays := func(values ...uint8) []color.NRGBA {
		var colors []color.NRGBA
		for _, value := range values {
			colors = append(colors, gray(value))
		}
		return colors
	}
	for chain, want := range map[string][]color.NRGBA{
		"e-gradient-ld-right":                           grays(223, 159, 96, 32),
		"e-gradient-ld-90":                              grays(223, 159, 96, 32),
		"e-gradient-ld-left":                            grays(32, 96, 159, 223),
		"e-gradient-ld-270_to-white_from-000000":        grays(223, 159, 96, 32),
		"e-gradient-ld-right_from-000_to-FFFFFF":        grays(32, 96, 159, 223),
		"e-gradient-ld-right_from-000_to-FFF_sp-0.5":    grays(64, 191, 255, 255),
		"e-gradient-ld-right_from-000_to-FFF_sp-2":      grays(64, 191, 255, 255),
		"e-gradient-sp-iw_div_2_to-FFF_from-000_ld-90":  grays(64, 191, 255, 255),
		"e-gradient-ld-right_sp-1":                      grays(223, 159, 96, 32),
		"e-gradient-ld-right_from-FF000000_to-FFFFFF50": grays(16, 48, 80, 112),
		"e-gradient-ld-right_from-F00_to-F00":           {{255, 0, 0, 255}, {255, 0, 0, 255}, {255, 0, 0, 255}},
		"e-gradient-ld-right,bl-1":                      grays(223, 159, 96, 32), // the blur is before it
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			hasRow(t, transformed(t, row(black...), parse(t, chain)), want...)
		})
	}
}

func TestRender_GradientDirections(t *testing.T) {
	t.Parallel()
	m := plainImage(9, 9, gray(0))
	for direction, lightest := range map[string]image.Point{ // where the first colour, white, is
		"": {4, 0}, "_ld-bottom": {4, 0}, "_ld-180": {4, 0}, "_ld-top": {4, 8}, "_ld-0": {4, 8}, "_ld-left": {8, 4},
		"_ld-top_right": {0, 8}, "_ld-45": {0, 8}, "_ld-bottom_right": {0, 0}, "_ld-bottom_left": {8, 0},
		"_ld-top_left": {8, 8}, "_ld-topleft": {8, 8}, "_ld-315": {8, 8},
	} {
		got := transformed(t, m, parse(t, "e-gradient-from-white"+direction))
		opposite := image.Pt(8-lightest.X, 8-lightest.Y)
		light, dark := got.NRGBAAt(lightest.X, lightest.Y).R, got.NRGBAAt(opposite.X, opposite.Y).R
		if light < 225 || dark > 30 {
			t.Errorf("%q: %v has %d, want about 240; %v has %d, want about 15", direction, lightest, light, opposite,
				dark)
		}
	}
}
