package urlbuilder_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

var clock = time.Unix(1700000000, 0)

func builder(t testing.TB, endpoint string) *urlbuilder.Builder {
	t.Helper()
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: endpoint, PrivateKey: "private_demo_key",
		Now: func() time.Time { return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBuilder_URL(t *testing.T) {
	const demo = "https://ik.imagekit.io/demo"
	for name, test := range map[string]struct {
		endpoint string
		options  urlbuilder.Options
		want     string
	}{
		"no slash, slash":    {demo, urlbuilder.Options{Path: "/sample.jpg"}, demo + "/sample.jpg"},
		"slash, slash":       {demo + "/", urlbuilder.Options{Path: "/sample.jpg"}, demo + "/sample.jpg"},
		"slash, no slash":    {demo + "/", urlbuilder.Options{Path: "sample.jpg"}, demo + "/sample.jpg"},
		"no slash, no slash": {demo, urlbuilder.Options{Path: "sample.jpg"}, demo + "/sample.jpg"},
		"double slash":       {demo, urlbuilder.Options{Path: "/a//b.jpg"}, demo + "/a//b.jpg"},
		"unicode and space": {
			demo,
			urlbuilder.Options{Path: "/café au lait.jpg"},
			demo + "/caf%C3%A9%20au%20lait.jpg",
		},
		"percent-encoded":    {demo, urlbuilder.Options{Path: "/caf%C3%A9.jpg"}, demo + "/caf%C3%A9.jpg"},
		"lone percent":       {demo, urlbuilder.Options{Path: "/100%.jpg"}, demo + "/100%25.jpg"},
		"query and fragment": {demo, urlbuilder.Options{Path: "/a?b#c.jpg"}, demo + "/a%3Fb%23c.jpg"},
		"apostrophe, plus":   {demo, urlbuilder.Options{Path: "/it's+1.jpg"}, demo + "/it's+1.jpg"},
		"another endpoint": {
			demo,
			urlbuilder.Options{Path: "a.jpg", URLEndpoint: "https://img.example.com"},
			"https://img.example.com/a.jpg",
		},
		"parameters in order": {
			demo,
			urlbuilder.Options{
				Path:            "a.jpg",
				QueryParameters: []urlbuilder.QueryParameter{{"v", "2"}, {"a b", "c&d=é"}},
			},
			demo + "/a.jpg?v=2&a+b=c%26d%3D%C3%A9",
		},
		"transformation in the path": {
			demo,
			urlbuilder.Options{
				Path: "/a//b.jpg",
				Transformation: urlbuilder.Chain{
					{urlbuilder.Height(300), urlbuilder.Width(400)},
					{urlbuilder.RawParam("rt-90")},
				},
			},
			demo + "/tr:h-300,w-400:rt-90/a/b.jpg",
		},
		"transformation in the query": {
			demo,
			urlbuilder.Options{
				Path: "/a.jpg", Transformation: urlbuilder.Chain{{urlbuilder.Width(400), urlbuilder.Height(300)}},
				TransformationPosition: urlbuilder.QueryPosition,
				QueryParameters:        []urlbuilder.QueryParameter{{Name: "v", Value: "2"}},
			},
			demo + "/a.jpg?v=2&tr=w-400%2Ch-300",
		},
		"no transformation": {
			demo,
			urlbuilder.Options{Path: "/a.jpg", Transformation: urlbuilder.Chain{{}}},
			demo + "/a.jpg",
		},
		"signed": {
			demo,
			urlbuilder.Options{Path: "/sample.jpg", Signed: true},
			demo + "/sample.jpg?ik-s=f10da027ef0e6cf401442f1f98061a0cf4405430",
		},
		"signed, both slashes": {
			demo + "/",
			urlbuilder.Options{Path: "/sample.jpg", Signed: true},
			demo + "/sample.jpg?ik-s=f10da027ef0e6cf401442f1f98061a0cf4405430",
		},
		"signed, expiring, in a folder": {
			demo,
			urlbuilder.Options{Path: "/tr:w-400/folder/sample.jpg", ExpiresIn: 5 * time.Minute},
			demo + "/tr:w-400/folder/sample.jpg?ik-t=1700000300&ik-s=054a9b7bb21abba73a3399e25de17f0d2b3dae68",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := builder(t, test.endpoint).URL(test.options)
			if err != nil || got != test.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, test.want)
			}
		})
	}
}

func TestBuilder_URL_Errors(t *testing.T) {
	for name, test := range map[string]struct {
		options urlbuilder.Options
		field   string
		cause   error
	}{
		"no path":              {urlbuilder.Options{}, "Path", nil},
		"line break":           {urlbuilder.Options{Path: "a\nb.jpg"}, "Path", nil},
		"dot segments":         {urlbuilder.Options{Path: "/a/../../b.jpg"}, "Path", nil},
		"encoded dot segments": {urlbuilder.Options{Path: "/a/%2E./%2e%2E/b.jpg"}, "Path", nil},
		"query parameter ik-s": {
			urlbuilder.Options{Path: "a", QueryParameters: []urlbuilder.QueryParameter{{"ik-s", "x"}}},
			"QueryParameters", nil,
		},
		"negative expiry": {
			urlbuilder.Options{Path: "a", Signed: true, ExpiresIn: -time.Second},
			"ExpiresIn", nil,
		},
		"quote in host": {urlbuilder.Options{Src: `https://a"><script>x/a.jpg`}, "Src", nil},
		"quote in endpoint": {
			urlbuilder.Options{Path: "a", URLEndpoint: `https://a"b/x`},
			"URLEndpoint", nil,
		},
		"path and src": {
			urlbuilder.Options{Path: "a", Src: "https://ik.imagekit.io/demo/a"},
			"Src", nil,
		},
		"fragment in src": {urlbuilder.Options{Src: "https://ik.imagekit.io/demo/a#b"}, "Src", nil},
		"foreign src, signed": {
			urlbuilder.Options{Src: "https://example.com/demo/a", Signed: true},
			"Src", urlbuilder.ErrEndpointMismatch,
		},
		"src with longer account name": {
			urlbuilder.Options{Src: "https://ik.imagekit.io/demo2/a", Signed: true},
			"Src", urlbuilder.ErrEndpointMismatch,
		},
		"src with dot segments": {
			urlbuilder.Options{Src: "https://ik.imagekit.io/demo/../other/a", Signed: true},
			"Src", urlbuilder.ErrEndpointMismatch,
		},
		"two expiries": {
			urlbuilder.Options{Path: "a", ExpiresIn: 1, ExpiresAt: clock},
			"ExpiresIn", nil,
		},
		"relative endpoint": {urlbuilder.Options{Path: "a", URLEndpoint: "/demo"}, "URLEndpoint", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := builder(t, "https://ik.imagekit.io/demo").URL(test.options)
			if !isBuildError(err, test.field) || test.cause != nil && !errors.Is(err, test.cause) || got != "" {
				t.Errorf("got %q, %v; want an error for %s, %v", got, err, test.field, test.cause)
			}
		})
	}
	keyless, err := urlbuilder.New(urlbuilder.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keyless.URL(urlbuilder.Options{Path: "a"}); !isBuildError(err, "URLEndpoint") {
		t.Errorf("no endpoint: %v", err)
	}
	if _, err := keyless.URL(urlbuilder.Options{
		Path: "a", URLEndpoint: "https://e.example",
		Signed: true,
	}); !isBuildError(err, "PrivateKey") {
		t.Errorf("no key: %v", err)
	}
}

func TestBuilder_Verify(t *testing.T) {
	b := builder(t, "https://ik.imagekit.io/demo")
	forever, err := b.URL(urlbuilder.Options{
		Path: "/é a.jpg", Signed: true,
		QueryParameters: []urlbuilder.QueryParameter{{"v", "1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	minute, err := b.URL(urlbuilder.Options{Path: "/a.jpg", ExpiresIn: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		url  string
		now  time.Time
		want error
	}{
		"valid":       {forever, clock.AddDate(100, 0, 0), nil},
		"not expired": {minute, clock.Add(time.Minute), nil},
		"expired":     {minute, clock.Add(61 * time.Second), urlbuilder.ErrSignatureExpired},
		"later expiry": {
			strings.Replace(minute, "ik-t=17000000", "ik-t=18000000", 1), clock,
			urlbuilder.ErrSignatureInvalid,
		},
		"expiry removed": {
			strings.Replace(minute, "ik-t=1700000060&", "", 1), clock,
			urlbuilder.ErrSignatureInvalid,
		},
		"invalid expiry": {
			strings.Replace(minute, "ik-t=1700000060", "ik-t=x", 1), clock,
			urlbuilder.ErrSignatureInvalid,
		},
		"path changed": {strings.Replace(forever, "a.jpg", "b.jpg", 1), clock, urlbuilder.ErrSignatureInvalid},
		"upper-case signature": {
			forever[:len(forever)-40] + strings.ToUpper(forever[len(forever)-40:]), clock,
			urlbuilder.ErrSignatureInvalid,
		},
		"unsigned":                  {"https://ik.imagekit.io/demo/a.jpg", clock, urlbuilder.ErrSignatureMissing},
		"parameter after signature": {forever + "&x=1", clock, urlbuilder.ErrSignatureMissing},
		"another endpoint": {
			"https://ik.imagekit.io/demo2/a.jpg?ik-s=1", clock,
			urlbuilder.ErrEndpointMismatch,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := b.Verify(test.url, urlbuilder.VerifyOptions{Time: test.now}); !errors.Is(err, test.want) {
				t.Errorf("%s: got %v, want %v", test.url, err, test.want)
			}
		})
	}
}

// FuzzPath builds signed URLs of arbitrary paths. Each URL must parse, be under the endpoint, verify, and have no query
// parameter except the signature.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"/a.jpg", "é", "a?b=c&d#e", "%", "%2e%2e/x", "..", "a\x00", "a//b", "%zz%41"} {
		f.Add(seed)
	}
	b := builder(f, "https://ik.imagekit.io/demo")
	f.Fuzz(func(t *testing.T, path string) {
		signed, err := b.URL(urlbuilder.Options{Path: path, Signed: true})
		if err != nil {
			return
		}
		u, err := url.Parse(signed)
		if err != nil {
			t.Fatal(err)
		}
		if u.Host != "ik.imagekit.io" || !strings.HasPrefix(u.JoinPath().Path, "/demo/") || u.Fragment != "" ||
			len(u.Query()) != 1 {
			t.Errorf("path %q became %s", path, signed)
		}
		if err := b.Verify(signed, urlbuilder.VerifyOptions{Time: clock}); err != nil {
			t.Errorf("%s: %v", signed, err)
		}
	})
}
