package urlbuilder_test

import (
	_ "embed"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestBuilder_Picture(t *testing.T) {
	b := builder(t, "https://ik.imagekit.io/demo")
	o := urlbuilder.Options{Path: "/a.jpg", Transformation: urlbuilder.Chain{{urlbuilder.RawParam("f-png")}}}
	got, err := b.Picture(o, urlbuilder.ResponsiveOptions{Width: 100}, "avif", "webp", "jpg", "jpeg", "png", "gif")
	if err != nil {
		t.Fatal(err)
	}
	image, err := b.Responsive(o, urlbuilder.ResponsiveOptions{Width: 100})
	const srcSet = "https://ik.imagekit.io/demo/tr:f-png:w-128,c-at_max/a.jpg 1x, " +
		"https://ik.imagekit.io/demo/tr:f-png:w-256,c-at_max/a.jpg 2x"
	if err != nil || got.Image != image || image.SrcSet != srcSet {
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

func TestBuilder_Picture_UnchangedArguments(t *testing.T) {
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
		t.Error("changing the returned breakpoints changes the defaults")
	}
}

func TestBuilder_Picture_OneExpiry(t *testing.T) {
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
			picture.Image.Src + " 1x", picture.Image.SrcSet,
			picture.Sources[0].SrcSet, picture.Sources[1].SrcSet,
		} {
			checkExpiries(t, b, set, want, start)
		}
	}
}

// checkExpiries checks that all URLs of a srcset are signed and expire at the same time.
func checkExpiries(t *testing.T, b *urlbuilder.Builder, set, want string, now time.Time) {
	t.Helper()
	urls, _ := parseSrcSet(set)
	for _, u := range urls {
		if got := expiryOf(t, u); got != want {
			t.Errorf("%s expires at %s, want %s", u, got, want)
		}
		if err := b.Verify(u, urlbuilder.VerifyOptions{Time: now}); err != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
}

// expiryOf returns the value of ik-t in a URL.
func expiryOf(t *testing.T, rawURL string) string {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("ik-t")
}
