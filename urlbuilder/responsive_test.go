package urlbuilder_test

import (
	_ "embed"
	"encoding/json"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// sdkCases contains the results of @imagekit/javascript 5.5.1. testdata/responsive.mjs wrote the file.
//
//go:embed testdata/responsive.json
var sdkCases []byte

// currentBuilder returns a builder of the current dialect that signs URLs.
func currentBuilder(t testing.TB) *urlbuilder.Builder {
	t.Helper()
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo", Dialect: urlbuilder.Current,
		PrivateKey: "private_demo_key",
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sdkOptions are the options of a case of sdkCases.
type sdkOptions struct {
	Src, Sizes, TransformationPosition  string
	Transformation                      urlbuilder.Chain
	QueryParameters                     map[string]string // at most one, so the order does not matter
	Width                               int
	DeviceBreakpoints, ImageBreakpoints []int
}

func (in *sdkOptions) options() urlbuilder.Options {
	o := urlbuilder.Options{Transformation: in.Transformation}
	if strings.HasPrefix(in.Src, "/") {
		o.Path = in.Src
	} else {
		o.Src = in.Src
	}
	if in.TransformationPosition == "path" {
		o.TransformationPosition = urlbuilder.PathPosition
	}
	for name, value := range in.QueryParameters {
		o.QueryParameters = append(o.QueryParameters, urlbuilder.QueryParameter{Name: name, Value: value})
	}
	return o
}

func TestBuilder_Responsive_BrowserSDK(t *testing.T) {
	var file struct {
		Cases []struct {
			ID      string
			Options sdkOptions
			Want    urlbuilder.ImageAttributes
		}
	}
	if err := json.Unmarshal(sdkCases, &file); err != nil {
		t.Fatal(err)
	}
	b := currentBuilder(t)
	for _, test := range file.Cases {
		t.Run(test.ID, func(t *testing.T) {
			got, err := b.Responsive(test.Options.options(), urlbuilder.ResponsiveOptions{
				Sizes: test.Options.Sizes, Width: test.Options.Width,
				DeviceBreakpoints: test.Options.DeviceBreakpoints, ImageBreakpoints: test.Options.ImageBreakpoints,
			})
			if err != nil || got != test.Want {
				t.Errorf("options %+v\ngot  %+v, %v\nwant %+v", test.Options, got, err, test.Want)
			}
		})
	}
}

func TestBuilder_Responsive_BrowserSDKDifferences(t *testing.T) {
	for name, test := range map[string]struct {
		options urlbuilder.ResponsiveOptions
		want    string // descriptors
	}{
		"repeated breakpoint": {
			urlbuilder.ResponsiveOptions{
				Sizes: "100px", DeviceBreakpoints: []int{640, 800, 640},
				ImageBreakpoints: []int{16, 640},
			}, "16w 640w 800w",
		},
		"repeated device breakpoint": {urlbuilder.ResponsiveOptions{DeviceBreakpoints: []int{640, 640}}, "640w"},
		"no breakpoint is wide enough": {
			urlbuilder.ResponsiveOptions{Sizes: "150vw", DeviceBreakpoints: []int{640}}, "640w",
		},
		"only image breakpoints, sizes": {urlbuilder.ResponsiveOptions{
			Sizes: "50vw", DeviceBreakpoints: []int{},
			ImageBreakpoints: []int{32, 16},
		}, "16w 32w"},
		"only image breakpoints, width": {urlbuilder.ResponsiveOptions{
			Width: 10, DeviceBreakpoints: []int{},
			ImageBreakpoints: []int{32, 16},
		}, "1x 2x"},
		"width overflows int": {urlbuilder.ResponsiveOptions{Width: math.MaxInt}, "1x"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := currentBuilder(t).Responsive(urlbuilder.Options{Path: "/a.jpg"}, test.options)
			if err != nil {
				t.Fatal(err)
			}
			if _, descriptors := parseSrcSet(got.SrcSet); strings.Join(descriptors, " ") != test.want {
				t.Errorf("got %q, want %q", descriptors, test.want)
			}
		})
	}
}

func TestBuilder_Responsive_Errors(t *testing.T) {
	photo := urlbuilder.Options{Path: "/a.jpg"}
	for name, test := range map[string]struct {
		options    urlbuilder.Options
		responsive urlbuilder.ResponsiveOptions
		want       string
	}{
		"device breakpoint 0": {
			photo,
			urlbuilder.ResponsiveOptions{DeviceBreakpoints: []int{640, 0}},
			`DeviceBreakpoints "0" must be greater than 0`,
		},
		"negative image breakpoint": {
			photo,
			urlbuilder.ResponsiveOptions{ImageBreakpoints: []int{-1}},
			`ImageBreakpoints "-1" must be greater than 0`,
		},
		"negative width": {
			photo,
			urlbuilder.ResponsiveOptions{Width: -300},
			`Width "-300" must not be negative`,
		},
		"no device breakpoints": {
			photo,
			urlbuilder.ResponsiveOptions{DeviceBreakpoints: []int{}},
			"DeviceBreakpoints must not be empty",
		},
		"no breakpoints": {
			photo,
			urlbuilder.ResponsiveOptions{Width: 1, DeviceBreakpoints: []int{}, ImageBreakpoints: []int{}},
			"DeviceBreakpoints and ImageBreakpoints must not both be empty",
		},
		"no path": {
			urlbuilder.Options{},
			urlbuilder.ResponsiveOptions{},
			"Path is required",
		},
		"path outside endpoint": {
			urlbuilder.Options{Path: "/../a.jpg"},
			urlbuilder.ResponsiveOptions{},
			"Path ",
		},
		"line break in the path": {
			urlbuilder.Options{Path: "/a\n.jpg 640w"},
			urlbuilder.ResponsiveOptions{},
			"Path ",
		},
		"javascript": {
			urlbuilder.Options{Src: "javascript:alert(1)"},
			urlbuilder.ResponsiveOptions{},
			"Src ",
		},
		"space in host": {
			urlbuilder.Options{Src: "https://[fe80::1%25%20x]/a.jpg"},
			urlbuilder.ResponsiveOptions{},
			"Src ",
		},
		"negative expiry": {
			urlbuilder.Options{Path: "/a.jpg", ExpiresIn: -1},
			urlbuilder.ResponsiveOptions{},
			"ExpiresIn ",
		},
		"two expiries": {
			urlbuilder.Options{Path: "/a.jpg", ExpiresIn: 1, ExpiresAt: clock},
			urlbuilder.ResponsiveOptions{},
			"ExpiresIn ",
		},
		"invalid transformation": {
			urlbuilder.Options{
				Path:           "/a.jpg",
				Transformation: urlbuilder.Chain{{urlbuilder.Custom("q", "")}},
			},
			urlbuilder.ResponsiveOptions{},
			"Transformation: step 1: q must not be empty",
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := builder(t, "https://ik.imagekit.io/demo")
			got, err := b.Responsive(test.options, test.responsive)
			if !isBuildErrorWith(err, test.want) || got != (urlbuilder.ImageAttributes{}) {
				t.Errorf("got %+v, %v; want %s", got, err, test.want)
			}
			picture, err := b.Picture(test.options, test.responsive)
			if !isBuildErrorWith(err, test.want) || !reflect.DeepEqual(picture, urlbuilder.PictureAttributes{}) {
				t.Errorf("picture: got %+v, %v; want %s", picture, err, test.want)
			}
		})
	}
	unsigned, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unsigned.Responsive(urlbuilder.Options{Path: "/a.jpg", ExpiresIn: 1},
		urlbuilder.ResponsiveOptions{}); !isBuildError(err, "PrivateKey") {
		t.Errorf("without a key: %v", err)
	}
}

// hostilePaths are paths that could end a URL in a srcset or an attribute, or be read as a scheme.
var hostilePaths = []string{
	"/a,b.jpg", "/a,", "/a,,", ",", "/,a", "/a, b 2x.jpg", "/a 640w, https://evil.example/x.jpg", "/a\u00a0b.jpg",
	"/a\u2003,",
	`/"><script>alert(1)</script>.jpg`, "/' onerror='alert(1)", "javascript:alert(1)", "//evil.example/a.jpg", `/\evil`,
	"/&quot;&#34;.jpg",
	"/it's (1).jpg", "/100%.jpg", "/%2C", "/a?b#c,", "/{{.}}", "/`x`",
}

func TestBuilder_Responsive_HostilePaths(t *testing.T) {
	quote := urlbuilder.Chain{{urlbuilder.TextLayer(`it's "a", b <c> 2x,`, urlbuilder.LayerOptions{})}}
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		b, err := urlbuilder.New(urlbuilder.Config{
			URLEndpoint: "https://ik.imagekit.io/demo", Dialect: dialect,
			PrivateKey: "k", Now: func() time.Time { return clock },
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range hostilePaths {
			for _, position := range []urlbuilder.TransformationPosition{
				urlbuilder.PathPosition,
				urlbuilder.QueryPosition,
			} {
				for _, signed := range []bool{false, true} {
					o := urlbuilder.Options{
						Path: path, Transformation: quote, TransformationPosition: position,
						Signed: signed,
					}
					checkSrcSet(t, b, o)
				}
			}
		}
		checkSrcSet(t, b, urlbuilder.Options{Src: "https://ik.imagekit.io/demo/a,?v=b,"})
	}
}

// checkSrcSet parses a srcset as a browser does. Its URLs must be those that Builder.URL returns, except that a comma
// at the end is percent-encoded.
func checkSrcSet(t *testing.T, b *urlbuilder.Builder, o urlbuilder.Options) {
	t.Helper()
	attributes, err := b.Responsive(o, urlbuilder.ResponsiveOptions{})
	if err != nil {
		t.Fatalf("%+v: %v", o, err)
	}
	urls, descriptors := parseSrcSet(attributes.SrcSet)
	widths := urlbuilder.DefaultDeviceBreakpoints()
	if len(urls) != len(widths) {
		t.Fatalf("%+v: %d URLs in %s", o, len(urls), attributes.SrcSet)
	}
	for i, width := range widths {
		one := o
		one.Transformation = append(slices.Clone(o.Transformation),
			urlbuilder.Step{urlbuilder.Width(width), urlbuilder.Custom("c", "at_max")})
		want, err := b.URL(one)
		if err != nil {
			t.Fatal(err)
		}
		if start, ended := strings.CutSuffix(want, ","); ended {
			want = start + "%2C"
		}
		if urls[i] != want || descriptors[i] != strconv.Itoa(width)+"w" {
			t.Errorf("%+v\ngot  %s %s\nwant %s %dw", o, urls[i], descriptors[i], want, width)
		}
		checkCandidate(t, b, urls[i], o.Signed)
	}
	if attributes.Src != urls[len(urls)-1] {
		t.Errorf("src is %s", attributes.Src)
	}
}

// checkCandidate checks that a URL of a srcset is under the endpoint, contains no character that ends an attribute, and
// is signed if signed is set.
func checkCandidate(t *testing.T, b *urlbuilder.Builder, candidate string, signed bool) {
	t.Helper()
	if signed && b.Verify(candidate, urlbuilder.VerifyOptions{Time: clock}) != nil {
		t.Errorf("%s is not signed", candidate)
	}
	if u, err := url.Parse(candidate); err != nil || u.Host != "ik.imagekit.io" ||
		strings.ContainsAny(candidate, "\"<>` \t\n\\") {
		t.Errorf("%s, %v", candidate, err)
	}
}

// parseSrcSet parses a srcset attribute according to
// https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute.
func parseSrcSet(s string) (urls, descriptors []string) {
	const space = " \t\n\f\r"
	for {
		s = strings.TrimLeft(s, space+",")
		if s == "" {
			return urls, descriptors
		}
		end := strings.IndexAny(s, space)
		if end < 0 {
			end = len(s)
		}
		u, descriptor := s[:end], ""
		s = s[end:]
		if bare := strings.TrimRight(u, ","); bare != u {
			u = bare
		} else {
			descriptor, s, _ = strings.Cut(s, ",")
		}
		urls, descriptors = append(urls, u), append(descriptors, strings.Trim(descriptor, space))
	}
}

func TestImageAttributes_JSON(t *testing.T) {
	t.Parallel()
	attributes := urlbuilder.ImageAttributes{Src: "https://ik.imagekit.io/demo/a.jpg", SrcSet: "x 1x"}
	const want = `{"src":"https://ik.imagekit.io/demo/a.jpg","srcSet":"x 1x"}` // a width of 0 would hide the image
	for name, marshal := range map[string]func(any) ([]byte, error){
		"version 1": json.Marshal,
		"version 2": func(value any) ([]byte, error) { return jsonv2.Marshal(value) },
	} {
		if got, err := marshal(attributes); err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}
