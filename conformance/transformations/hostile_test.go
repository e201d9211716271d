package transformations_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// FuzzParseChain parses any text. If the parser accepts it, the chain must be written as the same text. The chain must
// be equal to the chain that is parsed from this text, and to those that are parsed from its URLs.
func FuzzParseChain(f *testing.F) {
	for p := range urlbuilder.Parameters() {
		for _, example := range p.Examples {
			f.Add(p.Code + "-" + example)
		}
		for _, value := range samplesOf(p.Forms).unverified {
			f.Add("w-5:l-text,i-a," + p.Code + "-" + value + ",l-end")
		}
	}
	for _, place := range places() {
		f.Add(place.pre + "bg-red" + place.end)
	}
	for _, text := range hostileTexts {
		f.Add(text)
	}
	all := builders(f, "https://ik.imagekit.io/demo")
	f.Fuzz(func(t *testing.T, text string) {
		chain, err := urlbuilder.ParseChain(text)
		if err != nil {
			checkError(t, text, err)
			return
		}
		if written := chain.String(); written != text &&
			strings.ReplaceAll(text, ",if-else,if-end", ",if-end") != written {
			t.Errorf("%q is written as %q", text, written)
		}
		again, err := urlbuilder.ParseChain(chain.String())
		if err != nil || !again.Equal(chain) {
			t.Errorf("%q: parsed again as %s, %v", text, again, err)
		}
		checkURLs(t, all, text, chain)
	})
}

// checkURLs builds a chain with all builders, and reads it from the URLs.
func checkURLs(t *testing.T, all []*urlbuilder.Builder, text string, chain urlbuilder.Chain) {
	t.Helper()
	built, err := buildURLs(all, chain)
	if err != nil {
		t.Errorf("%q cannot be built: %v", text, err)
		return
	}
	for i, b := range all {
		o, err := b.Parse(built[i])
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		again, err := b.URL(o)
		if err != nil || again != built[i] {
			t.Errorf("%q: got %s, %v, want %s", text, again, err, built[i])
		}
		// Layers that the builder writes differently are parsed as raw text, which is percent-encoded.
		parsed, err := url.PathUnescape(o.Transformation.String())
		if !strings.Contains(text, "%") && (err != nil || parsed != chain.String()) {
			t.Errorf("%q: read from %s as %q, %v", text, built[i], parsed, err)
		}
	}
}

// checkError checks that an error of the parser has a reason and a step.
func checkError(t *testing.T, text string, err error) {
	t.Helper()
	e, ok := err.(*urlbuilder.BuildError) //nolint:errorlint // it is not wrapped
	if !ok || e.Field != "Transformation" || e.Reason == "" || e.Err != nil ||
		!strings.Contains(text, e.Param) || !strings.Contains(text, e.Value) ||
		e.Step < 0 || e.Step > 1+strings.Count(text, ":") ||
		e.Step == 0 && text != "" && !strings.Contains(text, "l-") {
		t.Errorf("%q: %#v", text, err)
	}
}

// hostileTexts are texts with blocks and separators in unusual or invalid places.
var hostileTexts = []string{
	"", ",", ":", "-", "_", "--", "l-", "l--", "l-end", "if-", "if-end", "if-else", "if-if-end", "l-l-end", "l-text",
	"l-text,l-end", "l-text:i-a,l-end", "l-text,i-a:l-end", "l-text,i-,l-end", "l-text,ie-,l-end",
	"l-text,i-a,i-b,l-end",
	"l-text,i-a,ie-YQ==,l-end", "l-text,i-a,,l-end", "l-text,,i-a,l-end", "l-cube,i-a,l-end",
	"l-image,i-ik_canvas,l-end",
	"l-image,i-ik_canvas,bg-red,bg-blue,l-end", "l-text,i-ik_canvas,bg-red,l-end",
	"l-image,ie-aWtfY2FudmFz,bg-red,l-end",
	"if-w_gt_1,l-text,i-a,if-end,l-end", "l-text,if-w_gt_1,i-a,l-end,if-end", "if-w_gt_1,w-1,if-else,if-end",
	"if-w_gt_1,w-1:if-else,w-2,if-end", "if-w_gt_1:w-1,if-end", "if-w_gt_1,w-1,if-end:", "if-w_gt_1,w-1:,if-end",
	"if-w_gt_1,w-1,if-else,w-2,if-else,w-3,if-end", "if-w_gt_1,w-1,if-end,w-2", "w-2,if-w_gt_1,w-1,if-end",
	"if-w_gt_1,if-w_gt_2,w-1,if-end,if-end", "if-w_gt_1,if-w_gt_2,w-1,if-end", "if-w_gt_1,n-a,if-end", "if-,w-1,if-end",
	"if-else,w-1,if-end", "if-end,w-1,if-end", "if-w_gt_1-2,w-1,if-end", "if-ar_gt_1-2_and_,w-1,if-end",
	"l-text,i-a,lx-1:lx-2,l-end", "l-text,i-a,w-5:lx-2,l-end", "l-text,i-a:if-w_gt_1,lx-5,if-end,l-end", "i-a", "ie-YQ",
	"l-text,i-a,l-text,i-b,l-text,i-c,l-end,l-end,l-end", "w-1\x00", "w-\n", "di-a\nb", "l-text,i-a\nb,l-end", "di-%2C",
	"n-a b",
	"di-a/b", "n-../..", "n-..", "..", "n-%", "n-%41", "n-+", "n-&a=b", "n-#", "n-?", "n-\xff", "e-", "e--", "e-a",
	"e-a-", "-e-a",
	"e-contrast-", "e-contrast-true", "e-contrast-1", "e-sharpen-", "e-upscale-true", "w-5;h-5", "x--5", "raw-a", "w",
	"W-5",
	"l-image,i-@@,l-end", "l-image,i-/,l-end", "l-image,i-a/b@@c,l-end", "l-text,i-@@,l-end", "l-text,ie-/+8=,l-end",
	"l-text,ie-_-8,l-end", "l-text,ie-YQ,l-end", "l-text,ie-AA==,l-end", "l-text,ie-LCw=,l-end", "l-end,l-text,i-a",
}
