package render_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
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
	m := uniform(image.Rect(0, 0, 9, 9), gray(0))
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

// dot is a transparent picture of 100 by 50 pixels with an opaque red square.
func dot() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 100, 50))
	for y := 20; y < 30; y++ {
		for x := 40; x < 50; x++ {
			m.SetNRGBA(x, y, color.NRGBA{255, 0, 0, 255})
		}
	}
	return m
}

func TestRender_Shadow(t *testing.T) {
	t.Parallel()
	red := color.NRGBA{255, 0, 0, 255}
	for chain, want := range map[string]map[image.Point]color.NRGBA{
		"e-shadow-bl-0_st-40_x-10_y-N20": { // 10 pixels to the right, 10 up; 40 percent of 255 is 102
			{45, 25}: red, {55, 15}: {0, 0, 0, 102}, {50, 10}: {0, 0, 0, 102}, {59, 19}: {0, 0, 0, 102}, {60, 15}: {},
			{55, 20}: {}, {30, 40}: {},
		},
		"e-shadow-bl-0":               {{45, 25}: red, {51, 30}: {0, 0, 0, 77}, {52, 31}: {}, {39, 25}: {}},
		"e-shadow-st-0":               {{45, 25}: red, {51, 30}: {}},
		"e-shadow-y-0_x-0_bl-0":       {{45, 25}: red, {51, 30}: {}, {39, 19}: {}},
		"e-shadow-bl-0_x-100":         {{45, 25}: red, {99, 49}: {}},
		"w-50,e-shadow-bl-0_x-20_y-0": {{32, 12}: {0, 0, 0, 77}, {38, 12}: {}}, // 20 percent of 50
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			m := transformed(t, dot(), parse(t, chain))
			for at, c := range want {
				if got := m.NRGBAAt(at.X, at.Y); distance(got, c) > 4 {
					t.Errorf("pixel %v: got %v, want %v", at, got, c)
				}
			}
		})
	}
	m := transformed(t, dot(), parse(t, "e-shadow"))
	if near, far := m.NRGBAAt(52, 26), m.NRGBAAt(70, 26); near.A == 0 || near.A > 77 || near.A <= far.A {
		t.Errorf("a blurred shadow has %v near the square and %v beside it", near, far)
	}
}

func TestRender_ShadowOfOpaque(t *testing.T) {
	t.Parallel()
	hasRow(t, transformed(t, row(gray(1), gray(2)), parse(t, "e-shadow-st-100")), gray(1), gray(2))
}

// TestRender_ShadowLimit checks the limit of 2 megapixels, which counts after the size has changed.
func TestRender_ShadowLimit(t *testing.T) {
	skipWithRace(t)
	t.Parallel()
	source := blank(t, 2216, 1500)
	request := render.Request{Source: source, Chain: parse(t, "e-shadow")}
	_, err := render.New(render.Options{}).Render(t.Context(), request)
	if wrong, ok := errors.AsType[*render.ParameterError](err); !ok || wrong.Code != "e-shadow" {
		t.Errorf("error %v, want a ParameterError", err)
	}
	for _, chain := range []string{"w-500,e-shadow", "w-500:e-shadow"} {
		if got := apply(t, render.Request{Source: source, Chain: parse(t, chain)}); got.Width != 500 {
			t.Errorf("%s: %d pixels", chain, got.Width)
		}
	}
}
