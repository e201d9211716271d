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
		{600, 400, "w-200", image.Pt(200, 133), ""},
		{600, 400, "h-200", image.Pt(300, 200), ""},
		{600, 400, "w-0.4", image.Pt(240, 160), ""},
		{600, 400, "h-0.4", image.Pt(240, 160), ""},
		{600, 400, "w-300,ar-0.0000000000000000001", image.Pt(300, 200), ""},
		{600, 400, "w-400,ar-4-3", image.Pt(400, 300), ""},
		{600, 400, "h-300,ar-4_3", image.Pt(400, 300), ""},
		{600, 400, "h-300,w-300,ar-4-3", image.Pt(300, 300), ""},
		{600, 400, "ar-4-3", image.Pt(600, 400), ""},
		{600, 400, "w-iw_div_2", image.Pt(300, 200), ""},
		{600, 400, "w-200:w-iw_div_2", image.Pt(300, 200), ""},
		{600, 400, "w-200:w-cw_div_2", image.Pt(100, 67), ""},
		{600, 400, "w-100,dpr-2", image.Pt(200, 133), ""},
		{600, 400, "w-100,h-100,dpr-0.5", image.Pt(50, 50), ""},
		{600, 400, "w-1100,dpr-5", image.Pt(1100, 733), ""}, // dpr would make it larger than 5,000 pixels
		{600, 400, "dpr-2", image.Pt(600, 400), ""},
		{600, 400, "w-1200", image.Pt(1200, 800), ""},
		{600, 400, "w-1200,c-at_max", image.Pt(600, 400), ""},
		{600, 400, "w-1200,c-maintain_ratio_no_enlarge", image.Pt(600, 400), ""},
		{600, 400, "w-1200,h-1200,c-at_max", image.Pt(600, 400), ""},
		{600, 400, "w-1200,h-1200,c-maintain_ratio_no_enlarge", image.Pt(400, 400), ""},
		{600, 400, "w-1200,h-1200,cm-pad_resize_no_enlarge", image.Pt(1200, 1200), ""},
		{600, 400, "w-700,h-100,cm-pad_extract_no_shrink", image.Pt(700, 400), ""},
		{600, 400, "w-700,h-100,cm-extract", image.Pt(600, 100), ""},
		{600, 400, "w-70000,h-100", image.Pt(150, 100), ""}, // a width above 65,535 is ignored
	} {
		t.Run(test.chain, func(t *testing.T) {
			t.Parallel()
			if race.Enabled && max(test.width*test.height, test.want.X*test.want.Y) > 300_000 {
				t.Skip("too slow with the race detector; .ci/run runs it without")
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
