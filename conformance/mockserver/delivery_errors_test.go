package mockserver_test

import (
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestDelivery_Errors requests deliveries that fail with every error. Errors about a missing file or a limit have the
// header ik-error.
func TestDelivery_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.jpg", jpegFile(t, 4, 4, 80))
	put(t, s, "private.jpg", jpegFile(t, 4, 4, 80), part{name: "isPrivateFile", text: "true"})
	put(t, s, "draft.jpg", jpegFile(t, 4, 4, 80), part{name: "isPublished", text: "false"})
	put(t, s, "large.pdf", append([]byte("%PDF-1.7"), make([]byte, 5<<20)...))
	put(t, s, "small.pdf", []byte("%PDF-1.7"))
	put(t, s, "huge.png", hugePNG(t, 10_001, 10_000))
	put(t, s, "wide.png", hugePNG(t, 10_000, 10_000))
	signed := func(path string, at time.Time) string {
		b, err := urlbuilder.New(urlbuilder.Config{
			URLEndpoint: s.URLEndpoint(), PrivateKey: s.PrivateKey(), Now: func() time.Time { return at },
		})
		if err != nil {
			t.Fatal(err)
		}
		u, err := b.URL(urlbuilder.Options{Path: path, ExpiresIn: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimPrefix(u, s.URLEndpoint())
	}
	const (
		missing = "ENOENT - No file was found at the specified path"
		pixels  = "ELIMIT - the image has more than 100 megapixels"
	)
	for path, want := range map[string]struct {
		status int
		header string
		body   string
	}{
		"/none.jpg":                            {404, missing, "Not Found"},
		"/":                                    {404, missing, "Not Found"},
		"/a.jpg/none":                          {404, missing, "Not Found"},
		"/a.jpg?ik-obj-version=none":           {404, missing, "Not Found"},
		"/tr:w-1/none.jpg":                     {404, missing, "Not Found"},
		"/tr:di-none.jpg/none.jpg":             {404, missing, "Not Found"},
		"/tr:di-draft.jpg/none.jpg":            {404, missing, "Not Found"},
		"/draft.jpg":                           {404, missing, "Not Found"},
		signed("/draft.jpg", noon):             {404, missing, "Not Found"},
		"/tr:di-a.jpg/draft.jpg":               {200, "", ""},
		"/private.jpg":                         {401, "", "Unauthorized: the file is private"},
		signed("/private.jpg", noon):           {200, "", ""},
		signed("/private.jpg", noon) + "0":     {401, "", "Unauthorized: "},
		signed("/a.jpg", noon.Add(-time.Hour)): {401, "", "Unauthorized: "},
		"/tr:w-x/a.jpg":                        {400, "", "Bad Request: malformed transformation"},
		"/tr:n-none/a.jpg":                     {400, "", "Bad Request: malformed transformation"},
		"/tr:w-x/none.jpg":                     {400, "", "Bad Request: malformed transformation"},
		"/tr:w-1/large.pdf":                    {400, "ELIMIT - the file is larger than 5 MB", "Bad Request: the"},
		"/large.pdf/ik-thumbnail.jpg":          {400, "ELIMIT - the file is larger than 5 MB", "Bad Request: the"},
		"/large.pdf":                           {200, "", ""},
		"/tr:w-1/small.pdf":                    {200, "", ""},
		"/tr:w-1/huge.png":                     {400, pixels, "Bad Request: the"},
		"/huge.png":                            {200, "", ""},
		"/tr:w-1/wide.png":                     {200, "", ""},
	} {
		got := get(t, s.URLEndpoint()+path).wantStatus(t, want.status)
		if h := got.Header.Get("ik-error"); h != want.header {
			t.Errorf("%s: ik-error is %q, want %q", path, h, want.header)
		}
		if want.body != "" && !strings.HasPrefix(string(got.body), want.body) {
			t.Errorf("%s: the body is %q, want %q", path, got.body, want.body)
		}
		if h := got.Header.Get("Access-Control-Allow-Origin"); h != "*" {
			t.Errorf("%s: Access-Control-Allow-Origin is %q", path, h)
		}
		head := send(t, newRequest(t, http.MethodHead, s.URLEndpoint()+path, nil)).wantStatus(t, want.status)
		if h := head.Header.Get("ik-error"); h != want.header {
			t.Errorf("HEAD %s: ik-error is %q, want %q", path, h, want.header)
		}
	}
}

// hugePNG returns a PNG with one pixel, whose header states another size.
func hugePNG(t *testing.T, width, height uint32) []byte {
	t.Helper()
	picture := pngFile(t, 1, 1, false)
	header := picture[12:29] // the type and the content of its first chunk
	binary.BigEndian.PutUint32(header[4:], width)
	binary.BigEndian.PutUint32(header[8:], height)
	binary.BigEndian.PutUint32(picture[29:], crc32.ChecksumIEEE(header))
	return picture
}
