package urlbuilder_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestParse(t *testing.T) {
	b := builder(t, "https://ik.imagekit.io/demo")
	o, err := b.Parse("https://ik.imagekit.io/demo/tr:w-400,e-sharpen-10,pr:l-text,i-Hi%20you,lx-N5,fs-20:rt-90,l-end/menu/caf%C3%A9.jpg?v=a+b&ik-t=1700000300&ik-s=0123")
	if err != nil {
		t.Fatal(err)
	}
	if o.Path != "/menu/caf%C3%A9.jpg" || !o.Signed || o.ExpiresAt.Unix() != 1700000300 || o.TransformationPosition != urlbuilder.PathPosition ||
		fmt.Sprint(o.QueryParameters) != "[{v a b}]" || len(o.Transformation) != 2 {
		t.Errorf("got %+v", o)
	}
	var got []string
	for _, p := range o.Transformation[0] {
		got = append(got, p.Name()+"="+p.Value())
	}
	if want := "[w=400 e-sharpen=10 pr=]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	layer, ok := o.Transformation[1][0].Layer()
	if !ok || layer.Kind != urlbuilder.TextLayerKind || layer.Input != "Hi you" || layer.Position.X != "N5" || len(layer.Transformation) != 2 ||
		layer.Transformation[0][0].Name() != "fs" || layer.Transformation[1][0].Value() != "90" {
		t.Errorf("got layer %+v", layer)
	}
}

func TestParseErrors(t *testing.T) {
	b := builder(t, "https://ik.imagekit.io/demo")
	for name, test := range map[string]struct {
		url  string
		want error
	}{
		"elsewhere":       {"https://ik.imagekit.io/other/a.jpg", urlbuilder.ErrForeignURL},
		"endless layer":   {"https://ik.imagekit.io/demo/tr:l-text,i-a/b.jpg", urlbuilder.ErrTransformation},
		"layers too deep": {"https://ik.imagekit.io/demo/a.jpg?tr=" + strings.Repeat("l-image,i-a,", 30) + strings.Repeat("l-end,", 30), urlbuilder.ErrTransformation},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := b.Parse(test.url); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// builders is one of each dialect and default position.
func builders(t testing.TB) (all []*urlbuilder.Builder) {
	t.Helper()
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		for _, position := range []urlbuilder.TransformationPosition{urlbuilder.PathPosition, urlbuilder.QueryPosition} {
			b, err := urlbuilder.New(urlbuilder.Config{
				URLEndpoint: "https://ik.imagekit.io/demo/x", PrivateKey: "private_demo_key", Dialect: dialect, TransformationPosition: position,
				Now: func() time.Time { return clock },
			})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b)
		}
	}
	return all
}

// roundTrip checks what must hold of every URL that is built: it parses with net/url, stays under the endpoint, verifies, has no parameters but
// those it was given, and Parse takes it apart into what builds it again.
func roundTrip(t *testing.T, b *urlbuilder.Builder, o urlbuilder.Options) {
	t.Helper()
	if strings.HasPrefix(strings.TrimLeft(o.Path, "/."), "tr:") {
		return // a path that carries a transformation of its own means what it says
	}
	o.Signed = true
	built, err := b.URL(o)
	if err != nil {
		return
	}
	u, err := url.Parse(built)
	if err != nil || u.Host != "ik.imagekit.io" || u.Fragment != "" || !strings.HasPrefix(u.JoinPath().Path, "/demo/x/") {
		t.Fatalf("%s leaves its endpoint: %v", built, err)
	}
	if strings.ContainsFunc(built, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		t.Fatalf("%q has what no URL may contain", built)
	}
	if n := strings.Count(u.RawQuery, "&") + 1; n > len(o.QueryParameters)+3 {
		t.Fatalf("%s has %d parameters", built, n)
	}
	if err := b.Verify(built, urlbuilder.VerifyOptions{Now: clock}); err != nil {
		t.Fatalf("%s does not verify: %v", built, err)
	}
	parsed, err := b.Parse(built)
	if err != nil {
		t.Fatalf("%s does not parse: %v", built, err)
	}
	again, err := b.URL(parsed)
	if err != nil || again != built {
		t.Fatalf("built again as\n     %s, %v\nwas  %s\nfrom %+v", again, err, built, parsed)
	}
}

func FuzzRoundTrip(f *testing.F) {
	f.Add("/a b/é.jpg", "w", "400", "Hello, wörld!", "v", "1&2", int64(300))
	f.Add("/a//b.jpg", "e-sharpen", "a,b:c/d", "a/b@@c", "tr", "w-1", int64(0))
	f.Add("tr:w-1/x.jpg", "raw", "%2C%zz", "", "a b", "é", int64(1))
	f.Add("/l-end.jpg", "l-end", "l-text", "l-end", "ik-x", "?", int64(1))
	all := builders(f)
	f.Fuzz(func(t *testing.T, path, name, value, text, query, queryValue string, seconds int64) {
		layer := urlbuilder.LayerOptions{
			Position: urlbuilder.Position{X: urlbuilder.Expr(value), Focus: urlbuilder.FocusArea(name)}, Mode: urlbuilder.LayerMode(value),
			Transformation: urlbuilder.Chain{{urlbuilder.Other("w", value)}, {urlbuilder.TextLayer(value, urlbuilder.LayerOptions{})}},
		}
		plain := layer
		plain.Encoding = urlbuilder.PlainEncoding
		for _, b := range all {
			roundTrip(t, b, urlbuilder.Options{
				Path:            path,
				QueryParameters: []urlbuilder.Parameter{{Name: query, Value: queryValue}},
				ExpiresIn:       time.Duration(max(seconds, 0)%1e6) * time.Second,
				Transformation: urlbuilder.Chain{
					{urlbuilder.Width(400), urlbuilder.Other("q", value), urlbuilder.TextLayer(text, layer)},
					{urlbuilder.ImageLayer(text, plain), urlbuilder.Other("e-sharpen", value)},
					{urlbuilder.SolidColorLayer(value, urlbuilder.LayerOptions{})},
				},
			})
			roundTrip(t, b, urlbuilder.Options{Path: path, Transformation: urlbuilder.Chain{{urlbuilder.Other(name, value)}}})
		}
	})
}

// FuzzJSON builds from arbitrary JSON chains.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`[{"height":300,"width":400},{"rotation":90}]`, `[{"raw":"l-text,i-a,l-end"},null,{"effectGray":"-","x":null}]`,
		`[{"overlay":{"type":"text","text":"a,b","position":{"x":-5},"transformation":[{"fontSize":2}]}}]`,
		`[{"defaultImage":"/a/b/","streamingResolutions":["1",2],"aiEdit":"a/b&c=d#e"}]`, `[{"named":"../../x"}]`,
	} {
		f.Add(seed, "/a.jpg")
	}
	all := builders(f)
	f.Fuzz(func(t *testing.T, text, path string) {
		var chain urlbuilder.Chain
		if json.Unmarshal([]byte(text), &chain) != nil || strings.Contains(text, "raw") {
			return // raw is its writer's responsibility
		}
		for _, b := range all {
			roundTrip(t, b, urlbuilder.Options{Path: path, Transformation: chain})
		}
	})
}

// FuzzParse takes arbitrary URLs: no panic, and what can be built again is the same.
func FuzzParse(f *testing.F) {
	f.Add("tr:w-1:l-image,i-a,l-text,i-b,l-end,l-end,h-2/x.jpg?tr=w-1&v=2&ik-t=1&ik-s=2")
	all := builders(f)
	f.Fuzz(func(t *testing.T, tail string) {
		for _, b := range all {
			o, err := b.Parse("https://ik.imagekit.io/demo/x/" + tail)
			if err != nil {
				continue
			}
			o.ExpiresAt = time.Time{} // whatever it was, it is not what this is about
			roundTrip(t, b, o)
		}
	})
}
