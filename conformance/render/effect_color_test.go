package render_test

import (
	"errors"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestRender_Colors checks single pixels, which are computed by hand.
func TestRender_Colors(t *testing.T) {
	t.Parallel()
	red, green, blue := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 255}, color.NRGBA{0, 0, 255, 255}
	darkRed := color.NRGBA{128, 0, 0, 255}
	for chain, test := range map[string]struct{ before, after []color.NRGBA }{
		"e-grayscale":      {[]color.NRGBA{red, green, blue}, []color.NRGBA{gray(76), gray(150), gray(29)}},
		"e-grayscale-true": {[]color.NRGBA{red, {0, 255, 0, 90}}, []color.NRGBA{gray(76), {150, 150, 150, 90}}},
		"e-contrast": {
			[]color.NRGBA{gray(50), gray(100), gray(150)}, []color.NRGBA{gray(0), gray(128), gray(255)},
		},
		"e-contrast-1":    {[]color.NRGBA{gray(50), gray(150)}, []color.NRGBA{gray(0), gray(255)}},
		"e-colorize":      {[]color.NRGBA{red, gray(9)}, []color.NRGBA{gray(76), gray(9)}},
		"e-colorize-in-0": {[]color.NRGBA{red, gray(9)}, []color.NRGBA{red, gray(9)}},
		"e-colorize-co-red": {
			[]color.NRGBA{gray(76), gray(38), gray(0), gray(255)}, []color.NRGBA{red, darkRed, gray(0), gray(255)},
		},
		"e-colorize-in-50_co-FF0000": {[]color.NRGBA{gray(76)}, []color.NRGBA{{166, 38, 38, 255}}},
		// The commonest colour is red. Dark red is not similar enough for a tolerance of 10.
		"cr-0000FF_10": {[]color.NRGBA{red, red, green, darkRed}, []color.NRGBA{blue, blue, green, darkRed}},
		"cr-0000FF_60": {
			[]color.NRGBA{red, red, green, darkRed}, []color.NRGBA{blue, blue, green, {0, 0, 128, 255}},
		},
		"cr-blue":             {[]color.NRGBA{red, red, green}, []color.NRGBA{blue, blue, green}},
		"cr-blue_0_green":     {[]color.NRGBA{red, red, {0, 255, 0, 255}}, []color.NRGBA{red, red, {0, 255, 0, 255}}},
		"cr-blue_0_lime":      {[]color.NRGBA{red, red, green}, []color.NRGBA{red, red, blue}},
		"cr-0000FF50_0_F00":   {[]color.NRGBA{red, green}, []color.NRGBA{{0, 0, 255, 128}, green}},
		"cr-blue,e-grayscale": {[]color.NRGBA{red, red, green}, []color.NRGBA{gray(29), gray(29), gray(150)}},
		// In a step, colours are replaced before they become gray. In two steps, the order is that of the steps.
		"e-grayscale,cr-blue_0_red": {[]color.NRGBA{red, green}, []color.NRGBA{gray(29), gray(150)}},
		"e-grayscale:cr-blue_0_red": {[]color.NRGBA{red, green}, []color.NRGBA{gray(76), gray(150)}},
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			got := transformed(t, row(test.before...), parse(t, chain))
			if got.Rect.Dx() != len(test.before) {
				t.Fatalf("the result has %v pixels", got.Rect)
			}
			hasRow(t, got, test.after...)
		})
	}
}

// TestRender_EffectReports checks the grades of parameters that change the look.
func TestRender_EffectReports(t *testing.T) {
	t.Parallel()
	for chain, want := range map[string]render.Grade{
		"bl-10": render.Approximate, "e-grayscale": render.Approximate, "e-contrast": render.Approximate,
		"e-sharpen": render.Approximate, "e-usm": render.Approximate, "e-colorize": render.Approximate,
		"cr-red": render.Approximate, "e-shadow": render.Approximate, "e-gradient": render.Exact,
	} {
		got := apply(t, render.Request{Source: picture(t, 9, 7), Chain: parse(t, chain)})
		if grade := got.Report.Worst(); grade != want || len(got.Report) != 1 {
			t.Errorf("%s: the report is %q, want %v", chain, got.Report, want)
		}
	}
}

// TestRender_EffectErrors has values that ParseChain refuses, but that a program can build.
func TestRender_EffectErrors(t *testing.T) {
	t.Parallel()
	source := picture(t, 9, 7)
	for code, values := range map[string][]string{
		"bl":          {"", "0", "101", "abc", "1.5", "-3", "N3", "99999999999999999999", "+3"},
		"e-grayscale": {"5", "false"},
		"e-contrast":  {"2", "x"},
		"e-sharpen":   {"x", "-1", "1e3", "inf", "nan"},
		"e-usm":       {"1", "1-2-3", "1-2-3-4-5", "1-2-3-x", "1--2-3-4", "NaN-1-1-1"},
		"e-colorize":  {"co", "co-", "co-nocolour", "in-101", "in-", "red", "co-red_co-blue", "in-5_", "_"},
		"cr":          {"", "nocolour", "red_", "red_101", "red_5_", "red_5_blue_1", "red_x_blue"},
		"e-shadow":    {"bl-16", "st-101", "x-101", "y-N101", "bl", "bl-", "z-1", "bl-1_bl-2", "x-1.5"},
		"e-gradient": {
			"ld-360", "ld-up", "ld-", "from-", "to-x", "sp-0", "sp-N1", "sp-iw_div_0", "sp-", "sp-bw", "red", "ld-top_",
		},
	} {
		for _, value := range values {
			chain := urlbuilder.Chain{{urlbuilder.Custom(code, value)}}
			_, err := render.New(render.Options{}).Render(t.Context(), render.Request{Source: source, Chain: chain})
			wrong, ok := errors.AsType[*render.ParameterError](err)
			if !ok || wrong.Code != code || wrong.Value != value || !errors.Is(err, render.ErrTransformation) {
				t.Errorf("%s-%s: error %v, want a ParameterError", code, value, err)
			}
		}
	}
}

// TestRender_ColorReplace_Animation replaces the dominant color of the first frame, which the second one does not have.
func TestRender_ColorReplace_Animation(t *testing.T) {
	t.Parallel()
	got := decodeGIF(t, apply(t, render.Request{Source: gifOf(t, 8, 8, 2), Chain: parse(t, "cr-FF0000_10")}).Body)
	for i, isReplaced := range []bool{true, false} {
		if isRed := color.NRGBAModel.Convert(got.Image[i].At(4, 4)) == red; isRed != isReplaced {
			t.Errorf("frame %d: the color is replaced: %v, want %v", i, isRed, isReplaced)
		}
	}
}
