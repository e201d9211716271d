package render_test

import (
	"image"
	"image/color"
	"testing"
)

func TestRender_Radius(t *testing.T) {
	t.Parallel()
	size := image.Pt(60, 40)
	corners := func(topLeft, topRight, bottomRight, bottomLeft color.NRGBA) pixels {
		return pixels{{0, 0}: topLeft, {59, 0}: topRight, {59, 39}: bottomRight, {0, 39}: bottomLeft}
	}
	all := corners(transparent, transparent, transparent, transparent)
	checkResults(t, quarters(t, 60, 40), map[string]result{
		"r-0":             {size, corners(red, green, white, blue)},
		"r-10":            {size, all},
		"r-10_0_0_0":      {size, corners(transparent, green, white, blue)},
		"r-0_10_0_max":    {size, corners(red, transparent, white, transparent)},
		"r-100":           {size, pixels{{0, 0}: transparent, {0, 20}: blue, {20, 0}: red}},
		"r-max":           {size, pixels{{20, 2}: red, {29, 0}: red, {1, 20}: blue, {9, 0}: transparent}},
		"r-20,bg-FFF000":  {size, corners(yellow, yellow, yellow, yellow)},
		"r-max,w-40,h-40": {image.Pt(40, 40), pixels{{20, 0}: green, {0, 20}: blue, {4, 4}: transparent, {7, 7}: red}},
		"rt-90,r-10":      {image.Pt(40, 60), pixels{{0, 0}: transparent, {39, 59}: transparent, {20, 0}: red}},
		"r-10:rt-90":      {image.Pt(40, 60), pixels{{0, 0}: transparent, {39, 59}: transparent}},
	})
}

func TestRender_Border(t *testing.T) {
	t.Parallel()
	checkResults(t, quarters(t, 60, 40), map[string]result{
		"b-5_FFF000":           {image.Pt(70, 50), pixels{{0, 0}: yellow, {4, 25}: yellow, {5, 5}: red}},
		"b-5-FFF000":           {image.Pt(70, 50), pixels{{69, 49}: yellow, {64, 44}: white}},
		"b-iw_mul_0.11_FFF000": {image.Pt(74, 54), pixels{{6, 6}: yellow, {7, 7}: red}}, // 6.6 pixels
		"b-ih_div_20_red":      {image.Pt(64, 44), pixels{{0, 0}: red, {63, 43}: red, {61, 41}: white}},
		"w-30,b-cw_mul_0.1_FF000050": { // cw is the width after resizing
			image.Pt(36, 26), pixels{{0, 0}: {255, 0, 0, 128}, {3, 3}: red},
		},
		"b-10_blue,r-20": {
			image.Pt(80, 60), pixels{{0, 0}: transparent, {7, 7}: blue, {11, 11}: blue, {14, 14}: red, {0, 30}: blue},
		},
		"b-10_blue:r-20": {image.Pt(80, 60), pixels{{0, 0}: transparent, {10, 10}: red}}, // no inner radius
		"r-20:b-10_blue": {image.Pt(80, 60), pixels{{0, 0}: blue, {11, 11}: transparent}},
		"b-10_blue,r-20,bg-white": {
			image.Pt(80, 60), pixels{{0, 0}: white, {7, 7}: blue, {14, 14}: red},
		},
		"b-5_red,rt-90": {image.Pt(50, 70), pixels{{0, 0}: red, {5, 5}: blue}},
	})
}

func TestRender_Opacity(t *testing.T) {
	t.Parallel()
	size := image.Pt(10, 10)
	source := encode(t, plainImage(10, 10, color.NRGBA{255, 0, 0, 200}))
	checkResults(t, source, map[string]result{
		"o-100":           {size, pixels{{5, 5}: {255, 0, 0, 200}}},
		"o-50":            {size, pixels{{5, 5}: {255, 0, 0, 100}}},
		"o-50:o-50":       {size, pixels{{5, 5}: {255, 0, 0, 50}}},
		"o-0":             {size, pixels{{5, 5}: transparent}},
		"o-51,bg-blue":    {size, pixels{{5, 5}: {102, 0, 153, 255}}},
		"bg-blue,o-51":    {size, pixels{{5, 5}: {102, 0, 153, 255}}},
		"o-0,bg-0000FF30": {size, pixels{{5, 5}: blue}}, // the alpha of bg is ignored
		"w-20,h-10,cm-pad_resize,bg-0000FF,o-51": { // the padding is opaque, too
			image.Pt(20, 10), pixels{{1, 5}: blue, {10, 5}: {102, 0, 153, 255}},
		},
	})
}
