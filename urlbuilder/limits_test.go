package urlbuilder_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// refuses checks that no dialect and no position takes the parameter.
func refuses(t *testing.T, what string, p Param) {
	t.Helper()
	if urls, err := fourForms(t, Chain{{p}}); !isBuildError(err, "Transformation") {
		t.Errorf("%s: got %q, %v", what, urls, err)
	}
}

func TestCustom_WithoutName(t *testing.T) {
	t.Parallel()
	refuses(t, "no name", Custom("", "1"))
	refuses(t, "no name and no value", Custom("", ""))
}

func TestPage_TooLarge(t *testing.T) {
	t.Parallel()
	refuses(t, "page", Page(math.MaxInt))
	refuses(t, "page", Page(1<<53+2))
}

func TestCustom_SeparatorsEncodedInParts(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"%25%32%43", "%%32C", "%2%35%32%43", "a%25253%41b", "%%33%62"} {
		refuses(t, value, Custom("zz", value))
		refuses(t, value, TextLayer(value, LayerOptions{Encoding: PlainEncoding}))
	}
	for _, value := range []string{"%", "100%25", "%2", "%%2D", "2C"} {
		if _, err := fourForms(t, Chain{{Custom("zz", value)}}); err != nil {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func TestPaths_ThatMeanAnother(t *testing.T) {
	t.Parallel()
	plain := LayerOptions{Encoding: PlainEncoding}
	for _, path := range []string{"a@@b.jpg", "a@/b.jpg", "@@a", "a@@"} {
		refuses(t, path, DefaultImage(path))
		refuses(t, path, FontFamily(path))
		refuses(t, path, ImageLayer(path, plain))
		if urls, err := fourForms(t, Chain{{ImageLayer(path, LayerOptions{})}}); err != nil ||
			!strings.Contains(urls[0], ",ie-") {
			t.Errorf("%s: got %q, %v, want base64", path, urls, err)
		}
	}
	urls, err := fourForms(t, Chain{{DefaultImage("/a/@b@.jpg")}})
	if err != nil || !strings.Contains(urls[0], "/tr:di-a@@@b@.jpg/") {
		t.Errorf("got %q, %v", urls, err)
	}
}

func TestLayers_Inputs(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "//", "a\nb.jpg", "a\x00"} {
		refuses(t, path, ImageLayer(path, LayerOptions{}))
		refuses(t, path, SubtitleLayer(path, LayerOptions{Encoding: Base64Encoding}))
		refuses(t, path, VideoLayer(path, LayerOptions{Encoding: PlainEncoding}))
	}
	refuses(t, "lines", TextLayer("a\nb", LayerOptions{Encoding: PlainEncoding}))
	if urls, err := fourForms(t, Chain{{TextLayer("a\nb", LayerOptions{})}}); err != nil ||
		!strings.Contains(urls[0], "ie-YQpi") {
		t.Errorf("lines: got %q, %v", urls, err)
	}
	for _, name := range []string{"i", "ie"} {
		refuses(t, name, TextLayer("a", LayerOptions{Transformation: Chain{{Width(1), Custom(name, "YQ==")}}}))
	}
}

func TestColors_ThatAreWordsOfBackgrounds(t *testing.T) {
	t.Parallel()
	for _, word := range []Color{"genfill", "dominant", "blurred", "auto"} {
		refuses(t, string(word), Background(word))
		refuses(t, string(word), Border(1, word))
		refuses(t, string(word), SolidColorLayer(string(word), LayerOptions{}))
	}
}

func TestIf_BranchesWithoutText(t *testing.T) {
	t.Parallel()
	wide := CurrentWidth.Is(GreaterThan, 1)
	refuses(t, "then", If(wide, Chain{{RawParam("")}}, Chain{{Width(1)}})[0])
	for text, want := range map[string]string{
		`[{"if":"w_gt_1","then":[{"grayscale":false}]},{"w":1}]`:                                    "w-1",
		`[{"if":"w_gt_1","then":[{"w":1}],"else":[{"grayscale":false}]}]`:                           "if-w_gt_1,w-1,if-end",
		`[{"if":"w_gt_1","then":[{"w":1}],"else":[{"raw":""},{"w":2}]}]`:                            "if-w_gt_1,w-1,if-else,w-2,if-end",
		`[{"if":"w_gt_1","then":[{"if":"h_gt_1","then":[{"grayscale":false}],"else":[]}]},{"w":3}]`: "w-3",
		`[{"if":"w_gt_1","then":[],"else":[{"w":1}]}]`:                                              "error",
		`[{"if":"w_gt_1","then":[{"grayscale":false}],"else":[{"w":1}]}]`:                           "error",
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		urls, err := fourForms(t, chain)
		if want == "error" {
			if !isBuildError(err, "Transformation") {
				t.Errorf("%s: got %q, %v, want an error", text, urls, err)
			}
			continue
		}
		if err != nil || received(t, urls[0]) != want || received(t, urls[3]) != want {
			t.Errorf("%s: got %q, %v, want %s", text, urls, err, want)
		}
	}
	chain := Chain{If(wide, Chain{{Width(1)}}, Chain{{RawParam("")}})}
	if got := chain.String(); got != "if-w_gt_1,w-1,if-end" {
		t.Errorf("got %s", got)
	}
}

func TestChain_Depth(t *testing.T) {
	t.Parallel()
	text := func(chain Chain) Chain { return Chain{{TextLayer("a", LayerOptions{Transformation: chain})}} }
	when := func(chain Chain) Chain { return Chain{If(CurrentWidth.Is(AtLeast, 1), Chain{{Width(1)}}, chain)} }
	for name, wrap := range map[string]func(i int, chain Chain) Chain{
		"layers":     func(_ int, chain Chain) Chain { return text(chain) },
		"conditions": func(_ int, chain Chain) Chain { return when(chain) },
		"both": func(i int, chain Chain) Chain {
			if i%2 == 0 {
				return when(chain)
			}
			return text(chain)
		},
	} {
		chain := Chain{{Width(1)}}
		for i := range 20 {
			chain = wrap(i, chain)
		}
		urls, err := fourForms(t, chain)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		o, err := demo(t, PathPosition, Classic).Parse(urls[0])
		if err != nil || !o.Transformation.Equal(chain) {
			t.Errorf("%s: %v", name, err)
		}
		written, err := json.Marshal(chain)
		var read Chain
		if err != nil || json.Unmarshal(written, &read) != nil || !read.Equal(chain) {
			t.Errorf("%s: %s, %v", name, written, err)
		}
		refuses(t, name, wrap(20, chain)[0][0])
		refuses(t, name+" from JSON", wrap(20, read)[0][0])
	}
}

func TestURL_ManyQueryParameters(t *testing.T) {
	t.Parallel()
	many := make([]QueryParameter, 0, 2000)
	var src, want strings.Builder
	src.WriteString("https://ik.imagekit.io/demo/a?x=1")
	for i := range cap(many) {
		fmt.Fprintf(&src, "&y%d=1", i)
	}
	want.WriteString(src.String() + "&")
	for i := range cap(many) {
		many = append(many, QueryParameter{fmt.Sprintf("z%d", i), "1"})
		fmt.Fprintf(&want, "z%d=1&", i)
	}
	for _, dialect := range []Dialect{Classic, Current} {
		b := demo(t, QueryPosition, dialect)
		got, err := b.URL(Options{Src: src.String(), QueryParameters: many, Transformation: Chain{{Width(1)}}})
		if err != nil || got != want.String()+"tr=w-1" {
			t.Errorf("dialect %d: got %d bytes, %v", dialect, len(got), err)
		}
		if got, err = b.URL(Options{Path: "a", QueryParameters: many}); err != nil ||
			strings.Count(got, "&") != len(many)-1 {
			t.Errorf("dialect %d: got %d bytes, %v", dialect, len(got), err)
		}
	}
	got, err := demo(t, QueryPosition, Classic).URL(Options{
		Src: "https://ik.imagekit.io/demo/a?q=0&p=1&r=2&p=3&r=4", Transformation: Chain{{Width(1)}},
		QueryParameters: []QueryParameter{{"n", "1"}, {"p", "5"}, {"tr", "x"}, {"p", "6"}, {"m", "1"}, {"n", "2"}},
	})
	if want := "https://ik.imagekit.io/demo/a?q=0&p=6&r=2&r=4&n=2&tr=w-1&m=1"; err != nil || got != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

func TestURL_AllocationsForManyQueryParameters(t *testing.T) { // not parallel: it counts allocations
	var src strings.Builder
	src.WriteString("https://ik.imagekit.io/demo/a?x=1")
	many := make([]QueryParameter, 2000)
	for i := range many {
		many[i] = QueryParameter{fmt.Sprintf("z%d", i), "1"}
		fmt.Fprintf(&src, "&y%d=1", i)
	}
	b := demo(t, QueryPosition, Classic)
	o := Options{Src: src.String(), QueryParameters: many}
	allocations := testing.AllocsPerRun(5, func() {
		if _, err := b.URL(o); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 200 { // of maps and lists that grow; not one or more for each parameter
		t.Errorf("%v allocations", allocations)
	}
}

func TestVerify_MaxExpiryOfFractions(t *testing.T) {
	t.Parallel()
	now := time.Unix(1700000000, 900_000_000)
	b, err := New(Config{
		URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key",
		Now: func() time.Time {
			return now
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []time.Duration{1, time.Second, 1500 * time.Millisecond, time.Hour, 200 * 365 * 24 * time.Hour} {
		u, err := b.URL(Options{Path: "a", ExpiresIn: d})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Verify(u, VerifyOptions{MaxExpiry: d}); err != nil {
			t.Errorf("%v: %v", d, err)
		}
		if err := b.Verify(u, VerifyOptions{MaxExpiry: d - time.Second}); d > time.Second &&
			!errors.Is(err, ErrExpiryTooLate) {
			t.Errorf("a second less than %v: %v", d, err)
		}
	}
	if err := b.Verify("https://ik.imagekit.io/demo/a?ik-s=", VerifyOptions{MaxExpiry: math.MaxInt64}); !errors.Is(err,
		ErrSignatureInvalid) {
		t.Error(err)
	}
}

func TestGoString_OfWhatConstructorsRefuse(t *testing.T) {
	t.Parallel()
	var long Chain
	// some seconds if it is taken apart
	text := `[{"if":"w_gt_1` + strings.Repeat("_or_w_gt_1", 20_000) + `","then":[{"w":1}]}]`
	if err := json.Unmarshal([]byte(text), &long); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%#v", long); !strings.HasPrefix(got,
		`urlbuilder.Chain{{urlbuilder.RawParam("if-w_gt_1_or_`) {
		t.Errorf("got %.80s", got)
	}
	b := demo(t, PathPosition, Classic)
	const u = "https://ik.imagekit.io/demo/tr:if-w_gt_1,bg-red,e-grayscale,if-else,bg-blue,e-grayscale,if-end/a.jpg"
	o, err := b.Parse(u)
	if err != nil {
		t.Fatal(err)
	}
	const want = `urlbuilder.Chain{{urlbuilder.RawParam("if-w_gt_1"), urlbuilder.Background("red"), urlbuilder.Grayscale(), urlbuilder.RawParam("if-else"), ` +
		`urlbuilder.RawParam("bg-blue"), urlbuilder.RawParam("e-grayscale"), urlbuilder.RawParam("if-end")}}`
	if got := fmt.Sprintf("%#v", o.Transformation); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	made := Chain{{
		RawParam("if-w_gt_1"), Background("red"), Grayscale(), RawParam("if-else"), RawParam("bg-blue"),
		RawParam("e-grayscale"), RawParam("if-end"),
	}}
	if got, err := b.URL(Options{Path: "a.jpg", Transformation: made}); err != nil || got != u {
		t.Errorf("got %s, %v", got, err)
	}
	if typed := (Chain{If(CurrentWidth.Is(GreaterThan, 1), Chain{{Background("red"), Grayscale()}},
		Chain{{Background("blue"), Grayscale()}})}); !typed.Equal(o.Transformation) {
		t.Errorf("%v is not equal to %v", typed, o.Transformation)
	}
}

func TestStep_JSON(t *testing.T) {
	t.Parallel()
	step := Step{Width(400), TextLayer("a", LayerOptions{})}
	text, err := json.Marshal(map[string]any{"step": step})
	if want := `{"step":{"width":400,"overlay":{"type":"text","text":"a"}}}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
	var read struct{ Step Step }
	if err := json.Unmarshal(text, &read); err != nil || !(Chain{read.Step}).Equal(Chain{step}) {
		t.Errorf("read %v, %v", read.Step, err)
	}
	for _, wrong := range []string{
		`[{"width":1}]`, `1`, `{"width":{}}`,
		strings.Repeat(`{"overlay":`, 100) + "1" + strings.Repeat("}", 100),
	} {
		if err := json.Unmarshal([]byte(wrong), &read.Step); err == nil {
			t.Errorf("%.50s: no error", wrong)
		}
	}
	layer, _ := step[1].Layer()
	if text, err := json.Marshal(layer); err != nil || string(text) != `{"type":"text","text":"a"}` {
		t.Errorf("layer: got %s, %v", text, err)
	}
}
