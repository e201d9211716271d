package mockserver_test

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // decodes renditions
	_ "image/jpeg" // decodes renditions
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// sizeOf returns the width and height of a delivered picture.
func (r reply) sizeOf(t *testing.T) image.Point {
	t.Helper()
	config, _, err := image.DecodeConfig(bytes.NewReader(r.body))
	if err != nil {
		t.Fatalf("%d bytes of %s: %v", len(r.body), r.Header.Get("Content-Type"), err)
	}
	return image.Pt(config.Width, config.Height)
}

func TestDelivery_Rendition(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 200, 100, false), part{name: "customCoordinates", text: "150,0,50,50"})
	for _, test := range []struct {
		path      string
		header    map[string]string // of the request
		size      image.Point
		mediaType string
		want      map[string]string // headers of the response
	}{
		{
			"/a.png?tr=w-50", nil, image.Pt(50, 25), "image/png",
			map[string]string{"X-Mock-Transformation": "exact: w-50", "Vary": "Accept", "Cache-Control": "no-cache"},
		},
		{"/tr:w-50,h-50/a.png", nil, image.Pt(50, 50), "image/png", nil},
		{"/tr:w-50,f-jpg/a.png", nil, image.Pt(50, 25), "image/jpeg", map[string]string{"Vary": ""}},
		{"/tr:n-ik_ml_thumbnail/a.png", nil, image.Pt(200, 100), "image/png", nil},
		{
			"/a.png?tr=w-auto",
			map[string]string{"Sec-CH-Width": "112", "Sec-CH-DPR": "2"},
			image.Pt(200, 100),
			"image/png",
			map[string]string{"Content-DPR": "3.57"},
		},
		{
			"/a.png?tr=w-auto",
			map[string]string{"Sec-CH-Width": "1e-300", "Sec-CH-DPR": "2"},
			image.Pt(200, 100),
			"image/png",
			map[string]string{"Content-DPR": ""},
		},
		{
			"/a.png?tr=w-50,e-upscale,zz-1", nil, image.Pt(50, 25), "image/png",
			map[string]string{"X-Mock-Transformation": "exact: w-50; not rendered: e-upscale; unknown: zz"},
		},
		{"/none.png?tr=w-50,di-a.png", nil, image.Pt(50, 25), "image/png", nil},
		{
			"/a.png?tr=w-50&ik-attachment=true&ik-attachment-filename=caf%C3%A9.png", nil, image.Pt(50, 25),
			"image/png",
			map[string]string{"Content-Disposition": "attachment; filename*=utf-8''caf%C3%A9.png"},
		},
		{"/ik-seo/tr:w-50/a/coffee.png", nil, image.Pt(50, 25), "image/png", nil},
	} {
		req := newRequest(t, http.MethodGet, s.URLEndpoint()+test.path, nil)
		for name, value := range test.header {
			req.Header.Set(name, value)
		}
		got := send(t, req).wantStatus(t, http.StatusOK)
		if size := got.sizeOf(t); size != test.size || got.Header.Get("Content-Type") != test.mediaType {
			t.Errorf("%s: %v of %s, want %v of %s", test.path, size, got.Header.Get("Content-Type"), test.size,
				test.mediaType)
		}
		for name, want := range test.want {
			if value := got.Header.Get(name); value != want {
				t.Errorf("%s: %s is %q, want %q", test.path, name, value, want)
			}
		}
	}
}

// TestDelivery_Rendition_Unchanged checks that a file is delivered as it is if no parameter is rendered.
func TestDelivery_Rendition_Unchanged(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := pngFile(t, 200, 100, false)
	put(t, s, "a.png", content)
	original := get(t, s.URLEndpoint()+"/a.png").Header.Get("ETag")
	for transformation, report := range map[string]string{
		"e-bgremove":     "not rendered: e-bgremove",
		"di-b.png":       "exact: di-b.png",
		"w-50,orig-true": "exact: w-50, orig-true",
	} {
		got := get(t, s.URLEndpoint()+"/a.png?tr="+transformation).wantStatus(t, http.StatusOK)
		if header := got.Header.Get("X-Mock-Transformation"); !strings.HasPrefix(header, report) {
			t.Errorf("%s: the report is %q, want %q", transformation, header, report)
		}
		if !bytes.Equal(got.body, content) || got.Header.Get("ETag") != original || got.Header.Get("Vary") != "" {
			t.Errorf("%s: %d bytes with %v", transformation, len(got.body), got.Header)
		}
	}
}

func TestDelivery_Thumbnail(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 200, 100, false))
	put(t, s, "a.gif", gifFile(t, 200, 100))
	pdf := []byte("%PDF-1.7")
	put(t, s, "a.pdf", pdf)
	for path, want := range map[string]struct {
		size      image.Point
		mediaType string
	}{
		"/a.png/ik-thumbnail.jpg":               {image.Pt(200, 100), "image/jpeg"},
		"/tr:w-50/a.png/ik-thumbnail.jpg":       {image.Pt(50, 25), "image/jpeg"},
		"/a.gif/ik-thumbnail.jpg?tr=w-50":       {image.Pt(50, 25), "image/jpeg"},
		"/a.gif/ik-thumbnail.jpg?tr=h-50:f-png": {image.Pt(100, 50), "image/png"},
		"/a.gif/ik-thumbnail.jpg?tr=pg-1":       {image.Pt(200, 100), "image/jpeg"},
	} {
		got := get(t, s.URLEndpoint()+path+addQuery(path, "ik-attachment=true")).wantStatus(t, http.StatusOK)
		if got.sizeOf(t) != want.size || got.Header.Get("Content-Type") != want.mediaType {
			t.Errorf("%s: %v of %s", path, got.sizeOf(t), got.Header.Get("Content-Type"))
		}
		name := got.Header.Get("Content-Disposition")
		if name != "attachment; filename=ik-thumbnail.jpg" {
			t.Errorf("%s: %v", path, got.Header)
		}
	}
	got := get(t, s.URLEndpoint()+"/a.pdf/ik-thumbnail.jpg?ik-attachment=true").wantStatus(t, http.StatusOK)
	if !bytes.Equal(got.body, pdf) || got.Header.Get("Content-Type") != "application/pdf" ||
		got.Header.Get("X-Mock-Transformation") != "not rendered" ||
		got.Header.Get("Content-Disposition") != "attachment; filename=a.pdf" {
		t.Errorf("the thumbnail of a PDF is %q with %v", got.body, got.Header)
	}
}

// addQuery returns the end of a URL with one more parameter.
func addQuery(path, parameter string) string {
	if strings.Contains(path, "?") {
		return "&" + parameter
	}
	return "?" + parameter
}

func TestDelivery_Rendition_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 200, 100, false))
	for path, word := range map[string]string{
		"/a.png?tr=w-50,h-50,cm-extract,xc-190,yc-50": "xc-190: the part of 50 pixels is not within the 200",
		"/a.png?tr=w-iw_div_0":                        "no finite value",
		"/a.png?tr=w-60000,h-60000":                   "a limit is exceeded",
	} {
		got := get(t, s.URLEndpoint()+path).wantStatus(t, http.StatusBadRequest)
		if !bytes.Contains(got.body, []byte(word)) {
			t.Errorf("%s: got %s, want %q", path, got.body, word)
		}
	}
}

// TestDelivery_Rendition_Original checks files that are delivered as they are, although they are transformed.
func TestDelivery_Rendition_Original(t *testing.T) {
	t.Parallel()
	s := start(t)
	files := map[string][]byte{
		"damaged.png": pngFile(t, 20, 10, false)[:40], "a.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"a.txt": []byte("text"),
	}
	for name, content := range files {
		put(t, s, name, content)
		got := get(t, s.URLEndpoint()+"/"+name+"?tr=w-10").wantStatus(t, http.StatusOK)
		if !bytes.Equal(got.body, content) || got.Header.Get("X-Mock-Transformation") != "not rendered" {
			t.Errorf("%s: %q with %q", name, got.body, got.Header.Get("X-Mock-Transformation"))
		}
	}
}

func TestDelivery_Rendition_Conditional(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 200, 100, false))
	url := s.URLEndpoint() + "/a.png?tr=w-50"
	first := get(t, url).wantStatus(t, http.StatusOK)
	tag := first.Header.Get("ETag")
	request := func(method, name, value string) reply {
		t.Helper()
		req := newRequest(t, method, url, nil)
		req.Header.Set(name, value)
		return send(t, req)
	}
	request(http.MethodGet, "If-None-Match", tag).wantStatus(t, http.StatusNotModified)
	// The picture can change without the file, such as with a named transformation, so a date does not validate it.
	future := "Fri, 01 Jan 2100 00:00:00 GMT"
	if got := request(http.MethodGet, "If-Modified-Since", future).wantStatus(t, http.StatusOK); got.Header.Get(
		"Last-Modified") != "" {
		t.Errorf("the rendition has the date %s", got.Header.Get("Last-Modified"))
	}
	ranged := request(http.MethodGet, "Range", "bytes=1-3").wantStatus(t, http.StatusPartialContent)
	if string(ranged.body) != string(first.body[1:4]) {
		t.Errorf("the range is %q, want %q", ranged.body, first.body[1:4])
	}
	head := request(http.MethodHead, "Accept", "*/*").wantStatus(t, http.StatusOK)
	if length := head.Header.Get("Content-Length"); length != fmt.Sprint(len(first.body)) {
		t.Errorf("the length is %s, want %d", length, len(first.body))
	}
	if other := get(t, s.URLEndpoint()+"/a.png?tr=w-51").Header.Get("ETag"); other == tag {
		t.Errorf("two renditions have the entity tag %s", tag)
	}
	put(t, s, "a.png", pngFile(t, 100, 100, false))
	if size := request(http.MethodGet, "If-None-Match", tag).wantStatus(t, http.StatusOK).sizeOf(t); size.Y != 50 {
		t.Errorf("after a new version the picture has %v pixels, want 50x50", size)
	}
}

// TestDelivery_Rendition_Changes changes what a URL depends on besides the bytes of the file.
func TestDelivery_Rendition_Changes(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := put(t, s, "a.png", pngFile(t, 200, 100, false), part{name: "customCoordinates", text: "150,0,50,50"})
	path := "/v1/named-transformations"
	named := post(t, s, path, `{"name": "small", "transformation": "w-20"}`).wantStatus(t, http.StatusCreated).object(t)
	url := func(transformation string) string { return s.URLEndpoint() + "/a.png?tr=" + transformation }
	const part = "w-50,h-50,cm-extract,fo-custom"
	size, right := get(t, url("n-small")).sizeOf(t), get(t, url(part))
	do(t, s, http.MethodPatch, fmt.Sprint(path, "/", named["id"]), object{"transformation": "w-30"})
	after := get(t, url("n-small")).sizeOf(t)
	details := fmt.Sprintf("/v1/files/%v/details", file["fileId"])
	do(t, s, http.MethodPatch, details, object{"customCoordinates": "0,0,50,50"})
	if size.X != 20 || after.X != 30 {
		t.Errorf("the named transformation gives %v, and %v after its change; want the widths 20 and 30", size, after)
	}
	if left := get(t, url(part)); bytes.Equal(left.body, right.body) {
		t.Error("the part for fo-custom did not change with the custom coordinates")
	}
	do(t, s, http.MethodPatch, details, object{"publish": object{"isPublished": false}})
	get(t, url("n-small")).wantStatus(t, http.StatusNotFound)
}

// TestDelivery_Rendition_Headers requests the same URLs with different headers, on which the result depends.
func TestDelivery_Rendition_Headers(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 200, 100, false))
	for _, test := range []struct {
		transformation string
		header         map[string]string
		width          int
	}{
		{"w-50,dpr-auto", nil, 50},
		{"w-50,dpr-auto", map[string]string{"DPR": "3"}, 150},
		{"w-50,dpr-auto", map[string]string{"DPR": "3", "Sec-CH-DPR": "2"}, 100},
	} {
		req := newRequest(t, http.MethodGet, s.URLEndpoint()+"/a.png?tr="+test.transformation, nil)
		for name, value := range test.header {
			req.Header.Set(name, value)
		}
		got := send(t, req).wantStatus(t, http.StatusOK)
		if size := got.sizeOf(t); size.X != test.width {
			t.Errorf("%s with %v: %v, want the width %d", test.transformation, test.header, size, test.width)
		}
	}
}

// TestDelivery_Rendition_Concurrent is a page with many thumbnails, some of which are the same.
func TestDelivery_Rendition_Concurrent(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 200, 100, false))
	var requests sync.WaitGroup
	for i := range 50 {
		width := 10 + i%10
		requests.Go(func() {
			got := get(t, fmt.Sprintf("%s/a.png?tr=w-%d", s.URLEndpoint(), width)).wantStatus(t, http.StatusOK)
			if size := got.sizeOf(t); size.X != width {
				t.Errorf("got %v, want the width %d", size, width)
			}
		})
	}
	requests.Wait()
}

func TestWithRendering_Off(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithRendering(false))
	content := pngFile(t, 200, 100, false)
	put(t, s, "a.png", content)
	if got := get(t, s.URLEndpoint()+"/a.png?tr=w-50"); !bytes.Equal(got.body, content) {
		t.Errorf("got %d bytes, want the original of %d", len(got.body), len(content))
	}
}
