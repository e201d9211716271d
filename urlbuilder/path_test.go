package urlbuilder_test

import (
	"cmp"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestBuilder_URL_WebProxy(t *testing.T) {
	t.Parallel()
	w := Chain{{Width(1)}}
	for _, test := range []struct {
		o                Options
		classic, current string
	}{
		{Options{Path: "https://www.example.com/a.jpg"}, "https://www.example.com/a.jpg", ""},
		{
			Options{Path: "/http://www.example.com//a b.jpg?v=1"},
			"http://www.example.com//a%20b.jpg%3Fv=1", // repeated slashes become one only after a transformation
			"http://www.example.com/a%20b.jpg%3Fv=1",
		},
		{
			Options{Path: "https://www.example.com/a.jpg", Transformation: w, TransformationPosition: PathPosition},
			"tr:w-1/https://www.example.com/a.jpg", "",
		},
	} {
		for dialect, want := range map[Dialect]string{
			Classic: test.classic,
			Current: cmp.Or(test.current, test.classic),
		} {
			got, err := demoBuilder(t, DefaultPosition, dialect).URL(test.o)
			if want = "https://ik.imagekit.io/demo/" + want; err != nil || got != want {
				t.Errorf("got  %s, %v\nwant %s", got, err, want)
			}
		}
	}
	for _, b := range demoBuilders(t) {
		if got, err := b.URL(Options{Path: "https://www.example.com/../../a.jpg"}); !isBuildError(err, "Path") {
			t.Errorf("got %s, %v", got, err)
		}
	}
}

func TestBuilder_URL_SignedWebProxy(t *testing.T) {
	t.Parallel()
	for _, dialect := range []Dialect{Classic, Current} {
		b, err := New(Config{
			URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key", Dialect: dialect,
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.URL(Options{
			Path: "https://www.example.com/caf%C3%A9.jpg?v=1&w=2", Signed: true,
			Transformation: Chain{{Width(1)}}, TransformationPosition: PathPosition,
		})
		const want = "https://ik.imagekit.io/demo/tr:w-1/" +
			"https%3A%2F%2Fwww.example.com%2Fcaf%25C3%25A9.jpg%3Fv%3D1%26w%3D2?ik-s="
		if err != nil || !strings.HasPrefix(got, want) || b.Verify(got, VerifyOptions{}) != nil {
			t.Errorf("got  %s, %v\nwant %s...", got, err, want)
		}
	}
}

func TestBuilder_URL_SrcBytes(t *testing.T) {
	t.Parallel()
	const src = "https://ik.imagekit.io/demo/"
	for _, test := range []struct{ src, classic, current string }{
		{"a.jpg?a=100%", "a.jpg?a=100%25", "a.jpg?a=100%25"},
		{"a.jpg?a=%zz", "a.jpg?a=%25zz", "a.jpg?a=%25zz"},
		{"a.jpg?a=%%2C", "a.jpg?a=%25%2C", "a.jpg?a=%25%2C"},
		{"a.jpg?a=1;b=2", "a.jpg?a=1%3Bb%3D2", "a.jpg?a=1;b=2"},
		{"a.jpg?a=it's", "a.jpg?a=it%27s", "a.jpg?a=it%27s"},
		{"a%2Fb é.jpg", "a%2Fb%20%C3%A9.jpg", "a%2Fb%20%C3%A9.jpg"},
		{"it's é*+{.jpg", "it's%20%C3%A9*+%7B.jpg", "it's%20%C3%A9*+%7B.jpg"},
		{"100%.jpg", "100%25.jpg", "100%25.jpg"},
		{"a?v=ik-s&b)&ik-attachment", "a?v=ik-s&b%29=&ik-attachment=", "a?v=ik-s&b)&ik-attachment"},
		{"a?x=(1)&ik-t=1700000000&ik%2Ds=abc&y", "a?x=%281%29&y=", "a?x=(1)&y"},
		{"a?ik%2Ds=abc", "a", "a"},
	} {
		for dialect, want := range map[Dialect]string{Classic: test.classic, Current: test.current} {
			got, err := demoBuilder(t, DefaultPosition, dialect).URL(Options{Src: src + test.src})
			if err != nil || got != src+want {
				t.Errorf("%s, dialect %d:\ngot  %s, %v\nwant %s", test.src, dialect, got, err, src+want)
			}
		}
	}
}

func TestBuilder_URL_DotSegments(t *testing.T) {
	t.Parallel()
	for path, refused := range map[string]bool{
		".//..///": true, "a//../b": false, "a/../..//b": true, "//../a": true,
		"a/b/../../c": false,
	} {
		for _, dialect := range []Dialect{Classic, Current} {
			_, err := demoBuilder(t, DefaultPosition, dialect).URL(Options{Path: path})
			if isBuildError(err, "Path") != refused {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

func TestBuilder_URL_DotSegmentsInRawParam(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"/../", "n-a/../b", "x/%2e%2E/y", "a/./b", "a/.."} {
		o := Options{Path: "a", Transformation: Chain{{RawParam(text)}}}
		if got, err := demoBuilder(t, PathPosition, Classic).URL(o); !isBuildError(err, "Transformation") {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
		if _, err := demoBuilder(t, QueryPosition, Classic).URL(o); err != nil {
			t.Errorf("%s in a query: %v", text, err)
		}
	}
}

func TestBuilder_URL_ControlCharacters(t *testing.T) {
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
