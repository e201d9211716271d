package render_test

import (
	"image"
	"image/color"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
	"github.com/openimagekit/imagekit/internal/race"
)

// goldenLayers are typical layers with the names of the pictures in testdata/golden.
var goldenLayers = map[string]string{
	"layer_logo":      "l-image,i-logo.png,w-48,lx-N8,ly-N8,l-end",
	"layer_untrimmed": "l-image,i-logo.png,w-48,t-false,bg-FFFFFF60,lfo-top_left,l-end",
	"layer_nested": "l-image,i-scene.png,h-60,b-4_red,lfo-bottom_left," +
		"l-image,i-logo.png,w-25,lfo-top_right,l-end,l-end",
	"layer_padded": "l-image,i-logo.png,cm-pad_resize,bg-yellow,w-bw_div_2,h-bh_div_2,lx-bw_div_8,ly-bh_div_8,l-end",
	"layer_solid": "l-image,i-ik_canvas,bg-000000,al-5,w-bw,h-bh_div_4,lfo-bottom,l-end:" +
		"l-image,i-ik_canvas,bg-red,w-40,h-24,r-12,lxc-bw_div_2,lyc-20,l-end",
	"layer_gradient": "l-image,i-ik_canvas,e-gradient-from-F2559A_to-F27855_ld-right,w-bw,h-bh_div_3,ly-N0,l-end",
	"layer_multiply": "l-image,i-logo.png,lm-multiply,h-80,l-end",
	"layer_cutout":   "l-image,i-logo.png,lm-cutout,h-80,l-end",
	"layer_cutter":   "l-image,i-logo.png,lm-cutter,h-100,l-end",
	"layer_displace": "l-image,i-ripples.png,lm-displace,t-false,w-bw,h-bh,c-force,lx-12,ly-6,l-end",
}

// TestRender_GoldenLayers compares layers with pictures that a person can look at.
func TestRender_GoldenLayers(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	files := fstest.MapFS{
		"logo.png": {Data: encode(t, logo())}, "ripples.png": {Data: encode(t, ripples())},
		"scene.png": {Data: encode(t, scene())},
	}
	for name, chain := range goldenLayers {
		request := render.Request{Source: files["scene.png"].Data, Chain: parse(t, chain), Files: files}
		got := pixelsOf(t, apply(t, request))
		goldentest.Picture(t, name, got)
	}
}

// scene is a blue sky with a sun over green stripes.
func scene() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 160, 120))
	for y := range 120 {
		fillRect(m, image.Rect(0, y, 160, y+1), color.NRGBA{uint8(60 + y), uint8(130 + y/2), 240, 255})
	}
	for x := range 160 {
		fillRect(m, image.Rect(x, 80, x+1, 120), color.NRGBA{40, uint8(120 + 60*(x/10%2)), 50, 255})
	}
	fillDisc(m, image.Pt(120, 30), 16, color.NRGBA{255, 220, 40, 255})
	return m
}

// logo is a white ring with a red disc in it, and a wide transparent edge.
func logo() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 160))
	fillDisc(m, image.Pt(100, 80), 50, color.NRGBA{255, 255, 255, 255})
	fillDisc(m, image.Pt(100, 80), 40, color.NRGBA{220, 30, 30, 255})
	fillDisc(m, image.Pt(100, 80), 15, color.NRGBA{255, 255, 255, 255})
	return m
}

// ripples is a map for displacements in waves.
func ripples() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 80, 60))
	wave := func(i int) uint8 { // from 8 to 248, around 128
		if i %= 24; i > 12 {
			i = 24 - i
		}
		return uint8(8 + 20*i)
	}
	for y := range 60 {
		for x := range 80 {
			m.SetNRGBA(x, y, color.NRGBA{wave(y), wave(x), 0, 255})
		}
	}
	return m
}

func fillDisc(m *image.NRGBA, center image.Point, radius int, c color.NRGBA) {
	for y := range m.Rect.Max.Y {
		for x := range m.Rect.Max.X {
			if dx, dy := x-center.X, y-center.Y; dx*dx+dy*dy <= radius*radius {
				m.SetNRGBA(x, y, c)
			}
		}
	}
}
