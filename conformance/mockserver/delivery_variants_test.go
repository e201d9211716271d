package mockserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// variantBuilders returns builders for both positions of the transformation.
func variantBuilders(t *testing.T, s *mockserver.Server) (all []*urlbuilder.Builder) {
	t.Helper()
	for _, position := range []urlbuilder.TransformationPosition{urlbuilder.PathPosition, urlbuilder.QueryPosition} {
		b, err := urlbuilder.New(urlbuilder.Config{
			URLEndpoint: s.URLEndpoint(), PrivateKey: s.PrivateKey(), TransformationPosition: position,
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// deliver requests a URL that both builders build from the options, signed and unsigned.
func deliver(t *testing.T, s *mockserver.Server, o urlbuilder.Options, check func(url string, got reply)) {
	t.Helper()
	for _, b := range variantBuilders(t, s) {
		for _, signed := range []bool{false, true} {
			o.Signed = signed
			u, err := b.URL(o)
			if err != nil {
				t.Fatal(err)
			}
			check(u, get(t, u))
		}
	}
}

// TestDelivery_BuiltRenditions requests the renditions that urlbuilder builds, of files that it allows them for.
func TestDelivery_BuiltRenditions(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	s := start(t, mockserver.WithFFmpeg("ffmpeg"))
	video := videoFile(t)
	put(t, s, "a.mp4", video)
	put(t, s, "noextension", video)
	put(t, s, "a.gif", gifFile(t, 20, 10))
	put(t, s, "a.pdf", []byte("%PDF-1.7"))
	wide := urlbuilder.Chain{{urlbuilder.Width(80)}}
	resolutions := urlbuilder.Chain{{urlbuilder.StreamingResolutions(240, 360)}}
	const notRendered = "not rendered"
	for _, test := range []struct {
		options           urlbuilder.Options
		mediaType, report string
	}{
		{urlbuilder.Options{Path: "/a.mp4", Rendition: urlbuilder.Thumbnail}, "image/jpeg", "exact: ik-thumbnail.jpg"},
		{
			urlbuilder.Options{Path: "/a.mp4", Rendition: urlbuilder.Thumbnail, Transformation: wide},
			"image/jpeg", "exact: w-80",
		},
		{
			urlbuilder.Options{Path: "/a.mp4", Rendition: urlbuilder.Thumbnail, SEOName: "pour", Transformation: wide},
			"image/jpeg", "exact: w-80",
		},
		{
			urlbuilder.Options{
				Path: "/noextension/ik-video.mp4", Rendition: urlbuilder.Thumbnail, Transformation: wide,
			},
			"image/jpeg", "exact: w-80",
		},
		{urlbuilder.Options{Path: "/a.gif", Rendition: urlbuilder.GIFVideo}, "video/mp4", "exact: ik-gif-video.mp4"},
		{
			urlbuilder.Options{Path: "/noextension", Rendition: urlbuilder.MP4, Transformation: wide},
			"video/mp4", "exact: w-80",
		},
		// What the mock server does not render is delivered as the original.
		{urlbuilder.Options{Path: "/a.mp4", Rendition: urlbuilder.MP4}, "video/mp4", notRendered},
		{urlbuilder.Options{Path: "/a.pdf", Rendition: urlbuilder.Thumbnail}, "application/pdf", notRendered},
		{
			urlbuilder.Options{Path: "/a.mp4", Rendition: urlbuilder.HLS, Transformation: resolutions},
			"video/mp4", notRendered,
		},
		{
			urlbuilder.Options{Path: "/a.mp4", Rendition: urlbuilder.DASH, Transformation: resolutions},
			"video/mp4", notRendered,
		},
	} {
		deliver(t, s, test.options, func(url string, got reply) {
			got.wantStatus(t, http.StatusOK)
			h := got.Header
			if h.Get("Content-Type") != test.mediaType || h.Get("X-Mock-Transformation") != test.report {
				t.Errorf("%s: %s with %q", url, h.Get("Content-Type"), h.Get("X-Mock-Transformation"))
			}
		})
	}
}

func TestDelivery_BuiltVersionsAndNames(t *testing.T) {
	t.Parallel()
	s := start(t)
	old := put(t, s, "café.v1.txt", []byte("old"))
	put(t, s, "café.v1.txt", []byte("new"))
	version := fmt.Sprint(old["versionInfo"].(map[string]any)["id"])
	for _, test := range []struct {
		options           urlbuilder.Options
		body, disposition string
	}{
		{urlbuilder.Options{SEOName: "100% é, b.c"}, "new", ""},
		{urlbuilder.Options{Version: version}, "old", ""},
		{urlbuilder.Options{Attachment: true}, "new", "attachment; filename*=utf-8''caf%C3%A9.v1.txt"},
		{
			urlbuilder.Options{Version: version, AttachmentName: "é & 1+1.txt"},
			"old",
			"attachment; filename*=utf-8''%C3%A9%20&%201+1.txt",
		},
	} {
		o := test.options
		o.Path = "/café.v1.txt"
		deliver(t, s, o, func(url string, got reply) {
			got.wantStatus(t, http.StatusOK)
			disposition := got.Header.Get("Content-Disposition")
			if string(got.body) != test.body || disposition != test.disposition {
				t.Errorf("%s: %q as %q", url, got.body, disposition)
			}
		})
	}
}

// TestDelivery_BuiltElsewhere requests URLs whose files the mock server does not have, and checks that it sees why.
func TestDelivery_BuiltElsewhere(t *testing.T) {
	t.Parallel()
	s := start(t)
	for want, o := range map[string]urlbuilder.Options{
		"does not generate images":            {Path: "/a/b.png", Prompt: "50% milk/coffee, é?"},
		"does not read files from other":      {Path: "https://www.example.com/a.jpg"},
		"does not read files from other serv": {Path: "http://example.com/a.mp4", Rendition: urlbuilder.Thumbnail},
	} {
		deliver(t, s, o, func(url string, got reply) {
			got.wantStatus(t, http.StatusNotFound)
			if !strings.Contains(got.Header.Get("ik-error"), want) {
				t.Errorf("%s: %q", url, got.Header.Get("ik-error"))
			}
		})
	}
}

// TestDelivery_RefusedRenditions checks that both sides refuse a rendition which cannot be made of a file.
func TestDelivery_RefusedRenditions(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 2, 1, false))
	put(t, s, "a.gif", gifFile(t, 2, 1))
	put(t, s, "a.mp4", sample.Video("isom", 100))
	resolutions := urlbuilder.Chain{{urlbuilder.StreamingResolutions(240)}}
	refused := map[string][]urlbuilder.Rendition{
		"a.png": {urlbuilder.MP4, urlbuilder.GIFVideo, urlbuilder.HLS, urlbuilder.DASH},
		"a.gif": {urlbuilder.MP4, urlbuilder.HLS, urlbuilder.DASH},
		"a.mp4": {urlbuilder.GIFVideo},
	}
	for name, renditions := range refused {
		for _, rendition := range renditions {
			o := urlbuilder.Options{Path: name, Rendition: rendition}
			if strings.HasPrefix(string(rendition), "ik-master") {
				o.Transformation = resolutions
			}
			if u, err := variantBuilders(t, s)[0].URL(o); err == nil {
				t.Errorf("built %s", u)
			}
			get(t, s.URLEndpoint()+"/"+name+"/"+string(rendition)+"?tr=sr-240").wantStatus(t, http.StatusBadRequest)
		}
	}
}
