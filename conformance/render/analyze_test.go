package render_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// lookupIn returns a function that finds named transformations in a map.
func lookupIn(t *testing.T, names map[string]string) func(string) (urlbuilder.Chain, bool) {
	t.Helper()
	return func(name string) (urlbuilder.Chain, bool) {
		text, ok := names[name]
		if !ok {
			return nil, false
		}
		return parse(t, text), true
	}
}

var testNames = map[string]string{
	"small": "w-10:q-50", "framed": "n-small:e-dropshadow", "circle": "n-other", "other": "w-1:n-circle",
	"shadow": "e-dropshadow",
}

func TestAnalyze(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		chain        string
		files, named string
		changesFile  bool
	}{
		{chain: "w-5", changesFile: true},
		{chain: "n-small", named: "small", changesFile: true},
		{chain: "n-framed:n-small", named: "framed small", changesFile: true},
		{chain: "n-shadow", named: "shadow"},
		{chain: "e-dropshadow"},
		{chain: "di-other.jpg"},
		{chain: "if-w_gt_5,e-dropshadow,if-end"},
		{chain: "if-w_gt_5,e-dropshadow,if-else,n-small,if-end", named: "small", changesFile: true},
		{chain: "w-5:orig-true"},
		{
			chain: "l-image,i-b@@c.png,n-small:l-image,i-a.png,l-end,l-end", files: "a.png b/c.png", named: "small",
			changesFile: true,
		},
		{chain: "l-text,i-a,ff-b@@c.ttf,w-5:ff-Roboto,l-end", files: "b/c.ttf", changesFile: true},
		{chain: "l-video,i-a.mp4,w-5,l-end"},
		{chain: "l-image,i-ik_canvas,bg-red,w-10,h-10,l-end", changesFile: true},
	} {
		got, err := render.Analyze(parse(t, test.chain), lookupIn(t, testNames))
		if err != nil {
			t.Errorf("%s: %v", test.chain, err)
			continue
		}
		named := slices.Sorted(maps.Keys(got.Named))
		if strings.Join(got.Files, " ") != test.files || strings.Join(named, " ") != test.named ||
			got.ChangesFile != test.changesFile {
			t.Errorf("%s: got files %q, names %q, changes %v; want %q, %q, %v", test.chain, got.Files, named,
				got.ChangesFile, test.files, test.named, test.changesFile)
		}
	}
}

func TestAnalyze_Errors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"n-none", "n-circle", "w-1:n-none", "if-w_gt_1,n-none,if-end", "if-w_gt_1,w-1,if-else,n-circle,if-end",
		"l-image,i-a.png,n-none,l-end",
	} {
		if _, err := render.Analyze(parse(t, text), lookupIn(t, testNames)); !errors.Is(err, render.ErrTransformation) {
			t.Errorf("%s: got %v, want an ErrTransformation", text, err)
		}
	}
}

func TestAnalyze_WithoutNames(t *testing.T) {
	t.Parallel()
	if analysis, err := render.Analyze(parse(t, "w-300"), nil); err != nil || !analysis.ChangesFile {
		t.Errorf("w-300: %+v, %v", analysis, err)
	}
	if _, err := render.Analyze(parse(t, "n-card"), nil); !errors.Is(err, render.ErrTransformation) {
		t.Errorf("n-card: %v, want an ErrTransformation", err)
	}
}

// TestRender_Named checks where the steps of a named transformation are applied.
func TestRender_Named(t *testing.T) {
	t.Parallel()
	for chain, want := range map[string]string{
		"n-small":                  "exact: n-small, w-10, q-50",
		"n-framed":                 "exact: n-framed, n-small, w-10, q-50; not rendered: e-dropshadow",
		"w-20:n-small:h-5":         "exact: w-20, n-small, w-10, q-50, h-5",
		"h-5,n-small":              "exact: n-small, w-10, q-50, h-5",
		"if-w_gt_5,n-small,if-end": "exact: if-w_gt_5, n-small, w-10, q-50",
	} {
		analysis, err := render.Analyze(parse(t, chain), lookupIn(t, testNames))
		if err != nil {
			t.Fatal(err)
		}
		got := apply(t, render.Request{Source: picture(t, 40, 20), Chain: parse(t, chain), Named: analysis.Named})
		if got.Height != 5 || got.Width != 10 || got.Report.String() != want {
			t.Errorf("%s: got %dx%d pixels, report %q, want %q", chain, got.Width, got.Height, got.Report, want)
		}
	}
}

// TestRender_NamedMultiplied has names that refer ten times to the next one: ten million steps.
func TestRender_NamedMultiplied(t *testing.T) {
	t.Parallel()
	named := map[string]urlbuilder.Chain{"xxxxxxxx": parse(t, "w-10")}
	for name := "x"; len(name) < 8; name += "x" {
		next := "n-" + name + "x"
		named[name] = parse(t, next+strings.Repeat(":"+next, 9))
	}
	_, err := render.New(render.Options{}).Render(t.Context(),
		render.Request{Source: picture(t, 10, 10), Chain: parse(t, "n-x"), Named: named})
	if !errors.Is(err, render.ErrTransformation) {
		t.Errorf("got %v, want an ErrTransformation", err)
	}
}
