package mockserver_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestDelivery_ParameterAfterSignature(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, private := range []string{"true", "false"} {
		put(t, s, private, []byte("x"), part{name: "isPrivateFile", text: private})
		got := get(t, s.URLEndpoint()+"/"+private+"?ik-s=0123&updatedAt=1").wantStatus(t, http.StatusUnauthorized)
		if !strings.Contains(string(got.body), "ik-s is not the last parameter") {
			t.Errorf("isPrivateFile=%s: the error is %s", private, got.body)
		}
	}
}

func TestAPI_URLOfOtherAccount(t *testing.T) {
	t.Parallel()
	s := start(t)
	const elsewhere = "https://example.com/x.jpg"
	const gone = "The requested file does not exist or is inaccessible at this time."
	purge := do(t, s, http.MethodPost, "/v1/files/purge", object{"url": elsewhere})
	purge.wantError(t, http.StatusBadRequest, "The URL is not valid for cache purging.")
	do(t, s, http.MethodGet, "/v1/metadata?url="+escape(elsewhere), nil).
		wantError(t, http.StatusBadRequest, "The url should be accessible using your ImageKit.io account.")
	do(t, s, http.MethodGet, "/v1/metadata?url="+escape(s.URLEndpoint()+"/x.jpg"), nil).wantError(t,
		http.StatusNotFound, gone)
	do(t, s, http.MethodGet, "/v1/files/missing/metadata", nil).wantError(t, http.StatusNotFound, gone)
}

func TestDelivery_QuerySemicolons(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.jpg", []byte("x"))
	get(t, s.URLEndpoint()+"/a.jpg?a=1;b=2&tr=w-1").wantStatus(t, http.StatusOK)
}

func TestDelivery(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithRendering(false), mockserver.WithContentCredentials(true))
	content := pngFile(t, 20, 10, false)
	put(t, s, "Käse.png", content, part{name: "folder", text: "/a"})
	put(t, s, "draft.txt", []byte("x"), part{name: "isPublished", text: "false"})
	for _, test := range []struct {
		path   string
		status int
		header string // x-mock-transformation
	}{
		{"/a/K%C3%A4se.png", 200, ""},
		{"/a/K%c3%a4se.png?updatedAt=1", 200, ""},
		{"/tr:w-10,h-10/a/K%C3%A4se.png", 200, "not rendered"},
		{"/a/K%C3%A4se.png?tr=w-10", 200, "not rendered"},
		{"/a/nothing.png", 404, ""},
		{"/ik-seo/a/K%C3%A4se/cheese.png", 200, ""},
		{"/ik-seo/tr:w-10/a/K%C3%A4se/cheese.png", 200, "not rendered"},
		{"/tr:w-10/ik-seo/a/K%C3%A4se/cheese.png", 200, "not rendered"},
		{"/ik-seo/a/K%C3%A4se/cheese.jpg", 404, ""},
		{"/ik-seo/K%C3%A4se.png", 404, ""},
		{"/ik-seo/a/K%C3%A4se/cheese.png/ik-thumbnail.jpg", 200, "not rendered"},
		{"/ik-thumbnail.jpg", 404, "not rendered"},
		{"/a/K%C3%A4se.png?tr=w-10,wdith-5", 200, "not rendered; unknown: wdith"},
		{"/a/K%C3%A4se.png/ik-thumbnail.jpg", 200, "not rendered"},
		{"/a/nothing.png?tr=w-10,di-a@@K%C3%A4se.png", 200, "not rendered"},
		{"/a/nothing.png?tr=w-10,di-a@@nothing.png", 404, "not rendered"},
		{"/tr:w-ten/a/K%C3%A4se.png", 400, ""},
		{"/a/K%C3%A4se.png?tr=", 400, ""},
		{"/tr:/a/K%C3%A4se.png", 400, ""},
		{"/tr:/a/K%C3%A4se.png/ik-thumbnail.jpg", 400, ""},
		{"/a/K%C3%A4se.png/ik-thumbnail.jpg?tr=", 400, ""},
		{"/a/K%C3%A4se.png?tr=oi-logo.png", 400, ""},
		{"/tr:w-1,ot-text/a/K%C3%A4se.png", 400, ""},
		{"/tr:e-upscale,e-retouch/a/K%C3%A4se.png", 400, ""},
		{"/tr:e-upscale:e-retouch/a/K%C3%A4se.png", 200, "not rendered"},
		{"/tr:rt-90,if-w_gt_1,w-1,if-end/a/K%C3%A4se.png", 400, ""},
		{"/tr:rt-90:if-w_gt_1,w-1,if-end/a/K%C3%A4se.png", 200, "not rendered"},
		{"/a/K%C3%A4se.png?tr=" + layers(4), 400, ""},
		{"/a/K%C3%A4se.png?tr=" + layers(3), 200, "not rendered"},
		{"/a/K%C3%A4se.png?tr=l-text,ie-***,l-end", 400, ""},
		{"/tr:l-text,ie-aGVsbG8%3D,l-end/a/K%C3%A4se.png", 200, "not rendered"},
		{"/a/K%C3%A4se.png?tr=l-text,ie-aGVsbG8%3D,l-end", 200, "not rendered"},
		{"/a/K%C3%A4se.png?tr=dn-300:c2pa-true", 200, "not rendered"},
		{"/a/K%C3%A4se.png?tr=%", 400, ""},
		{"/draft.txt", 404, ""},
		{"/", 404, ""},
	} {
		got := get(t, s.URLEndpoint()+test.path).wantStatus(t, test.status)
		if h := got.Header.Get("x-mock-transformation"); h != test.header {
			t.Errorf("%s: x-mock-transformation is %q, want %q", test.path, h, test.header)
		}
		if test.status == 200 && (!bytes.Equal(got.body, content) || got.Header.Get("Content-Type") != "image/png") {
			t.Errorf("%s: %d bytes of %s, want the PNG", test.path, len(got.body), got.Header.Get("Content-Type"))
		}
		if test.status >= 400 && !strings.HasPrefix(got.Header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: the error is %s, want text/plain", test.path, got.Header.Get("Content-Type"))
		}
	}
}

// TestDelivery_ContentType checks the content types of text files, which depend on the extension. Those of binary files
// depend on the content, as the documentation of uploads says.
func TestDelivery_ContentType(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, want := range map[string]string{
		"README": "application/octet-stream", "page.html": "text/html; charset=utf-8",
		"page.HTM": "text/html; charset=utf-8",
		"feed.xml": "application/xml", "notes.md": "text/markdown; charset=utf-8", "a.ts": "video/mp2t",
		"a.css": "text/css; charset=utf-8", "a.js": "text/javascript; charset=utf-8", "a.json": "application/json",
		"a.csv": "text/csv; charset=utf-8", "a.svg": "image/svg+xml", "a.txt": "text/plain; charset=utf-8",
		"a.unknown": "application/octet-stream",
	} {
		file := put(t, s, name, []byte("<a>text</a>"))
		got := get(t, s.URLEndpoint()+"/"+name).wantStatus(t, http.StatusOK).Header.Get("Content-Type")
		if got != want || details(t, s, file["fileId"])["mime"] != want {
			t.Errorf("%s: %s, and %v in its details, want %s", name, got, details(t, s, file["fileId"])["mime"], want)
		}
		kind := "non-image"
		if name == "a.svg" {
			kind = "image"
		}
		wantFields(t, file, object{"fileType": kind})
	}
}

// layers returns nested image layers.
func layers(depth int) string {
	return strings.Repeat("l-image,i-a,", depth) + strings.Repeat("l-end,", depth-1) + "l-end"
}

func TestDelivery_HTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := put(t, s, "a.txt", []byte("0123456789"))["url"].(string)
	request := func(method, header, value string) reply {
		req := newRequest(t, method, u, nil)
		if header != "" {
			req.Header.Set(header, value)
		}
		return send(t, req)
	}
	whole := request(http.MethodHead, "", "").wantStatus(t, http.StatusOK)
	if whole.ContentLength != 10 || len(whole.body) != 0 {
		t.Errorf("HEAD: Content-Length %d and %d bytes, want 10 and 0", whole.ContentLength, len(whole.body))
	}
	if got := request(http.MethodGet, "Range", "bytes=2-4").wantStatus(t,
		http.StatusPartialContent); string(got.body) != "234" {
		t.Errorf("range: %q, want 234", got.body)
	}
	request(http.MethodGet, "If-None-Match", whole.Header.Get("ETag")).wantStatus(t, http.StatusNotModified)
	request(http.MethodGet, "If-Modified-Since", whole.Header.Get("Last-Modified")).wantStatus(t,
		http.StatusNotModified)
	request(http.MethodPost, "", "").wantStatus(t, http.StatusMethodNotAllowed)
}

func TestDelivery_PrivateFile(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "private-é.txt", []byte("x"), part{name: "isPrivateFile", text: "true"})
	put(t, s, "public.txt", []byte("x"))
	builder := func(key string, now time.Time) *urlbuilder.Builder {
		b, err := urlbuilder.New(urlbuilder.Config{
			URLEndpoint: s.URLEndpoint(), PrivateKey: key,
			Now: func() time.Time {
				return now
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	right := builder(s.PrivateKey(), noon)
	for _, test := range []struct {
		name    string
		builder *urlbuilder.Builder
		options urlbuilder.Options
		status  int
	}{
		{"unsigned", right, urlbuilder.Options{Path: "/private-é.txt"}, 401},
		{"signed", right, urlbuilder.Options{Path: "/private-é.txt", Signed: true}, 200},
		{"signed with a query", right, urlbuilder.Options{
			Path: "/private-é.txt", Signed: true,
			QueryParameters: []urlbuilder.QueryParameter{{Name: "updatedAt", Value: "1"}},
		}, 200},
		{"signed with expiry", right, urlbuilder.Options{Path: "/private-é.txt", ExpiresIn: time.Minute}, 200},
		{
			"expired", builder(s.PrivateKey(), noon.Add(-time.Hour)),
			urlbuilder.Options{Path: "/private-é.txt", ExpiresIn: time.Minute},
			401,
		},
		{
			"signed with another key", builder("other", noon),
			urlbuilder.Options{Path: "/private-é.txt", Signed: true},
			401,
		},
		{
			"public file signed with another key", builder("other", noon),
			urlbuilder.Options{Path: "/public.txt", Signed: true},
			401,
		},
		{"unsigned with an SEO-friendly name", right, urlbuilder.Options{Path: "/ik-seo/private-é/cheese.txt"}, 401},
		{"signed with an SEO-friendly name", right, urlbuilder.Options{
			Path: "/ik-seo/private-é/cheese.txt", Signed: true,
		}, 200},
		{"signed public file", right, urlbuilder.Options{Path: "/public.txt", Signed: true}, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			u, err := test.builder.URL(test.options)
			if err != nil {
				t.Fatal(err)
			}
			get(t, u).wantStatus(t, test.status)
			// The signature does not depend on the host: it covers only what follows the URL endpoint.
			get(t, strings.Replace(u, "127.0.0.1", "localhost", 1)).wantStatus(t, test.status)
		})
	}
}
