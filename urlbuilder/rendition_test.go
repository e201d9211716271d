package urlbuilder_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

var streaming = urlbuilder.Chain{{urlbuilder.StreamingResolutions(240, 720)}}

// variantTests are options and the URLs that they build in the classic dialect, after the URL endpoint.
var variantTests = []struct {
	options urlbuilder.Options
	want    string
}{
	{
		urlbuilder.Options{Path: "/a%20b/%C3%A9.mp4", Rendition: urlbuilder.Thumbnail},
		"a%20b/%C3%A9.mp4/ik-thumbnail.jpg",
	},
	{urlbuilder.Options{Path: "video", Rendition: urlbuilder.MP4}, "video/ik-video.mp4"},
	{
		urlbuilder.Options{Path: "/video/ik-video.mp4", Rendition: urlbuilder.Thumbnail},
		"video/ik-video.mp4/ik-thumbnail.jpg",
	},
	{
		urlbuilder.Options{Path: "/x.jpg/ik-video.mp4", Rendition: urlbuilder.HLS, Transformation: streaming},
		"tr:sr-240_720/x.jpg/ik-video.mp4/ik-master.m3u8",
	},
	{
		urlbuilder.Options{
			Path: "/a.mov", Rendition: urlbuilder.DASH,
			Transformation: urlbuilder.Chain{{urlbuilder.NamedTransformation("stream")}},
		},
		"tr:n-stream/a.mov/ik-master.mpd",
	},
	{
		urlbuilder.Options{
			Path: "/a.GIF", Rendition: urlbuilder.GIFVideo, Attachment: true,
			TransformationPosition: urlbuilder.QueryPosition,
			Transformation:         urlbuilder.Chain{{urlbuilder.Width(10)}},
			QueryParameters:        []urlbuilder.QueryParameter{{Name: "v", Value: "2"}},
		},
		"a.GIF/ik-gif-video.mp4?ik-attachment=true&v=2&tr=w-10",
	},
	{
		urlbuilder.Options{Path: "/a/b.v2.jpg", SEOName: "100% coffee. é"},
		"ik-seo/a/b.v2/100%25%20coffee.%20%C3%A9.jpg",
	},
	{
		urlbuilder.Options{
			Path: "/a.mp4", SEOName: "latte", Rendition: urlbuilder.Thumbnail,
			Transformation: urlbuilder.Chain{{urlbuilder.Width(10)}},
		},
		"ik-seo/tr:w-10/a/latte.mp4/ik-thumbnail.jpg",
	},
	{
		urlbuilder.Options{
			Path: "/b/c.png", Prompt: "50% milk/coffee, é?", Transformation: urlbuilder.Chain{{urlbuilder.Width(10)}},
		},
		"tr:w-10/ik-genimg-prompt-50%25%20milk%2Fcoffee%2C%20%C3%A9%3F/b/c.png",
	},
	{
		urlbuilder.Options{Path: "/a.pdf", Version: "a.b_c", Attachment: true, AttachmentName: "é & b.pdf"},
		"a.pdf?ik-obj-version=a.b_c&ik-attachment=true&ik-attachment-filename=%C3%A9+%26+b.pdf",
	},
	{
		urlbuilder.Options{Path: "https://example.com/a.mp4", Rendition: urlbuilder.Thumbnail},
		"https://example.com/a.mp4/ik-thumbnail.jpg",
	},
}

// TestOptions_Variants builds each URL, parses it, and expects the same options.
func TestOptions_Variants(t *testing.T) {
	t.Parallel()
	for _, b := range signingBuilders(t) {
		for _, test := range variantTests {
			checkVariant(t, b, test.options)
			signed := test.options
			signed.Signed = true
			checkVariant(t, b, signed)
		}
	}
	classic := signingBuilders(t)[0]
	for _, test := range variantTests {
		built, err := classic.URL(test.options)
		if want := "https://ik.imagekit.io/demo/x/" + test.want; err != nil || built != want {
			t.Errorf("got  %s, %v\nwant %s", built, err, want)
		}
	}
}

// checkVariant builds a URL, parses it, and expects the same options and the same URL of them.
func checkVariant(t *testing.T, b *urlbuilder.Builder, o urlbuilder.Options) {
	t.Helper()
	built, err := b.URL(o)
	if err != nil {
		t.Errorf("%+v: %v", o, err)
		return
	}
	parsed, err := b.Parse(built)
	if err != nil {
		t.Errorf("%s: %v", built, err)
		return
	}
	if again, err := b.URL(parsed); err != nil || again != built {
		t.Errorf("%+v builds\n     %s, %v\nwant %s", parsed, again, err, built)
	}
	for _, p := range []*urlbuilder.Options{&o, &parsed} {
		p.Path, p.Transformation = "/"+strings.TrimPrefix(p.Path, "/"), nil
		p.TransformationPosition = urlbuilder.DefaultPosition
	}
	if !reflect.DeepEqual(parsed, o) {
		t.Errorf("%s parses as\n     %+v\nwant %+v", built, parsed, o)
	}
}

func TestOptions_VariantErrors(t *testing.T) {
	t.Parallel()
	b := signingBuilders(t)[0]
	wide := urlbuilder.Chain{{urlbuilder.Width(10)}}
	for _, test := range []struct {
		options urlbuilder.Options
		want    string
	}{
		{urlbuilder.Options{Path: "a", Rendition: "ik-x"}, `Rendition "ik-x" must be one of`},
		{urlbuilder.Options{Path: "a", Rendition: urlbuilder.HLS}, "requires StreamingResolutions"},
		{urlbuilder.Options{Path: "a", Rendition: urlbuilder.DASH, Transformation: wide}, "requires StreamingRes"},
		{
			urlbuilder.Options{Path: "a", Rendition: urlbuilder.DASH, Transformation: append(wide, streaming...)},
			"cannot have the parameter w",
		},
		{urlbuilder.Options{Path: "a", Rendition: urlbuilder.MP4, Transformation: streaming}, "for HLS and DASH"},
		{
			urlbuilder.Options{
				Path: "a", Rendition: urlbuilder.HLS,
				Transformation: urlbuilder.Chain{{urlbuilder.StreamingResolutions(100)}},
			},
			"must be one of 240, 360",
		},
		{urlbuilder.Options{Path: "a.jpg", Rendition: urlbuilder.MP4}, "extension .jpg"},
		{urlbuilder.Options{Path: "a.gif", Rendition: urlbuilder.MP4}, "extension .gif"},
		{urlbuilder.Options{Path: "a.mp4", Rendition: urlbuilder.GIFVideo}, "extension .mp4"},
		{urlbuilder.Options{Path: "a/", Rendition: urlbuilder.MP4}, "path of a file"},
		{urlbuilder.Options{Path: "/", Rendition: urlbuilder.MP4}, "path of a file"},
		{urlbuilder.Options{Path: "tr:w-1", Rendition: urlbuilder.MP4}, "path of a file"},
		{urlbuilder.Options{Path: "a/ik-thumbnail.jpg", Rendition: urlbuilder.MP4}, "cannot follow"},
		{urlbuilder.Options{Path: "a/ik-video.mp4", Rendition: urlbuilder.MP4}, "cannot follow"},
		{urlbuilder.Options{Rendition: urlbuilder.MP4}, "Path is required"},
		{urlbuilder.Options{Path: "a.jpg", SEOName: "a/b"}, "must not contain slashes"},
		{urlbuilder.Options{Path: "a.jpg", SEOName: "a\nb"}, "control characters"},
		{urlbuilder.Options{Path: "a.jpg", SEOName: "ik-thumbnail"}, "must not begin with ik-"},
		{urlbuilder.Options{Path: "a.jpg", SEOName: "b.JPG"}, "must not have the extension"},
		{urlbuilder.Options{Path: "a", SEOName: "b"}, "requires a path with an extension"},
		{urlbuilder.Options{Path: "...jpg", SEOName: "b"}, "more than dots"}, // would be /../b.jpg
		{urlbuilder.Options{Path: "a/%2e.jpg", SEOName: "b"}, "more than dots"},
		{urlbuilder.Options{Path: "/tr:w-1/a.jpg", SEOName: "b"}, "file in the media library"},
		{urlbuilder.Options{Path: "https://example.com/a.jpg", SEOName: "b"}, "file in the media library"},
		{urlbuilder.Options{Path: "a.png", Prompt: " "}, "must not be blank"},
		{urlbuilder.Options{Path: "a.png", Prompt: "a\nb"}, "control characters"},
		{urlbuilder.Options{Path: "a/", Prompt: "b"}, "name of a file"},
		{urlbuilder.Options{Path: "ik-seo/a/b.png", Prompt: "b"}, "path of the new picture"},
		{urlbuilder.Options{Path: "a.png", Prompt: "b", SEOName: "c"}, "cannot be combined"},
		{urlbuilder.Options{Path: "a.png", Prompt: "b", Rendition: urlbuilder.MP4}, "cannot be combined"},
		{urlbuilder.Options{Path: "a", Version: "a\x00"}, "Version"},
		{urlbuilder.Options{Path: "a", AttachmentName: `a\b`}, "must not contain slashes"},
		{urlbuilder.Options{Path: "a", AttachmentName: "a\x7f"}, "control characters"},
		{
			urlbuilder.Options{
				Path: "a", Version: "1",
				QueryParameters: []urlbuilder.QueryParameter{{Name: "ik-obj-version", Value: "2"}},
			},
			"QueryParameters: ik-obj-version is also set",
		},
		{
			urlbuilder.Options{Src: "https://example.com/a?ik-attachment=true", Attachment: true},
			"Src: ik-attachment is also set",
		},
		{urlbuilder.Options{Src: "https://example.com/a.jpg", SEOName: "a"}, "use Path"},
		{urlbuilder.Options{Src: "https://example.com/a.jpg", Prompt: "a"}, "use Path"},
		{urlbuilder.Options{Src: "https://example.com/a.jpg", Rendition: "x"}, "must be one of"},
	} {
		built, err := b.URL(test.options)
		if built != "" || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: got %q, %v, want %q", test.options, built, err, test.want)
		}
	}
}

func TestOptions_VariantOfSrc(t *testing.T) {
	t.Parallel()
	for _, b := range signingBuilders(t) {
		got, err := b.URL(urlbuilder.Options{
			Src: "https://ik.imagekit.io/demo/x/a.mp4?updatedAt=1", Rendition: urlbuilder.Thumbnail, Attachment: true,
			Transformation: urlbuilder.Chain{{urlbuilder.Width(10)}},
		})
		want := "https://ik.imagekit.io/demo/x/a.mp4/ik-thumbnail.jpg?updatedAt=1&ik-attachment=true&tr=w-10"
		if err != nil || got != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

// TestBuilder_Parse_OtherForms parses URLs which the builder writes only if these parts are in Path or QueryParameters.
func TestBuilder_Parse_OtherForms(t *testing.T) {
	t.Parallel()
	for _, tail := range []string{
		"a.jpg/ik-gif-video.mp4", "a.mp4/ik-master.m3u8", "ik-thumbnail.jpg", "ik-seo/a", "ik-seo/a/b", "ik-seo/a.jpg",
		"ik-seo/a/b.jpg/", "ik-seo/a/ik-x.jpg", "ik-seo/a/b.jpg.jpg", "tr:w-1/ik-seo/a/b.jpg", "ik-seo/a/%2Fb.jpg",
		"ik-genimg-prompt-a", "ik-genimg-prompt-/a.jpg", "ik-genimg-prompt-a,b/a.jpg", "ik-genimg-prompt-%0A/a.jpg",
		"a.jpg?updatedAt=1&ik-obj-version=2", "a.jpg?ik-attachment=false", "a.jpg?ik-attachment-filename=a",
		"a.jpg?ik-attachment=true&v=1&ik-attachment-filename=b", "a.jpg?ik-obj-version=", "a.jpg/ik-video.webm",
	} {
		for _, b := range signingBuilders(t) {
			built := "https://ik.imagekit.io/demo/x/" + tail
			o, err := b.Parse(built)
			if err != nil || o.Rendition != "" || o.SEOName != "" || o.Prompt != "" || o.Version != "" ||
				o.AttachmentName != "" {
				t.Errorf("%s parses as %+v, %v", tail, o, err)
				continue
			}
			if again, err := b.URL(o); err != nil || again != built {
				t.Errorf("%+v builds\n     %s, %v\nwant %s", o, again, err, built)
			}
		}
	}
}

func TestPrepared_Rendition(t *testing.T) {
	t.Parallel()
	for _, b := range signingBuilders(t) {
		for _, test := range variantTests {
			o := test.options
			ofFile := urlbuilder.Options{SEOName: o.SEOName, Prompt: o.Prompt, Version: o.Version}
			if !reflect.ValueOf(ofFile).IsZero() {
				if _, err := b.Prepare(ofFile); err == nil || !strings.Contains(err.Error(), "must be empty") {
					t.Errorf("%+v: %v", o, err)
				}
				continue
			}
			checkPrepared(t, b, o)
			o.ExpiresIn = time.Hour
			checkPrepared(t, b, o)
		}
		if _, err := b.Prepare(urlbuilder.Options{Rendition: urlbuilder.HLS}); !isBuildError(err, "Rendition") {
			t.Errorf("HLS without resolutions: %v", err)
		}
	}
}

// checkPrepared expects that a Prepared builds the same URL of options with a rendition as a Builder.
func checkPrepared(t *testing.T, b *urlbuilder.Builder, o urlbuilder.Options) {
	t.Helper()
	want, err := b.URL(o)
	if err != nil {
		t.Fatal(err)
	}
	p := prepared(t, b, o)
	if got, err := p.URL(o.Path); err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if got, err := p.AppendURL(nil, o.Path); err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if got, err := p.URL("a/"); err == nil {
		t.Errorf("built %s", got)
	}
}

func TestBuilder_Picture_Rendition(t *testing.T) {
	t.Parallel()
	p, err := signingBuilders(t)[0].Picture(
		urlbuilder.Options{Path: "a.mp4", Rendition: urlbuilder.Thumbnail}, urlbuilder.ResponsiveOptions{Width: 100},
	)
	want := "https://ik.imagekit.io/demo/x/tr:w-256,c-at_max/a.mp4/ik-thumbnail.jpg"
	if err != nil || p.Image.Src != want || !strings.Contains(p.Sources[0].SrcSet, "f-avif/a.mp4/ik-thumbnail.jpg") {
		t.Errorf("got %+v, %v", p, err)
	}
}

// FuzzVariants builds URLs from arbitrary texts, and expects them back.
func FuzzVariants(f *testing.F) {
	f.Add("/a b/é.mp4", "ik-thumbnail.jpg", "a", "", "1", "a b.pdf", "tr")
	f.Add("/a/%41.jpg", "", "50%20", "a/b%2F", "%", "é", "ik-attachment")
	f.Add("https://a/b.mp4", "ik-video.mp4", "", "..", "", "", "")
	all := signingBuilders(f)
	f.Fuzz(func(t *testing.T, path, rendition, seo, prompt, version, name, query string) {
		for _, b := range all {
			for _, o := range []urlbuilder.Options{
				{Path: path, Rendition: urlbuilder.Rendition(rendition), Version: version, AttachmentName: name},
				{Path: path, SEOName: seo, Attachment: true, Rendition: urlbuilder.Rendition(rendition)},
				{Path: path, Prompt: prompt, Version: version},
			} {
				o.QueryParameters = []urlbuilder.QueryParameter{{Name: query, Value: version}}
				checkRoundTrip(t, b, o, false)
				o.Transformation = urlbuilder.Chain{{urlbuilder.Width(10)}}
				checkRoundTrip(t, b, o, false) // tr can also be a query parameter
			}
		}
	})
}
