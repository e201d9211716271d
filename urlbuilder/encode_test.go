package urlbuilder_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// buildAll returns the URLs of a.jpg with a chain, built by the demoBuilders.
func buildAll(t testing.TB, chain Chain) (urls []string, err error) {
	t.Helper()
	for _, b := range demoBuilders(t) {
		u, err := b.URL(Options{Path: "a.jpg", Transformation: chain})
		if err != nil {
			return nil, err
		}
		urls = append(urls, u)
	}
	return urls, nil
}

// demoBuilders returns four builders, one for each combination of dialect and position: classic path, classic query,
// current path, current query.
func demoBuilders(t testing.TB) []*Builder {
	t.Helper()
	return []*Builder{
		demoBuilder(t, PathPosition, Classic), demoBuilder(t, QueryPosition, Classic),
		demoBuilder(t, PathPosition, Current), demoBuilder(t, QueryPosition, Current),
	}
}

// receivedTransformation returns the transformation of a URL as a server reads it: from the path or the query, decoded
// once.
func receivedTransformation(t testing.TB, rawURL string) string {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	if u.Query().Has("tr") {
		return u.Query().Get("tr")
	}
	segment, _, _ := strings.Cut(strings.TrimPrefix(u.EscapedPath(), "/demo/tr:"), "/")
	text, err := url.PathUnescape(segment)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestBuilder_URL_TypedValues(t *testing.T) {
	t.Parallel()
	layer := LayerOptions{Position: LayerPosition{X: "bw_div_2", Y: "N3", Anchor: FocusTop}, Encoding: Base64Encoding}
	plain := LayerOptions{Encoding: PlainEncoding}
	cases := []Param{
		TextLayer("Fresh, every day!", LayerOptions{}), TextLayer("a?b", layer),
		TextLayer("it's 50% & more + é", plain),
		ImageLayer("/a b/ü=.png", layer), ImageLayer("/a'b/c%41.png", plain), VideoLayer("a,b.mp4", LayerOptions{}),
		SubtitleLayer("x:y.srt", LayerOptions{}),
		SolidColorLayer("red", LayerOptions{Mode: ModeMultiply}), AIEdit("red, not blue?"), AIGenerativeFill("a?>"),
		Custom("zz", "100%25 ~!$&'()*+=@/?#[]|"),
		DefaultImage("a/it's 100%.jpg"), FontFamily("fonts/it's.ttf"),
		PageNames("a'b", "50%"),
		TextLayer("a", LayerOptions{Transformation: Chain{{FontFamily("x'y/z")}, {TextLayer("b?,", LayerOptions{})}}}),
	}
	for _, family := range [][]paramCase{resizing, formats, styles, effects, ai, videos, texts} {
		for _, test := range family {
			cases = append(cases, test.param)
		}
	}
	for _, p := range cases {
		chain := Chain{{p}, {Rotation(90)}}
		urls, err := buildAll(t, chain)
		if err != nil {
			t.Errorf("%v: %v", p, err)
			continue
		}
		for _, u := range urls {
			if got := receivedTransformation(t, u); got != chain.String() {
				t.Errorf("%s\nis received as %s\nwant %s", u, got, chain)
			}
		}
	}
}

func TestBuilder_URL_LayerText(t *testing.T) {
	t.Parallel()
	urls, err := buildAll(t, Chain{{TextLayer("Fresh, every day!", LayerOptions{})}})
	want := []string{
		"https://ik.imagekit.io/demo/tr:l-text,ie-RnJlc2gsIGV2ZXJ5IGRheSE%3D,l-end/a.jpg",
		"https://ik.imagekit.io/demo/a.jpg?tr=l-text%2Cie-RnJlc2gsIGV2ZXJ5IGRheSE%3D%2Cl-end",
		"https://ik.imagekit.io/demo/tr:l-text,ie-RnJlc2gsIGV2ZXJ5IGRheSE%3D,l-end/a.jpg",
		"https://ik.imagekit.io/demo/a.jpg?tr=l-text,ie-RnJlc2gsIGV2ZXJ5IGRheSE%3D,l-end",
	}
	if err != nil || !slices.Equal(urls, want) {
		t.Errorf("got  %q, %v\nwant %q", urls, err, want)
	}
}

func TestBuilder_URL_RawParam(t *testing.T) {
	t.Parallel()
	const text = "l-text,ie-SGk%3D,l-end"
	urls, err := buildAll(t, Chain{{RawParam(text)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := receivedTransformation(t, urls[1]); got != text {
		t.Errorf("%s is received as %s, want %s", urls[1], got, text)
	}
	for _, u := range []string{urls[0], urls[2], urls[3]} {
		if !strings.Contains(u, text) {
			t.Errorf("%s does not contain %s", u, text)
		}
	}
}

func TestBuilder_URL_SeparatorsInValues(t *testing.T) {
	t.Parallel()
	plain := LayerOptions{Encoding: PlainEncoding}
	for _, value := range []string{"1,yy-2", "a:b", "a;b", "%2C", "%2c", "%3A", "%3b", "%252C", "%25252525253A"} {
		for _, p := range []Param{
			Custom("zz", value), NamedTransformation(value), DefaultImage(value), FontFamily(value), PageNames(value),
			Width(Expr(value)), Focus(FocusArea(value)),
			TextLayer(value, plain), ImageLayer(value, plain), VideoLayer(value, plain), SubtitleLayer(value, plain),
			SolidColorLayer(Color(value), LayerOptions{}),
			TextLayer("a", LayerOptions{Position: LayerPosition{X: Expr(value)}}),
			TextLayer("a", LayerOptions{Position: LayerPosition{Focus: FocusArea(value)}}),
			TextLayer("a", LayerOptions{Timing: LayerTiming{Start: Expr(value)}}),
			TextLayer("a", LayerOptions{Mode: LayerMode(value)}),
			TextLayer("a", LayerOptions{Encoding: LayerEncoding(value)}), Custom(value, "1"), Custom("e", value),
		} {
			if urls, err := buildAll(t, Chain{{p}}); !isBuildError(err, "Transformation") {
				t.Errorf("%s %q: got %q, %v", p.Name(), value, urls, err)
			}
		}
		for _, p := range []Param{
			TextLayer(value, LayerOptions{}), ImageLayer(value, LayerOptions{}), AIEdit(value),
			AIGenerativeFill(value),
		} {
			if urls, err := buildAll(t, Chain{{p}}); err != nil || strings.Contains(urls[0], value) {
				t.Errorf("%s %q: got %q, %v, want base64", p.Name(), value, urls, err)
			}
		}
	}
	if _, err := buildAll(t, Chain{{TextLayer("a,b", plain)}}); err == nil ||
		!strings.Contains(err.Error(), "AutoEncoding") {
		t.Errorf("got %v, want an error that suggests AutoEncoding", err)
	}
}

// browserRewrites reports whether the URL parser of browsers percent-encodes a byte in a path or a query.
// See https://url.spec.whatwg.org/#path-percent-encode-set and
// https://url.spec.whatwg.org/#special-query-percent-encode-set
func browserRewrites(c byte, query bool) bool {
	switch {
	case c <= ' ' || c >= 0x7f || strings.IndexByte(`"#<>\`, c) >= 0:
		return true
	case query:
		return c == '\''
	}
	return strings.IndexByte("^`{}", c) >= 0
}

// checkBrowserKeeps checks that browsers send a URL unchanged.
func checkBrowserKeeps(t *testing.T, rawURL string) {
	t.Helper()
	path, query, _ := strings.Cut(strings.TrimPrefix(rawURL, "https://"), "?")
	for i := range len(path) {
		if browserRewrites(path[i], false) {
			t.Errorf("%s: browsers rewrite %q in a path", rawURL, path[i])
		}
	}
	for i := range len(query) {
		if browserRewrites(query[i], true) {
			t.Errorf("%s: browsers rewrite %q in a query", rawURL, query[i])
		}
	}
	for segment := range strings.SplitSeq(path, "/") {
		switch strings.ToLower(strings.ReplaceAll(strings.ToLower(segment), "%2e", ".")) {
		case ".", "..":
			t.Errorf("%s: browsers remove the segment %s", rawURL, segment)
		}
	}
}

func TestBuilder_URL_BrowserNormalization(t *testing.T) {
	t.Parallel()
	built := 0
	for c := range 256 {
		text := "a" + string([]byte{byte(c)}) + "b"
		for _, o := range []Options{
			{Path: text},
			{Path: "/x/" + text + "/.."},
			{Src: "https://ik.imagekit.io/demo/" + text},
			{Src: "https://ik.imagekit.io/demo/a?v=" + text},
			{Src: "https://ik.imagekit.io/demo/a?" + text, QueryParameters: []QueryParameter{{Name: "v", Value: "1"}}},
			{Path: "a", QueryParameters: []QueryParameter{{Name: text, Value: text}}},
			{Path: "https://example.com/" + text},
			{Path: "a", Transformation: Chain{{NamedTransformation(text)}}},
			{Path: "a", Transformation: Chain{{Custom("x", text)}}},
			{Path: "a", Transformation: Chain{{DefaultImage(text)}}},
			{Path: "a", Transformation: Chain{{PageNames(text)}}},
			{Path: "a", Transformation: Chain{{AIEdit(text)}}},
			{Path: "a", Transformation: Chain{{RawParam(text)}}},
			{Path: "a", Transformation: Chain{{TextLayer(text, LayerOptions{Encoding: PlainEncoding})}}},
			{Path: "a", Transformation: Chain{{ImageLayer(text, LayerOptions{Encoding: PlainEncoding})}}},
			{Path: "a", Transformation: Chain{{TextLayer(text, LayerOptions{})}}},
			{Path: "a", URLEndpoint: "https://ik.imagekit.io/" + text},
		} {
			for _, b := range demoBuilders(t) {
				if u, err := b.URL(o); err == nil {
					built++
					checkBrowserKeeps(t, u)
				}
			}
		}
	}
	if built < 10000 {
		t.Errorf("only %d URLs were built", built)
	}
}

func TestBuilder_URL_EmptySteps(t *testing.T) {
	t.Parallel()
	for name, chain := range map[string]Chain{
		"after":      {{Width(100)}, {}},
		"before":     {{}, {Width(100)}},
		"everywhere": {nil, {Param{}}, {Width(100)}, {}, {RawParam("")}, nil},
	} {
		urls, err := buildAll(t, chain)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range urls {
			if got := receivedTransformation(t, u); got != "w-100" {
				t.Errorf("%s: %s", name, u)
			}
		}
	}
}
