package render_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestRender_LayerModes checks pixels in a layer of 20 by 10 pixels that begins at 10, 10, and beside it. The base has
// 40 by 30 pixels.
func TestRender_LayerModes(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	gray := color.NRGBA{128, 64, 200, 255}
	in, beside := image.Pt(12, 12), image.Pt(5, 5)
	for _, test := range []struct {
		params string
		at     image.Point
		want   color.NRGBA
	}{
		{"i-red.png", in, red},
		{"i-red.png", beside, gray},
		{"i-half.png", in, color.NRGBA{192, 32, 100, 255}},
		{"i-red.png,lm-multiply", in, color.NRGBA{128, 0, 0, 255}},
		{"i-red.png,lm-multiply", beside, gray},
		{"i-half.png,lm-multiply", in, color.NRGBA{128, 32, 100, 255}},
		{"i-red.png,lm-cutout", in, transparent},
		{"i-red.png,lm-cutout", beside, gray},
		{"i-half.png,lm-cutout", in, color.NRGBA{128, 64, 200, 127}},
		{"i-red.png,lm-cutter", in, gray},
		{"i-red.png,lm-cutter", beside, transparent},
		{"i-half.png,lm-cutter", in, color.NRGBA{128, 64, 200, 128}},
		{"i-quarters.png,lm-cutter", image.Pt(25, 18), transparent}, // the transparent quarter
		{"i-quarters.png,lm-cutout", image.Pt(25, 18), gray},
	} {
		m, got := layered(t, plain(t, 40, 30, gray), "l-image,"+test.params+",t-false,l-end")
		if c := m.NRGBAAt(test.at.X, test.at.Y); c != test.want {
			t.Errorf("%s: the colour at %v is %v, want %v", test.params, test.at, c, test.want)
		}
		if worstGrade(got.Report) != render.Exact {
			t.Errorf("%s: %s", test.params, got.Report)
		}
	}
}

// TestRender_DisplaceMode moves the pixels of a base that has a red left half and a blue right one. The layer has the
// largest red value, which moves by the whole distance, and the green value 128, which moves nothing.
func TestRender_DisplaceMode(t *testing.T) {
	t.Parallel()
	halves := plainImage(40, 30, red)
	fillRect(halves, image.Rect(20, 0, 40, 30), blue)
	source := encode(t, halves)
	for params, want := range map[string]struct{ layer, beside int }{ // columns where blue begins
		"lx-4":                           {layer: 16, beside: 20},
		"lx-N4":                          {layer: 24, beside: 20},
		"ly-9":                           {layer: 20, beside: 20},
		"x-4":                            {layer: 16, beside: 20},
		"x-4,lx-N4":                      {layer: 24, beside: 20},
		"lx-bw_div_8":                    {layer: 15, beside: 20}, // 5 pixels
		"lx-4,lfo-left,w-20,h-4,c-force": {layer: 16, beside: 20},
	} {
		m, got := layered(t, source, "l-image,i-displacement.png,lm-displace,w-20,h-4,c-force,t-false,"+params+",l-end")
		if m.NRGBAAt(want.layer+1, 15) != blue || m.NRGBAAt(want.layer-2, 15) != red {
			t.Errorf("%s: the colours are %v, %v, want them to change at %d", params, m.NRGBAAt(want.layer-2, 15),
				m.NRGBAAt(want.layer+1, 15), want.layer)
		}
		if m.NRGBAAt(want.beside, 2) != blue || m.NRGBAAt(want.beside-1, 2) != red {
			t.Errorf("%s: the picture beside the layer is changed", params)
		}
		if worstGrade(got.Report) > render.Approximate {
			t.Errorf("%s: %s", params, got.Report)
		}
	}
}

func TestRender_DisplaceWithoutDistance(t *testing.T) {
	t.Parallel()
	for _, chain := range []string{
		"l-image,i-red.png,lm-displace,l-end", "l-image,i-red.png,lm-displace,lx-bw_div_0,l-end",
	} {
		_, err := render.New(render.Options{}).Render(t.Context(),
			render.Request{Source: plain(t, 10, 10, white), Chain: parse(t, chain), Files: layerFiles(t)})
		if _, ok := errors.AsType[*render.ParameterError](err); !ok {
			t.Errorf("%s: got %v, want a ParameterError", chain, err)
		}
	}
}
