package render_test

import (
	"image"
	"math"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// Pages of the documentation. Those of docs.imagekit.io are from June 2024; pages of imagekit.io/docs replaced them.
const (
	pageCrop    = "https://imagekit.io/docs/image-resize-and-crop"
	pageHints   = "https://imagekit.io/docs/client-hints"
	pageImages  = "https://imagekit.io/docs/image-transformation"
	pageChains  = "https://imagekit.io/docs/chained-transformations"
	pageMath    = "https://imagekit.io/docs/arithmetic-expressions-in-transformations"
	pageIf      = "https://imagekit.io/docs/conditional-transformations"
	pageEffects = "https://imagekit.io/docs/effects-and-enhancements"
	pageLimits  = "https://imagekit.io/docs/limits"
	pageVectors = "https://docs.imagekit.io/features/image-transformations"
	pageVideos  = "https://imagekit.io/docs/video-resize-and-crop"
	pageMobile  = "https://docs.imagekit.io/imagekit-best-practices/mobile-apps"
	pageAngular = "https://docs.imagekit.io/getting-started/quickstart-guides/angular"
	pageJava    = "https://docs.imagekit.io/getting-started/quickstart-guides/java/java_app"
	pagePHP     = "https://docs.imagekit.io/getting-started/quickstart-guides/php"
)

// published is a statement of the documentation about the size of a rendition.
type published struct {
	page   string
	source image.Point // its size
	chain  string
	want   image.Point // a side of 0 is not published
	// document is an SVG file of the size of the source; empty for a picture.
	document string
	hints    render.ClientHints
	// contentDPR is the published value of the header Content-DPR, with two decimals; 0 if none is published.
	contentDPR float64
}

// publishedSizes has all sizes of renditions of images that the documentation publishes, except those that depend on
// the detection of objects (fo-car alone, 1920x1280 to 982x301, and three more).
//
// The first sources have the size that the page publishes, or that another page publishes for the same file.
var publishedSizes = []published{
	{page: pageCrop, source: image.Pt(600, 600), chain: "w-200", want: image.Pt(200, 0)},
	{page: pageCrop, source: image.Pt(600, 600), chain: "w-0.4", want: image.Pt(240, 0)},
	{page: pageCrop, source: image.Pt(600, 600), chain: "h-200", want: image.Pt(0, 200)},
	{page: pageCrop, source: image.Pt(600, 600), chain: "h-0.4", want: image.Pt(0, 240)},
	{page: pageCrop, source: image.Pt(600, 600), chain: "ar-4-3,w-400", want: image.Pt(400, 300)},
	{
		page: pageCrop, source: image.Pt(640, 865), chain: "w-300,h-200,cm-pad_resize,bg-F3F3F3",
		want: image.Pt(300, 200),
	},
	{page: pageCrop, source: image.Pt(640, 865), chain: "w-300,h-200,c-force", want: image.Pt(300, 200)},
	{page: pageCrop, source: image.Pt(640, 865), chain: "w-300,h-200,c-at_max", want: image.Pt(148, 200)},
	{page: pageCrop, source: image.Pt(640, 865), chain: "w-850,h-1000,c-at_max_enlarge", want: image.Pt(740, 1000)},
	{page: pageCrop, source: image.Pt(640, 865), chain: "w-300,h-200,c-at_least", want: image.Pt(300, 405)},
	{page: pageCrop, source: image.Pt(640, 865), chain: "w-300,h-200,c-maintain_ratio", want: image.Pt(300, 200)},
	{page: pageCrop, source: image.Pt(640, 865), chain: "w-200,h-200,cm-extract", want: image.Pt(200, 200)},
	{page: pageCrop, source: image.Pt(1920, 1280), chain: "w-400,h-400", want: image.Pt(400, 400)},
	{page: pageCrop, source: image.Pt(1920, 1280), chain: "w-400,h-400,fo-car", want: image.Pt(400, 400)},
	{page: pageCrop, source: image.Pt(1920, 1280), chain: "w-600,h-400,fo-car,cm-extract", want: image.Pt(600, 400)},
	{
		page: pageCrop, source: image.Pt(600, 600), chain: "w-700,h-700,cm-pad_extract,bg-F3F3F3",
		want: image.Pt(700, 700),
	},
	{page: pageImages, source: image.Pt(600, 600), chain: "w-300,h-300", want: image.Pt(300, 300)},
	{page: pageMobile, source: image.Pt(300, 200), chain: "w-300,dpr-2", want: image.Pt(600, 0)},
	{page: pageAngular, source: image.Pt(1000, 1000), chain: "w-400", want: image.Pt(400, 0)},
	{page: pageAngular, source: image.Pt(1000, 1000), chain: "h-300,w-200,cm-extract", want: image.Pt(200, 300)},
	{page: pageAngular, source: image.Pt(1000, 1000), chain: "h-300,w-200", want: image.Pt(200, 300)},
	{page: pageJava, source: image.Pt(1000, 1000), chain: "h-200,w-200", want: image.Pt(200, 200)},
	{page: pagePHP, source: image.Pt(1000, 1000), chain: "w-400,h-300", want: image.Pt(400, 300)},
	{page: pageMath, source: image.Pt(640, 865), chain: "w-iw_div_4,h-ih_div_2", want: image.Pt(160, 0)},
	{
		page: pageMath, source: image.Pt(600, 600), want: image.Pt(300, 300),
		chain: "w-iw_div_2,h-ih_div_2,cm-extract,x-iw_mul_0.2,y-ih_mul_0.2",
	},
	{page: pageEffects, source: image.Pt(2216, 1500), chain: "w-500,e-shadow", want: image.Pt(500, 0)},

	// The sizes of these sources are not published.
	{page: pageCrop, source: image.Pt(900, 600), chain: "w-500,h-100,fo-custom,cm-extract", want: image.Pt(500, 100)},
	{page: pageChains, source: image.Pt(900, 600), chain: "w-400,h-400", want: image.Pt(400, 400)},
	{
		page: pageChains, source: image.Pt(900, 600), want: image.Pt(500, 400),
		chain: "w-400,h-400:w-500,h-400,cm-pad_resize,fo-right,bg-000000",
	},
	{page: pageChains, source: image.Pt(900, 600), chain: "w-400,h-300:rt-90", want: image.Pt(300, 400)},
	{page: pageIf, source: image.Pt(900, 600), chain: "if-ar_gt_1,w-200,if-else,w-300,if-end", want: image.Pt(200, 0)},
	{page: pageIf, source: image.Pt(600, 900), chain: "if-ar_gt_1,w-200,if-else,w-300,if-end", want: image.Pt(300, 0)},
	{
		page: pageIf, source: image.Pt(900, 600), chain: "h-200:if-h_eq_200,w-100,if-end:rt-90", want: image.Pt(0, 100),
	},
	{page: pageMobile, source: image.Pt(1000, 600), chain: "w-300,dpr-1", want: image.Pt(300, 0)},
	{
		page: pageHints, source: image.Pt(900, 600), chain: "w-100,dpr-auto", want: image.Pt(200, 0),
		hints: render.ClientHints{DPR: 2},
	},
	{
		page: pageHints, source: image.Pt(900, 600), chain: "w-auto,dpr-auto", want: image.Pt(600, 0),
		hints: render.ClientHints{Width: 600, DPR: 2},
	},
	{
		page: pageHints, source: image.Pt(900, 600), chain: "w-auto", want: image.Pt(200, 0),
		hints: render.ClientHints{Width: 150},
	},
	{
		page: pageHints, source: image.Pt(900, 600), chain: "w-auto,dpr-auto", want: image.Pt(300, 0),
		hints: render.ClientHints{Width: 212, DPR: 2}, contentDPR: 2.83,
	},
	{page: pageLimits, source: image.Pt(90, 60), chain: "w-65536", want: image.Pt(90, 60)}, // "ignored"

	{
		page: pageVectors, source: image.Pt(158, 33), document: drawing, chain: "f-png", want: image.Pt(158, 33),
	},
	{
		page: pageVectors, source: image.Pt(158, 33), document: drawing, chain: "f-jpg,w-200,bg-pink",
		want: image.Pt(200, 42),
	},

	// The sizes of videos follow the same rules. The page says 300x200 where the URL has w-300,h-300, and 700x700 where
	// it has w-400,h-200.
	{page: pageVideos, source: image.Pt(1280, 720), chain: "w-300", want: image.Pt(300, 0)},
	{page: pageVideos, source: image.Pt(1280, 720), chain: "h-300", want: image.Pt(0, 300)},
	{page: pageVideos, source: image.Pt(1280, 720), chain: "ar-4-1,h-100", want: image.Pt(400, 100)},
	{page: pageVideos, source: image.Pt(1280, 720), chain: "w-400,h-200", want: image.Pt(400, 200)},
	{
		page: pageVideos, source: image.Pt(1280, 720), chain: "w-400,h-200,cm-pad_resize,bg-F3F3F3",
		want: image.Pt(400, 200),
	},
	{page: pageVideos, source: image.Pt(1280, 720), chain: "w-200,h-200,c-force", want: image.Pt(200, 200)},
	{page: pageVideos, source: image.Pt(1280, 720), chain: "w-200,h-200,c-at_max", want: image.Pt(200, 0)},
	{page: pageVideos, source: image.Pt(1280, 720), chain: "w-200,h-200,c-at_least", want: image.Pt(0, 200)},
	{page: pageVideos, source: image.Pt(1280, 720), chain: "w-400,h-300,c-maintain_ratio", want: image.Pt(400, 300)},
	{
		page: pageVideos, source: image.Pt(1280, 720), chain: "w-400,h-300,c-maintain_ratio,fo-left",
		want: image.Pt(400, 300),
	},
}

// TestRender_PublishedSizes checks the sizes that the documentation publishes.
func TestRender_PublishedSizes(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	sources := map[image.Point][]byte{}
	for _, p := range publishedSizes {
		if sources[p.source] == nil {
			sources[p.source] = blank(t, p.source.X, p.source.Y)
		}
	}
	for _, p := range publishedSizes {
		t.Run(p.chain, func(t *testing.T) {
			t.Parallel()
			source := sources[p.source]
			if p.document != "" {
				source = []byte(p.document)
			}
			got := apply(t, render.Request{
				Source: source, Chain: parse(t, p.chain), ClientHints: p.hints,
				FocusArea: image.Rect(100, 100, 300, 200),
			})
			p.check(t, got)
		})
	}
}

// check compares a rendition with what is published.
func (p published) check(t *testing.T, got *render.Rendition) {
	t.Helper()
	if p.want.X > 0 && got.Width != p.want.X || p.want.Y > 0 && got.Height != p.want.Y {
		t.Errorf("%v is rendered to %dx%d, want %v: %s", p.source, got.Width, got.Height, p.want, p.page)
	}
	if rounded := math.Round(got.ContentDPR*100) / 100; p.contentDPR > 0 && rounded != p.contentDPR {
		t.Errorf("Content-DPR is %v, want %v: %s", rounded, p.contentDPR, p.page)
	}
}
