package render_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

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
	t.Parallel()
	race.SkipSlow(t)
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
