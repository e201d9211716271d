package mockserver_test

import (
	"bytes"
	"image"
	"image/color"
	"net/http"
	"testing"

	"golang.org/x/image/bmp"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestWithOptimization has the media types of images without a transformation, and whether they are the originals.
func TestWithOptimization(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{
		"high.jpg": jpegFile(t, 90, 60, 100), "low.jpg": jpegFile(t, 90, 60, 10),
		"huge.png":    hugePNG(t, 10_001, 10_000),
		"drawing.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>`), "text.txt": []byte("a"),
	}
	for _, test := range []struct {
		optimize   bool
		path       string
		isOriginal bool
	}{
		{true, "high.jpg", false},
		{true, "high.jpg?tr=orig-true", true},
		{true, "low.jpg", true},
		{true, "huge.png", true}, // more pixels than the limit of transformations
		{true, "drawing.svg", true},
		{true, "text.txt", true},
		{false, "high.jpg", true},
	} {
		s := start(t, mockserver.WithOptimization(test.optimize))
		for name, data := range files {
			put(t, s, name, data)
		}
		got := send(t, newRequest(t, http.MethodGet, s.URLEndpoint()+"/"+test.path, nil)).wantStatus(t, http.StatusOK)
		name, _, _ := bytes.Cut([]byte(test.path), []byte("?"))
		isOriginal := bytes.Equal(got.body, files[string(name)])
		if isOriginal != test.isOriginal || !isOriginal && len(got.body) >= len(files[string(name)]) {
			t.Errorf("%v, %s: %d bytes, the original: %v; want the original: %v", test.optimize, test.path,
				len(got.body), isOriginal, test.isOriginal)
		}
		report := got.Header.Get("X-Mock-Transformation")
		if !isOriginal && report != "exact: f-auto, q-80" {
			t.Errorf("%s: the report is %q", test.path, report)
		}
	}
}

// TestWithOptimization_OtherFormat checks that a small file of a format that browsers cannot show is converted, though
// the result is larger.
func TestWithOptimization_OtherFormat(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithOptimization(true))
	picture := image.NewRGBA(image.Rect(0, 0, 1, 1))
	picture.Set(0, 0, color.White)
	var file bytes.Buffer
	if err := bmp.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	put(t, s, "a.bmp", file.Bytes())
	got := get(t, s.URLEndpoint()+"/a.bmp").wantStatus(t, http.StatusOK)
	if mediaType := got.Header.Get("Content-Type"); mediaType != "image/jpeg" || len(got.body) <= file.Len() {
		t.Errorf("got %d bytes of %s", len(got.body), mediaType)
	}
}

// TestWithOptimization_Vary checks that caches know that another client gets another format, also if a picture is
// delivered as it is.
func TestWithOptimization_Vary(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithOptimization(true))
	for name, quality := range map[string]int{"high.jpg": 100, "low.jpg": 10} {
		put(t, s, name, jpegFile(t, 90, 60, quality))
		thumbnail := get(t, s.URLEndpoint()+"/"+name+"/ik-thumbnail.jpg").Header.Get("X-Mock-Transformation")
		if thumbnail != "exact: ik-thumbnail.jpg" {
			t.Errorf("the report of the thumbnail is %q", thumbnail)
		}
		if vary := get(t, s.URLEndpoint()+"/"+name).Header.Get("Vary"); vary != "Accept" {
			t.Errorf("%s: Vary is %q, want Accept", name, vary)
		}
	}
}
