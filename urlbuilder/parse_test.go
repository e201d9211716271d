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

func TestBuilder_Parse(t *testing.T) {
	b := builder(t, "https://ik.imagekit.io/demo")
	o, err := b.Parse("https://ik.imagekit.io/demo/tr:w-400,e-sharpen-10,pr:l-text,i-Hi%20you,lx-N5,fs-20:rt-90,l-end" +
		"/menu/caf%C3%A9.jpg?v=a+b&ik-t=1700000300&ik-s=0123")
	if err != nil {
		t.Fatal(err)
	}
	if o.Path != "/menu/caf%C3%A9.jpg" || !o.Signed || o.ExpiresAt.Unix() != 1700000300 ||
		o.TransformationPosition != urlbuilder.PathPosition ||
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
	if !ok || layer.Kind != urlbuilder.TextLayerKind || layer.Input != "Hi you" || layer.Position.X != "N5" ||
		len(layer.Transformation) != 2 ||
		layer.Transformation[0][0].Name() != "fs" || layer.Transformation[1][0].Value() != "90" {
		t.Errorf("got layer %+v", layer)
	}
}

func TestBuilder_Parse_Errors(t *testing.T) {
	b := builder(t, "https://ik.imagekit.io/demo")
	for name, test := range map[string]struct {
		url   string
		param string
	}{
		"layer without end":  {"https://ik.imagekit.io/demo/tr:l-text,i-a/b.jpg", "l-text"},
		"short expiry":       {"https://ik.imagekit.io/demo/a.jpg?ik-t=170000000&ik-s=0", "ik-t"},
		"expiry with sign":   {"https://ik.imagekit.io/demo/a.jpg?ik-t=%2B170000000&ik-s=0", "ik-t"},
		"text as expiry":     {"https://ik.imagekit.io/demo/a.jpg?v=1&ik-t=soon&ik-s=0", "ik-t"},
		"expiry not last":    {"https://ik.imagekit.io/demo/a.jpg?ik-t=1700000000&v=1&ik-s=0", "ik-t"},
		"signature not last": {"https://ik.imagekit.io/demo/a.jpg?ik-s=0&v=1", "ik-s"},
		"expiry alone":       {"https://ik.imagekit.io/demo/a.jpg?ik%2Dt=1700000000", "ik-t"},
		"layers too deep": {"https://ik.imagekit.io/demo/a.jpg?tr=" + strings.Repeat("l-image,i-a,", 30) +
			strings.Repeat("l-end,", 30), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.Parse(test.url)
			if e, ok := errors.AsType[*urlbuilder.BuildError](err); !ok || e.Param != test.param {
				t.Errorf("got %v, want an error for %s", err, test.param)
			}
		})
	}
	if _, err := b.Parse("https://ik.imagekit.io/other/a.jpg"); !errors.Is(err, urlbuilder.ErrEndpointMismatch) {
		t.Errorf("another endpoint: %v", err)
	}
}

func TestBuilder_Parse_SrcQueries(t *testing.T) {
	t.Parallel()
	const src = "https://ik.imagekit.io/demo/x/a.jpg"
	chain := urlbuilder.Chain{{urlbuilder.Width(400)}, {urlbuilder.TextLayer("é", urlbuilder.LayerOptions{})}}
	for _, query := range []string{
		"", "?a&b=/", "?=x", "?a=1&a=2", "?&a", "?a=1;b=2", "?a=b+c", "?a=(1)", "?a=%28", "?tr=w-1", "?a&tr=w-1",
		"?tr=w-1&b", "?a=1", "?%41=%7e", "?a=1&", "?&tr=w-1", "?tr&tr=w-1", "?tr=&tr=%ED",
	} {
		for _, b := range signingBuilders(t) {
			for _, path := range []string{
				src, strings.Replace(src, "a.jpg", "tr:h-1/a.jpg", 1),
				strings.Replace(src, "a.jpg", "/b//a.jpg", 1),
				strings.Replace(src, "a.jpg", "tr:h-1/b//a.jpg", 1),
				strings.Replace(src, "a.jpg", "https://example.com/a.jpg", 1),
				strings.Replace(src, "a.jpg", "ik-seo/", 1),
			} {
				checkParsedSrc(t, b, urlbuilder.Options{Src: path + query, Signed: true})
				checkParsedSrc(t, b, urlbuilder.Options{Src: path + query, Signed: true, Transformation: chain})
			}
		}
	}
}

// checkParsedSrc builds a URL from options with a Src, parses it, and checks that the parsed options build the same
// URL.
func checkParsedSrc(t *testing.T, b *urlbuilder.Builder, o urlbuilder.Options) {
	t.Helper()
	built, err := b.URL(o)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := b.Parse(built)
	if err != nil {
		t.Errorf("%s: %v", built, err)
		return
	}
	if again, err := b.URL(parsed); err != nil || again != built {
		t.Errorf("%+v builds\n     %s, %v\nwant %s", parsed, again, err, built)
	}
}

// signingBuilders returns a builder for each combination of dialect and default position. All have a private key.
func signingBuilders(t testing.TB) (all []*urlbuilder.Builder) {
	t.Helper()
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		for _, position := range []urlbuilder.TransformationPosition{
			urlbuilder.PathPosition,
			urlbuilder.QueryPosition,
		} {
			b, err := urlbuilder.New(urlbuilder.Config{
				URLEndpoint: "https://ik.imagekit.io/demo/x", PrivateKey: "private_demo_key", Dialect: dialect,
				TransformationPosition: position,
				Now:                    func() time.Time { return clock },
			})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b)
		}
	}
	return all
}

// checkRoundTrip builds a signed URL and checks it with checkBuilt. It then parses the URL: the parsed options must
// build the same URL. If typed is set, all parameters come from functions, and the parsed chain must be equal to the
// one in o.
func checkRoundTrip(t *testing.T, b *urlbuilder.Builder, o urlbuilder.Options, typed bool) {
	t.Helper()
	if strings.HasPrefix(strings.TrimLeft(o.Path, "/."), "tr:") {
		return // the path itself contains a transformation, which Parse would return
	}
	o.Signed = true
	built, err := b.URL(o)
	if err != nil {
		return
	}
	checkBuilt(t, b, o, built)
	parsed, err := b.Parse(built)
	if !typed && isBuildError(err, "Transformation") {
		return // JSON and raw text can contain layers without an end
	}
	if err != nil {
		t.Fatalf("%s does not parse: %v", built, err)
	}
	again, err := b.URL(parsed)
	if err != nil || again != built {
		t.Fatalf("got  %s, %v\nwant %s\nfrom the parsed options %+v", again, err, built, parsed)
	}
	if o.Transformation.String() == "" {
		return
	}
	if typed && !parsed.Transformation.Equal(o.Transformation) {
		t.Fatalf("%s parses as\n     %#v\nwant %#v", built, parsed.Transformation, o.Transformation)
	}
}

// checkBuilt checks that a URL built from o parses with net/url, is under the endpoint, verifies, and has no query
// parameters except those of o, tr, ik-t and ik-s.
func checkBuilt(t *testing.T, b *urlbuilder.Builder, o urlbuilder.Options, built string) {
	t.Helper()
	u, err := url.Parse(built)
	if err != nil || u.Host != "ik.imagekit.io" || u.Fragment != "" ||
		!strings.HasPrefix(u.JoinPath().Path, "/demo/x/") {
		t.Fatalf("%s is not under its endpoint: %v", built, err)
	}
	if strings.ContainsFunc(built, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		t.Fatalf("%q contains characters that are not allowed in a URL", built)
	}
	most := len(o.QueryParameters) + 3
	if o.Version != "" {
		most++
	}
	if o.Attachment || o.AttachmentName != "" {
		most += 2
	}
	if n := strings.Count(u.RawQuery, "&") + 1; n > most && o.Src == "" {
		t.Fatalf("%s has %d query parameters", built, n)
	}
	if err := b.Verify(built, urlbuilder.VerifyOptions{Time: clock}); err != nil {
		t.Fatalf("%s does not verify: %v", built, err)
	}
}

// FuzzRoundTrip builds URLs from chains of typed parameters, and parses them.
func FuzzRoundTrip(f *testing.F) {
	f.Add("/a b/é.jpg", "w", "400", "Hello, wörld!", "v", "1&2", int64(300), 0)
	f.Add("/a//b.jpg", "e-sharpen", "a/d%41", "a/b@@c", "tr", "w-1", int64(0), 1)
	f.Add("tr:w-1/x.jpg", "raw", "%%zz", "l-end", "a b", "é", int64(1), 2)
	f.Add("/l-end.jpg", "fo", "l-text", "it's = + &", "ik-x", "?", int64(1), 3)
	all := signingBuilders(f)
	encodings := []urlbuilder.LayerEncoding{
		urlbuilder.AutoEncoding, urlbuilder.Base64Encoding, urlbuilder.PlainEncoding,
	}
	positions := []urlbuilder.LayerPosition{
		{}, {X: "10", Y: "bh_div_2", Anchor: urlbuilder.FocusTop}, {XCenter: "N5"}, {Focus: urlbuilder.FocusBottomLeft},
	}
	f.Fuzz(func(t *testing.T, path, name, value, text, query, queryValue string, seconds int64, choice int) {
		choice &= 0xffff
		inner := urlbuilder.LayerOptions{
			Position: positions[choice%len(positions)], Encoding: encodings[choice%len(encodings)],
			Transformation: urlbuilder.Chain{
				{urlbuilder.Custom(name, value), urlbuilder.AIEdit(text)},
				{urlbuilder.TextLayer(value, urlbuilder.LayerOptions{})},
			},
		}
		outer := urlbuilder.LayerOptions{
			Timing:   urlbuilder.LayerTiming{Start: "1.5"},
			Encoding: encodings[(choice+1)%len(encodings)],
		}
		outer.Transformation = urlbuilder.Chain{
			{urlbuilder.ImageLayer(text, inner)},
			{urlbuilder.SubtitleLayer(value, outer)},
		}
		chain := urlbuilder.Chain{
			{urlbuilder.Width(400), urlbuilder.NamedTransformation(value), urlbuilder.TextLayer(text, inner)},
			{},
			{urlbuilder.VideoLayer(text, outer), urlbuilder.FontFamily(value), urlbuilder.AIGenerativeFill(text)},
			{urlbuilder.SolidColorLayer("red",
				urlbuilder.LayerOptions{Transformation: urlbuilder.Chain{{urlbuilder.PageNames(value)}}})},
		}
		for _, b := range all {
			for _, c := range []urlbuilder.Chain{
				chain,
				{{urlbuilder.Custom(name, value)}},
				{{urlbuilder.TextLayer(text, inner)}},
				{{urlbuilder.ImageLayer(text, outer)}},
				{{urlbuilder.AIEdit(text)}},
				{{urlbuilder.DefaultImage(value), urlbuilder.Grayscale()}},
			} {
				checkRoundTrip(t, b, urlbuilder.Options{
					Path:            path,
					QueryParameters: []urlbuilder.QueryParameter{{Name: query, Value: queryValue}},
					ExpiresIn:       time.Duration(max(seconds, 0)%1e6) * time.Second,
					Transformation:  c,
				}, query != "tr") // Parse reads tr as a transformation
			}
		}
	})
}

// FuzzJSON builds URLs from arbitrary JSON chains.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`[{"height":300,"width":400},{"rotation":90}]`, `[{"raw":"l-text,i-a,l-end"},null,{"effectGray":"-","x":null}]`,
		`[{"overlay":{"type":"text","text":"a,b","position":{"x":-5},"transformation":[{"fontSize":2}]}}]`,
		`[{"defaultImage":"/a/b/","streamingResolutions":["1",2],"aiEdit":"a/b&c=d#e"}]`, `[{"named":"../../x"}]`,
	} {
		f.Add(seed, "/a.jpg")
	}
	all := signingBuilders(f)
	f.Fuzz(func(t *testing.T, text, path string) {
		var chain urlbuilder.Chain
		if json.Unmarshal([]byte(text), &chain) != nil || strings.Contains(text, "raw") {
			return // raw text is not checked
		}
		for _, b := range all {
			checkRoundTrip(t, b, urlbuilder.Options{Path: path, Transformation: chain}, false)
		}
		if !chain.Equal(chain) {
			return // an invalid chain
		}
		written, err := json.Marshal(chain)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var read urlbuilder.Chain
		if err := json.Unmarshal(written, &read); err != nil || !read.Equal(chain) {
			t.Fatalf("%s is marshalled as %s, %v", text, written, err)
		}
	})
}

// FuzzParse parses arbitrary URLs. If the options can be built, they must give the same URL.
func FuzzParse(f *testing.F) {
	f.Add("tr:w-1:l-image,i-a,l-text,i-b,l-end,l-end,h-2/x.jpg?tr=w-1&v=2&ik-t=1&ik-s=2")
	f.Add("ik-seo/tr:w-1/a/b.mp4/ik-video.mp4/ik-thumbnail.jpg?ik-obj-version=1&ik-attachment=true")
	f.Add("ik-genimg-prompt-a%2Fb/c.png/ik-master.mpd?ik-attachment=true&ik-attachment-filename=a&tr=sr-240")
	all := signingBuilders(f)
	f.Fuzz(func(t *testing.T, tail string) {
		for _, b := range all {
			o, err := b.Parse("https://ik.imagekit.io/demo/x/" + tail)
			if err != nil {
				continue
			}
			if written, err := json.Marshal(o.Transformation); err == nil {
				var read urlbuilder.Chain
				if err := json.Unmarshal(written, &read); err != nil || !read.Equal(o.Transformation) {
					t.Fatalf("%s is marshalled as %s, %v", o.Transformation, written, err)
				}
			}
			checkRoundTrip(t, b, o, false)
		}
	})
}
