package urlbuilder_test

import (
	"encoding/json"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestURL_ControlCharactersInSources(t *testing.T) {
	t.Parallel()
	b, err := New(Config{URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"\n", "\x00", "\x7f"} {
		if got, err := b.URL(Options{Path: "https://example.com/a" + c, Signed: true}); !isBuildError(err, "Path") {
			t.Errorf("web proxy %q: got %s, %v", c, got, err)
		}
		for _, src := range []string{
			"https://ik.imagekit.io/demo/a?b=" + c,
			"https://ik.imagekit.io/demo/a" + c + "b",
		} {
			if got, err := b.URL(Options{Src: src}); !isBuildError(err, "Src") {
				t.Errorf("src %q: got %s, %v", src, got, err)
			}
		}
	}
}

func TestNew_PortsOfOtherSchemes(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{"https://example.com:80/", "http://example.com:443/"} {
		b, err := New(Config{URLEndpoint: endpoint})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := b.URL(Options{Path: "a"}); err != nil || got != endpoint+"a" {
			t.Errorf("got %s, %v", got, err)
		}
	}
}

func TestNew_HostThatBeginsWithAMark(t *testing.T) {
	t.Parallel()
	// U+0301 and a
	if _, err := New(Config{URLEndpoint: "https://xn--a-wbb.example"}); !isBuildError(err, "URLEndpoint") {
		t.Errorf("got %v", err)
	}
}

func TestChain_JSONKeepsEncoding(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"overlay":{"type":"image","input":"a%20b.png","encoding":"plain"}}]`: "l-image,i-a%20b.png,l-end",
		`[{"overlay":{"type":"text","text":"a","position":{"x":"a%20b"}}}]`:     "l-text,i-a,lx-a%20b,l-end",
		`[{"aiEdit":"prompte-YQ%3D%3D"}]`:                                       "e-edit-prompte-YQ%3D%3D",
	} {
		var chain Chain
		if err := json.Unmarshal([]byte(text), &chain); err != nil {
			t.Fatal(err)
		}
		got, err := demo(t, PathPosition, Classic).URL(Options{Path: "a.jpg", Transformation: chain})
		if want = "https://ik.imagekit.io/demo/tr:" + want + "/a.jpg"; err != nil || got != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
}

func TestParse_Limits(t *testing.T) {
	t.Parallel()
	b := demo(t, PathPosition, Classic)
	nested := func(n int) string {
		return "https://ik.imagekit.io/demo/tr:" + strings.Repeat("l-text,i-a,", n) + "w-1" +
			strings.Repeat(",l-end", n) + "/a.jpg"
	}
	if o, err := b.Parse(nested(20)); err != nil || o.Path != "/a.jpg" {
		t.Errorf("20 layers: %v, %v", o, err)
	}
	if _, err := b.Parse(nested(21)); !isBuildError(err, "Transformation") {
		t.Errorf("21 layers: %v", err)
	}
	o, err := b.Parse("https://ik.imagekit.io/demo/a.jpg?v=1#x?ik-s=1&ik-t=2")
	if err != nil || o.Path != "/a.jpg" || len(o.QueryParameters) != 1 || o.QueryParameters[0].Value != "1" ||
		o.Signed {
		t.Errorf("fragment: %+v, %v", o, err)
	}
	o, err = b.Parse("https://ik.imagekit.io/demo/tr:l-cube,i-a,l-end/a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := json.Marshal(o.Transformation); err != nil || string(text) != `[{"raw":"l-cube,i-a,l-end"}]` {
		t.Errorf("unknown layer: got %s, %v", text, err)
	}
}

func TestAspectRatio_LargeNumbers(t *testing.T) {
	t.Parallel()
	if got := AspectRatio(1e20, 1).Value(); got != "100000000000000000000-1" {
		t.Errorf("got %s", got)
	}
}

func TestBackground_OpacityIsDecimal(t *testing.T) {
	t.Parallel()
	for _, color := range []Color{"FF0000A0", "FF00000A"} {
		refuses(t, string(color), Background(color))
	}
}
