package render_test

import (
	"bytes"
	"image"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestRender_Sizes has the sizes of the results. Those marked with a page are published there.
func TestRender_Sizes(t *testing.T) {
	t.Parallel()
	const docs = "https://imagekit.io/docs/image-resize-and-crop"
	for _, test := range []struct {
		width, height int // of the source
		chain         string
		want          image.Point
		page          string
	}{
		{640, 865, "w-300,h-200", image.Pt(300, 200), docs},
		{640, 865, "w-300,h-200,c-maintain_ratio", image.Pt(300, 200), docs},
		{640, 865, "w-300,h-200,cm-pad_resize,bg-F3F3F3", image.Pt(300, 200), docs},
		{640, 865, "w-300,h-200,c-force", image.Pt(300, 200), docs},
		{640, 865, "w-300,h-200,c-at_max", image.Pt(148, 200), docs},
		{640, 865, "w-850,h-1000,c-at_max_enlarge", image.Pt(740, 1000), docs},
		{640, 865, "w-300,h-200,c-at_least", image.Pt(300, 405), docs},
		{640, 865, "w-200,h-200,cm-extract", image.Pt(200, 200), docs},
		{640, 865, "w-300,h-300,cm-extract,fo-bottom_right", image.Pt(300, 300), docs},
		{640, 865, "w-300,h-300,cm-extract,x-100,y-300", image.Pt(300, 300), docs},
		{640, 865, "w-300,h-300,cm-extract,xc-300,yc-500", image.Pt(300, 300), docs},
		{600, 600, "w-700,h-700,cm-pad_extract", image.Pt(700, 700), docs},
		{1920, 1280, "w-400,h-400", image.Pt(400, 400), docs},
		{60, 40, "w-20", image.Pt(20, 13), ""},
		{60, 40, "h-20", image.Pt(30, 20), ""},
		{60, 40, "w-0.4", image.Pt(24, 16), ""},
		{60, 40, "h-0.4", image.Pt(24, 16), ""},
		{60, 40, "w-30,ar-0.0000000000000000001", image.Pt(30, 20), ""},
		{60, 40, "w-40,ar-4-3", image.Pt(40, 30), ""},
		{60, 40, "h-30,ar-4_3", image.Pt(40, 30), ""},
		{60, 40, "h-30,w-30,ar-4-3", image.Pt(30, 30), ""},
		{60, 40, "ar-4-3", image.Pt(60, 40), ""},
		{60, 40, "w-iw_div_2", image.Pt(30, 20), ""},
		{60, 40, "w-20:w-iw_div_2", image.Pt(30, 20), ""},
		{60, 40, "w-20:w-cw_div_2", image.Pt(10, 7), ""},
		{60, 40, "w-10,dpr-2", image.Pt(20, 13), ""},
		{60, 40, "w-10,h-10,dpr-0.5", image.Pt(5, 5), ""},
		{60, 4, "w-1100,dpr-5", image.Pt(1100, 73), ""}, // dpr would make it larger than 5,000 pixels
		{60, 40, "dpr-2", image.Pt(60, 40), ""},
		{60, 40, "w-120", image.Pt(120, 80), ""},
		{60, 40, "w-120,c-at_max", image.Pt(60, 40), ""},
		{60, 40, "w-120,c-maintain_ratio_no_enlarge", image.Pt(60, 40), ""},
		{60, 40, "w-120,h-120,c-at_max", image.Pt(60, 40), ""},
		{60, 40, "w-120,h-120,c-maintain_ratio_no_enlarge", image.Pt(40, 40), ""},
		{60, 40, "w-120,h-120,cm-pad_resize_no_enlarge", image.Pt(120, 120), ""},
		{60, 40, "w-70,h-10,cm-pad_extract_no_shrink", image.Pt(70, 40), ""},
		{60, 40, "w-70,h-10,cm-extract", image.Pt(60, 10), ""},
		{60, 40, "w-70000,h-10", image.Pt(15, 10), ""}, // a width above 65,535 is ignored
	} {
		t.Run(test.chain, func(t *testing.T) {
			t.Parallel()
			if test.width*test.height > 300_000 {
				race.SkipSlow(t)
			}
			got := apply(t, render.Request{Source: blank(t, test.width, test.height), Chain: parse(t, test.chain)})
			config, _, err := image.DecodeConfig(bytes.NewReader(got.Body))
			if err != nil {
				t.Fatal(err)
			}
			if size := image.Pt(config.Width, config.Height); size != test.want ||
				image.Pt(got.Width, got.Height) != size {
				t.Errorf("the file has %v pixels, the rendition %dx%d; want %v", size, got.Width, got.Height, test.want)
			}
			if worst := got.Report.Worst(); worst != render.Exact {
				t.Errorf("the report is %q", got.Report)
			}
		})
	}
}
