package render_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestRender_SolidLayers checks the size and the colour of blocks on a base of 100 by 80 white pixels.
func TestRender_SolidLayers(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for _, test := range []struct {
		params string
		want   color.NRGBA
		at     image.Rectangle
	}{
		{"bg-FF0000,w-30,h-10", red, image.Rect(35, 35, 65, 45)},
		{"bg-F00,w-30,h-10", red, image.Rect(35, 35, 65, 45)},
		{"bg-red,w-30,h-10,lx-1,ly-2", red, image.Rect(1, 2, 31, 12)},
		{"w-30,bg-red,h-10", red, image.Rect(35, 35, 65, 45)},
		{"bg-red,w-bw_div_2,h-bh_mul_0.25", red, image.Rect(25, 30, 75, 50)},
		{"bg-red,w-0.5,h-0.25", red, image.Rect(25, 30, 75, 50)},
		{"bg-red,w-bw,h-bh_div_10,lfo-bottom", red, image.Rect(0, 72, 100, 80)},
		{"bg-red", red, image.Rect(0, 0, 100, 80)},
		{"bg-red,w-20", red, image.Rect(40, 0, 60, 80)},
		{"bg-red,w-20:h-20", red, image.Rect(47, 30, 52, 50)},
		{"bg-red,h-20,lfo-top", red, image.Rect(0, 0, 100, 20)},
		{"bg-red,w-40,ar-4-1", red, image.Rect(30, 35, 70, 45)},
		{"bg-red:w-30,h-10", red, image.Rect(35, 35, 65, 45)},
		{"bg-red,w-10,h-10:w-30,h-10,cm-pad_resize,bg-0000FF", red, image.Rect(45, 35, 55, 45)},

		{"bg-FF0000,al-5,w-30,h-10", color.NRGBA{255, 127, 127, 255}, image.Rect(35, 35, 65, 45)},
		{"bg-F00,al-9,w-30,h-10", color.NRGBA{255, 25, 25, 255}, image.Rect(35, 35, 65, 45)},
		{"bg-FF000060,al-1,w-30,h-10", color.NRGBA{255, 102, 102, 255}, image.Rect(35, 35, 65, 45)}, // al is ignored
		{"bg-FF000060,w-30,h-10", color.NRGBA{255, 102, 102, 255}, image.Rect(35, 35, 65, 45)},
		{"bg-red,al-1,w-30,h-10", red, image.Rect(35, 35, 65, 45)}, // al is ignored
	} {
		m, got := layered(t, plain(t, 100, 80, white), "l-image,i-ik_canvas,"+test.params+",l-end")
		if at := boundsOf(m, test.want); at != test.at {
			t.Errorf("%s: the colour %v is at %v, want %v; it is %v in the middle", test.params, test.want, at, test.at,
				m.NRGBAAt((test.at.Min.X+test.at.Max.X)/2, (test.at.Min.Y+test.at.Max.Y)/2))
		}
		if got.Report.Worst() != render.Exact {
			t.Errorf("%s: %s", test.params, got.Report)
		}
	}
}

func TestRender_SolidLayerErrors(t *testing.T) {
	t.Parallel()
	for _, chain := range []string{
		"l-image,i-ik_canvas,bg-red,w-bw_div_0,l-end", "l-image,i-ik_canvas,bg-red,h-2_mod_0,l-end",
	} {
		_, err := render.New(render.Options{}).Render(t.Context(),
			render.Request{Source: plain(t, 10, 10, white), Chain: parse(t, chain)})
		if _, ok := errors.AsType[*render.ParameterError](err); !ok {
			t.Errorf("%s: got %v, want a ParameterError", chain, err)
		}
	}
}
