package urlbuilder_test

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// sdkCases is what @imagekit/javascript 5.5.1 returns; testdata/responsive.mjs wrote it.
//
//go:embed testdata/responsive.json
var sdkCases []byte

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

func TestResponsiveIsWhatTheBrowserSDKReturns(t *testing.T) {
	var file struct {
		Cases []struct {
			ID      string
			Options struct {
				Src, Sizes, TransformationPosition  string
				Transformation                      urlbuilder.Chain
				QueryParameters                     map[string]string // one at most, so no order is lost
				Width                               int
				DeviceBreakpoints, ImageBreakpoints []int
			}
			Want urlbuilder.ImageAttributes
		}
	}
	if err := json.Unmarshal(sdkCases, &file); err != nil {
		t.Fatal(err)
	}
	b := currentBuilder(t)
	for _, test := range file.Cases {
		t.Run(test.ID, func(t *testing.T) {
			o := urlbuilder.Options{Transformation: test.Options.Transformation}
			if strings.HasPrefix(test.Options.Src, "/") {
				o.Path = test.Options.Src
			} else {
				o.Src = test.Options.Src
			}
			if test.Options.TransformationPosition == "path" {
				o.TransformationPosition = urlbuilder.PathPosition
			}
			for name, value := range test.Options.QueryParameters {
				o.QueryParameters = append(o.QueryParameters, urlbuilder.QueryParameter{Name: name, Value: value})
			}
			got, err := b.Responsive(o, urlbuilder.ResponsiveOptions{
				Sizes: test.Options.Sizes, Width: test.Options.Width,
				DeviceBreakpoints: test.Options.DeviceBreakpoints, ImageBreakpoints: test.Options.ImageBreakpoints,
			})
			if err != nil || got != test.Want {
				t.Errorf("options %+v\ngot  %+v, %v\nwant %+v", test.Options, got, err, test.Want)
			}
		})
	}
}

func TestResponsiveWhereTheBrowserSDKCannotBeFollowed(t *testing.T) {
	for name, test := range map[string]struct {
		options urlbuilder.ResponsiveOptions
		want    string // descriptors
	}{
		"a width that is a device and an image breakpoint": {
			urlbuilder.ResponsiveOptions{
				Sizes: "100px", DeviceBreakpoints: []int{640, 800, 640},
				ImageBreakpoints: []int{16, 640},
			}, "16w 640w 800w",
		},
		"the same device twice": {urlbuilder.ResponsiveOptions{DeviceBreakpoints: []int{640, 640}}, "640w"},
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
		"a width beyond all numbers": {urlbuilder.ResponsiveOptions{Width: math.MaxInt}, "1x"},
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

func TestResponsiveErrors(t *testing.T) {
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
		"path out of the endpoint": {
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
		"a space in the host": {
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
		"a parameter that is no URL": {
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
			if !says(err, test.want) || got != (urlbuilder.ImageAttributes{}) {
				t.Errorf("got %+v, %v; want %s", got, err, test.want)
			}
			picture, err := b.Picture(test.options, test.responsive)
			if !says(err, test.want) || !reflect.DeepEqual(picture, urlbuilder.PictureAttributes{}) {
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

// hostilePaths are names that could end a URL in a srcset, or an attribute, or begin a scheme.
var hostilePaths = []string{
	"/a,b.jpg", "/a,", "/a,,", ",", "/,a", "/a, b 2x.jpg", "/a 640w, https://evil.example/x.jpg", "/a\u00a0b.jpg",
	"/a\u2003,",
	`/"><script>alert(1)</script>.jpg`, "/' onerror='alert(1)", "javascript:alert(1)", "//evil.example/a.jpg", `/\evil`,
	"/&quot;&#34;.jpg",
	"/it's (1).jpg", "/100%.jpg", "/%2C", "/a?b#c,", "/{{.}}", "/`x`",
}

func TestSrcSetKeepsItsURLsApart(t *testing.T) {
	quote := urlbuilder.Chain{{urlbuilder.TextLayer(`it's "a", b <c> 2x,`, urlbuilder.LayerOptions{})}}
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		b, err := urlbuilder.New(urlbuilder.Config{
			URLEndpoint: "https://ik.imagekit.io/demo", Dialect: dialect,
			PrivateKey: "k", Now: func() time.Time {
				return clock
			},
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

// checkSrcSet reads a srcset as a browser does, and wants the URLs that are built one by one, a comma at the end
// encoded.
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
		if o.Signed && b.Verify(urls[i], urlbuilder.VerifyOptions{Now: clock}) != nil {
			t.Errorf("%s is not signed", urls[i])
		}
		if u, err := url.Parse(urls[i]); err != nil || u.Host != "ik.imagekit.io" ||
			strings.ContainsAny(urls[i], "\"<>` \t\n\\") {
			t.Errorf("%s, %v", urls[i], err)
		}
	}
	if attributes.Src != urls[len(urls)-1] {
		t.Errorf("src is %s", attributes.Src)
	}
}

// parseSrcSet reads a srcset attribute by the rules of
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

func TestResponsiveLeavesItsArgumentsAlone(t *testing.T) {
	chain := append(make(urlbuilder.Chain, 0, 8), urlbuilder.Step{urlbuilder.Height(300)})
	devices, images := []int{900, 300, 300}, []int{30, 10}
	_, err := currentBuilder(t).Picture(urlbuilder.Options{Path: "/a.jpg", Transformation: chain},
		urlbuilder.ResponsiveOptions{Sizes: "50vw", DeviceBreakpoints: devices, ImageBreakpoints: images})
	if err != nil {
		t.Fatal(err)
	}
	if chain[:2][1] != nil || !slices.Equal(devices, []int{900, 300, 300}) || !slices.Equal(images, []int{30, 10}) {
		t.Errorf("changed: %v, %v, %v", chain[:2], devices, images)
	}
	urlbuilder.DefaultDeviceBreakpoints()[0] = -1
	urlbuilder.DefaultImageBreakpoints()[0] = -1
	if urlbuilder.DefaultDeviceBreakpoints()[0] != 640 || urlbuilder.DefaultImageBreakpoints()[0] != 16 {
		t.Error("the default breakpoints can be changed")
	}
}

func TestASetExpiresAtOneInstant(t *testing.T) {
	now := time.Unix(1700000000, 999_999_999)
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key",
		Now: func() time.Time { now = now.Add(time.Second); return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []time.Duration{1, time.Second, 90*time.Second + 1} {
		start := now
		picture, err := b.Picture(urlbuilder.Options{Path: "/a.jpg", ExpiresIn: in}, urlbuilder.ResponsiveOptions{})
		if err != nil {
			t.Fatal(err)
		}
		now = start
		single, err := b.URL(urlbuilder.Options{Path: "/a.jpg", ExpiresIn: in})
		if err != nil {
			t.Fatal(err)
		}
		want := expiryOf(t, single)
		for _, set := range []string{
			picture.Image.Src + " 1x", picture.Image.SrcSet, picture.Sources[0].SrcSet,
			picture.Sources[1].SrcSet,
		} {
			urls, _ := parseSrcSet(set)
			for _, u := range urls {
				if got := expiryOf(t, u); got != want {
					t.Errorf("%v: %s expires at %s, want %s", in, u, got, want)
				}
				if err := b.Verify(u, urlbuilder.VerifyOptions{Now: start}); err != nil {
					t.Errorf("%s: %v", u, err)
				}
			}
		}
	}
}

func expiryOf(t *testing.T, rawURL string) string {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("ik-t")
}

func TestPicture(t *testing.T) {
	b := builder(t, "https://ik.imagekit.io/demo")
	o := urlbuilder.Options{Path: "/a.jpg", Transformation: urlbuilder.Chain{{urlbuilder.RawParam("f-png")}}}
	got, err := b.Picture(o, urlbuilder.ResponsiveOptions{Width: 100}, "avif", "webp", "jpg", "jpeg", "png", "gif")
	if err != nil {
		t.Fatal(err)
	}
	image, err := b.Responsive(o, urlbuilder.ResponsiveOptions{Width: 100})
	if err != nil || got.Image != image ||
		image.SrcSet != "https://ik.imagekit.io/demo/tr:f-png:w-128,c-at_max/a.jpg 1x, https://ik.imagekit.io/demo/tr:f-png:w-256,c-at_max/a.jpg 2x" {
		t.Errorf("image is %+v, want %+v, %v", got.Image, image, err)
	}
	for i, want := range []struct{ format, mediaType string }{
		{"avif", "image/avif"},
		{"webp", "image/webp"},
		{"jpg", "image/jpeg"},
		{"jpeg", "image/jpeg"},
		{"png", "image/png"},
		{"gif", "image/gif"},
	} {
		srcSet := strings.ReplaceAll(image.SrcSet, "c-at_max", "c-at_max,f-"+want.format)
		if got.Sources[i] != (urlbuilder.PictureSource{Type: want.mediaType, SrcSet: srcSet}) {
			t.Errorf("got %+v\nwant %s, %s", got.Sources[i], want.mediaType, srcSet)
		}
	}
	byDefault, err := b.Picture(o, urlbuilder.ResponsiveOptions{})
	if err != nil || len(byDefault.Sources) != 2 || byDefault.Sources[0].Type != "image/avif" ||
		byDefault.Sources[1].Type != "image/webp" || byDefault.Sources[0].Sizes != "100vw" {
		t.Errorf("by default: %+v, %v", byDefault, err)
	}
	var wrong *urlbuilder.BuildError
	for _, format := range []urlbuilder.FileFormat{"", "auto", "svg", "mp4", "AVIF", "avif,w-1"} {
		if _, err := b.Picture(o, urlbuilder.ResponsiveOptions{}, "webp", format); !errors.As(err, &wrong) ||
			wrong.Field != "formats" || wrong.Value != string(format) {
			t.Errorf("format %q: %v", format, err)
		}
	}
}

func TestResponsiveAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("a pool under the race detector drops what it holds")
	}
	b := builder(t, "https://ik.imagekit.io/demo")
	for name, o := range map[string]urlbuilder.Options{"unsigned": typical, "signed": expiring()} {
		for _, r := range []urlbuilder.ResponsiveOptions{
			{},
			{Sizes: "(min-width: 768px) 50vw, 100vw"},
			{Sizes: "1vw"},
		} {
			var err error
			allocations := testing.AllocsPerRun(100, func() { _, err = b.Responsive(o, r) })
			if allocations > 3 || err != nil {
				t.Errorf("%s, sizes %q: %v allocations, want 3: %v", name, r.Sizes, allocations, err)
			}
		}
	}
}

// The cost grows with the number of URLs, the allocations do not.
func BenchmarkResponsive(b *testing.B) {
	builder := builder(b, "https://ik.imagekit.io/demo")
	for _, signed := range []bool{false, true} {
		o := typical
		o.Signed = signed
		for _, n := range []int{1, 2, 4, 8, 16, 32} {
			r := urlbuilder.ResponsiveOptions{ImageBreakpoints: []int{}}
			for i := range n {
				r.DeviceBreakpoints = append(r.DeviceBreakpoints, 100*(i+1))
			}
			b.Run(fmt.Sprintf("signed=%v/urls=%d", signed, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_, _ = builder.Responsive(o, r)
				}
			})
		}
	}
	b.Run("default", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = builder.Responsive(typical, urlbuilder.ResponsiveOptions{})
		}
	})
	b.Run("picture", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = builder.Picture(typical, urlbuilder.ResponsiveOptions{})
		}
	})
}
