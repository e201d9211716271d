package render_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// row returns a picture with one row of pixels.
func row(colors ...color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, len(colors), 1))
	for x, c := range colors {
		m.SetNRGBA(x, 0, c)
	}
	return m
}

func gray(value uint8) color.NRGBA { return color.NRGBA{value, value, value, 255} }

// transformed renders a picture as PNG.
func transformed(t *testing.T, m image.Image, chain urlbuilder.Chain) *image.NRGBA {
	t.Helper()
	return pixelsOf(t, apply(t, render.Request{Source: encode(t, m), Chain: append(chain, parse(t, "f-png")...)}))
}

// hasRow checks the first row of a picture.
func hasRow(t *testing.T, m *image.NRGBA, want ...color.NRGBA) {
	t.Helper()
	for x, c := range want {
		if got := m.NRGBAAt(x, 0); got != c {
			t.Errorf("pixel %d: got %v, want %v", x, got, c)
		}
	}
}

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

// step has a dark half and a light half.
func step() *image.NRGBA {
	m := uniform(image.Rect(0, 0, 20, 5), gray(100))
	for y := range 5 {
		for x := 10; x < 20; x++ {
			m.SetNRGBA(x, y, gray(200))
		}
	}
	return m
}

func TestRender_Blur(t *testing.T) {
	t.Parallel()
	m := transformed(t, step(), parse(t, "bl-2"))
	// A Gaussian with the standard deviation 2 has 59.9 percent of its weight below 1/4 of it, which is half a pixel.
	if c := m.NRGBAAt(10, 2); c.R < 159 || c.R > 161 || c.R != c.G || c.A != 255 {
		t.Errorf("the light side of the edge is %v, want about 160", c)
	}
	if left, right := m.NRGBAAt(0, 0), m.NRGBAAt(19, 4); left != gray(100) || right != gray(200) {
		t.Errorf("far from the edge: %v and %v", left, right)
	}
	strong := transformed(t, step(), parse(t, "bl-100"))
	if c := strong.NRGBAAt(10, 2); c.R < 148 || c.R > 154 {
		t.Errorf("bl-100 makes %v, want about 150", c)
	}
}

// TestRender_BlurAfterSize checks that the radius counts in pixels of the result.
func TestRender_BlurAfterSize(t *testing.T) {
	t.Parallel()
	m := transformed(t, step(), parse(t, "bl-2,w-200"))
	if c := m.NRGBAAt(80, 20); c != gray(100) {
		t.Errorf("20 pixels from the edge: %v", c)
	}
}

func TestRender_Sharpening(t *testing.T) {
	t.Parallel()
	for chain, want := range map[string]struct{ dark, light uint8 }{
		"e-sharpen":      {88, 212}, // 100 * 3 / 24 = 12.5
		"e-sharpen-true": {88, 212},
		"e-sharpen-0":    {100, 200},
		"e-sharpen-2":    {49, 226}, // 20 percent of 255 below, 10 percent above
		// The radius 2 cuts a Gaussian with the deviation 2 to one with the deviation 1.29. Half a pixel from the edge,
		// it is 35 from the original, of which 0.8 is 28.
		"e-usm":               {72, 228},
		"e-usm-true":          {72, 228},
		"e-usm-2-2-0.8-0.024": {72, 228},
		"e-usm-2-2-0.4-0.024": {86, 214},
		"e-usm-2-2-0.8-0.9":   {100, 200}, // twice the difference is below 255 * 0.9
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			m := transformed(t, step(), parse(t, chain))
			dark, light := m.NRGBAAt(9, 2), m.NRGBAAt(10, 2)
			if distance(dark, gray(want.dark)) > 3 || distance(light, gray(want.light)) > 3 {
				t.Errorf("got %v and %v, want %d and %d", dark, light, want.dark, want.light)
			}
			if far := m.NRGBAAt(0, 0); far != gray(100) {
				t.Errorf("far from the edge: %v", far)
			}
		})
	}
}

// TestRender_LookReports checks the grades of parameters that change the look.
func TestRender_LookReports(t *testing.T) {
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

// TestRender_MalformedLook has values that ParseChain refuses, but that a program can build.
func TestRender_MalformedLook(t *testing.T) {
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
