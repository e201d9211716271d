package render_test

import (
	"image"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestRender_LayerPositions has the positions of a layer of 20 by 10 pixels on a base of 100 by 80, computed by hand.
func TestRender_LayerPositions(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	at := func(x, y int) image.Rectangle { return image.Rect(x, y, x+20, y+10) }
	for params, want := range map[string]image.Rectangle{
		"":                 at(40, 35),
		"lfo-center":       at(40, 35),
		"lfo-top":          at(40, 0),
		"lfo-left":         at(0, 35),
		"lfo-bottom":       at(40, 70),
		"lfo-right":        at(80, 35),
		"lfo-top_left":     at(0, 0),
		"lfo-top_right":    at(80, 0),
		"lfo-bottom_left":  at(0, 70),
		"lfo-bottom_right": at(80, 70),

		"lx-35":                      at(35, 0),
		"ly-30":                      at(0, 30),
		"lx-10,ly-20,lfo-right":      at(10, 20), // lfo is ignored
		"lx-2.5,ly-2.4":              at(3, 2),
		"lx-bw_mul_0.4,ly-bh_div_2":  at(40, 40),
		"lx-bw_sub_cw,ly-bh_sub_ch":  at(80, 70),
		"lx-bw_sub_110":              image.Rect(0, 0, 10, 10),
		"lx-95,ly-75":                image.Rect(95, 75, 100, 80), // the rest is cut
		"lx-100,ly-80":               at(80, 70),                  // moved to the edge
		"lx-150,ly-0":                at(80, 0),
		"lx-1000000000000,ly-70":     at(80, 70),
		"lx-bw_sub_130":              at(0, 0),
		"lxc-50,lyc-40":              at(40, 35),
		"lxc-bw_div_2,ly-10":         at(40, 10),
		"lxc-0,lyc-0":                image.Rect(0, 0, 10, 5),
		"lap-center,lx-5,ly-6":       at(55, 46),
		"lap-center,lxc-0,lyc-0":     at(40, 35),
		"lap-top,lx-5":               at(55, 0),
		"lap-bottom_right,lx-4,ly-4": at(80, 70),
		"lap-top_left,lx-1,ly-2":     at(1, 2),

		"w-5,h-5,c-force":                     image.Rect(47, 37, 52, 42),
		"w-300":                               image.Rect(0, 0, 100, 80),
		"w-300,lx-50":                         image.Rect(50, 0, 100, 80),
		"w-40,lx-bw_sub_cw:w-50,ly-bh_sub_ch": image.Rect(50, 55, 100, 80), // the final size of the layer
		"w-40,lx-cw_div_2_add_iw_div_2,ly-ch_add_cw_div_2": image.Rect(30, 40, 70, 60),
	} {
		checkPosition(t, params, want, render.Exact)
	}
	for params, want := range map[string]image.Rectangle{
		"lx-N35":                          at(45, 0),
		"lx--35":                          at(45, 0),
		"ly-N0":                           at(0, 70),
		"lx-N30,ly-N30":                   at(50, 40),
		"lx-N90":                          image.Rect(0, 0, 10, 10),
		"lx-N150,ly-5":                    at(0, 5),
		"lxc-N20,lyc-N30":                 at(70, 45),
		"lap-bottom_right,lx-N20,ly-N10":  at(80, 70),
		"lap-top_right,lxc-N30,lyc-20":    at(60, 15),
		"lap-top,lx-N5,ly-N7":             at(45, 63),
		"lap-center,lxc-N10,lyc-N10":      at(30, 25),
		"lap-bottom_left,lxc-20,lyc-N5":   at(10, 70),
		"lap-right,lx-bw_mul_0.1,lyc-N10": at(80, 25),
	} {
		checkPosition(t, params, want, render.Approximate)
	}
}

func checkPosition(t *testing.T, params string, want image.Rectangle, grade render.Grade) {
	t.Helper()
	if params != "" {
		params += ","
	}
	m, got := layered(t, plain(t, 100, 80, white), "l-image,i-red.png,t-false,"+params+"l-end")
	if bounds := boundsOf(m, red); bounds != want {
		t.Errorf("%s: the layer is at %v, want %v", params, bounds, want)
	}
	if worst := worstGrade(got.Report); worst != grade {
		t.Errorf("%s: %s, want %s", params, got.Report, grade)
	}
}
