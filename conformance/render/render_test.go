package render_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestRender_Errors(t *testing.T) {
	t.Parallel()
	source := picture(t, 100, 100)
	for _, test := range []struct {
		source []byte
		chain  string
		want   error
		text   string
	}{
		{
			source, "w-50,h-50,cm-extract,xc-90,yc-50", render.ErrTransformation,
			"xc-90: the part of 50 pixels is not within",
		},
		{source, "w-50,h-50,cm-extract,x-N1", render.ErrTransformation, "x-N1"},
		{source, "w-50,h-50,cm-extract,x--1", render.ErrTransformation, "x--1: the part of 50 pixels is not within"},
		{source, "w-iw_mod_0", render.ErrTransformation, "no finite value"},
		{source, "w-60000,h-60000", render.ErrLimit, "60000 by 60000"},
		{source[:50], "w-50", render.ErrSource, "png"},
		{[]byte("no picture"), "w-50", render.ErrSource, "unknown picture format"},
		{[]byte{}, "w-50", render.ErrSource, ""},
	} {
		_, err := render.New(render.Options{}).Render(t.Context(),
			render.Request{Source: test.source, Chain: parse(t, test.chain)})
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: got %v, want %v with %q", test.chain, err, test.want, test.text)
		}
	}
}

// TestRender_ManySteps has chains whose steps are within the limit each, and one that writes too much in total.
func TestRender_ManySteps(t *testing.T) {
	t.Parallel()
	renderer := render.New(render.Options{MaxPixels: 1000})
	for chain, want := range map[string]error{
		strings.Repeat("w-10:w-11:", 40) + "w-5": nil,
		strings.Repeat("w-30:w-31:", 40) + "w-5": render.ErrLimit,
		strings.Repeat("w-30:", 2000) + "w-5":    nil, // all but the first one change nothing
	} {
		_, err := renderer.Render(t.Context(), render.Request{Source: picture(t, 20, 20), Chain: parse(t, chain)})
		if !errors.Is(err, want) {
			t.Errorf("%.20s: got %v, want %v", chain, err, want)
		}
	}
}

// TestRender_Original checks chains that leave the bytes of the file as they are.
func TestRender_Original(t *testing.T) {
	t.Parallel()
	source := picture(t, 40, 30)
	for chain, report := range map[string]string{
		"orig-true,w-10":                 "exact: orig-true, w-10",
		"e-upscale":                      "not rendered: e-upscale",
		"dn-idn_mul_2":                   "not rendered: dn-idn_mul_2",
		"l-video,i-a,l-end:e-dropshadow": "not rendered: l-video, i-a, e-dropshadow",
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		if !bytes.Equal(got.Body, source) || got.ContentType != "image/png" || got.Width != 40 || got.Height != 30 ||
			got.Report.String() != report {
			t.Errorf("%s: %d bytes of %s, %dx%d, report %q", chain, len(got.Body), got.ContentType, got.Width,
				got.Height,
				got.Report)
		}
	}
}

// TestRender_OriginalInCondition has orig-true in the branches of conditions, and in a named transformation that a
// layer has, too.
func TestRender_OriginalInCondition(t *testing.T) {
	t.Parallel()
	source := picture(t, 40, 30)
	for chain, width := range map[string]int{
		"if-w_gt_100,orig-true,if-else,w-10,if-end":  10,
		"if-w_gt_10,orig-true,if-else,w-10,if-end":   40,
		"w-10:if-w_gt_10,orig-true,if-end":           10,
		"w-10:if-w_eq_10,n-orig,if-end":              40,
		"l-image,i-red.png,n-orig,l-end:n-orig:w-10": 40,
	} {
		got := apply(t, render.Request{
			Source: source, Chain: parse(t, chain), Files: layerFiles(t),
			Named: map[string]urlbuilder.Chain{"orig": parse(t, "orig-true")},
		})
		if got.Width != width || bytes.Equal(got.Body, source) != (width == 40) {
			t.Errorf("%s: the width is %d, the original: %v; want the width %d", chain, got.Width,
				bytes.Equal(got.Body, source), width)
		}
	}
}
