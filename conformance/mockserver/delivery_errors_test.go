package mockserver_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
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
		refused = "Bad URL Transformation Request: malformed transformation: "
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
		"/tr:w-x/a.jpg":                        {400, "", refused},
		"/tr:n-none/a.jpg":                     {400, "", refused},
		"/tr:w-x/none.jpg":                     {400, "", refused},
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

// TestDelivery_Refusals requests transformations that are refused because of the file or the account.
func TestDelivery_Refusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.jpg", jpegFile(t, 4, 4, 80))
	put(t, s, "a.gif", gifFile(t, 4, 4))
	put(t, s, "a.txt", []byte("text"))
	put(t, s, "a.pdf", []byte("%PDF-1.7"))
	put(t, s, "a.mp4", sample.Video("isom", 1000))
	for _, named := range []object{
		{"name": "signed", "transformation": "w-1,c2pa-true"},
		{"name": "wide", "transformation": "if-w_gt_3,w-3,if-end"},
		{"name": "nested", "transformation": "n-wide:w-2"},
	} {
		do(t, s, http.MethodPost, "/v1/named-transformations", named).wantStatus(t, http.StatusCreated)
	}
	for path, want := range map[string]struct {
		status int
		body   string
	}{
		"/a.jpg?tr=c2pa-true":                            {403, "Forbidden: the add-on"},
		"/a.jpg?tr=w-1:c2pa-false":                       {403, "Forbidden: the add-on"},
		"/a.jpg?tr=n-signed":                             {403, "Forbidden: the add-on"},
		"/a.gif?tr=if-w_gt_3,w-3,if-end":                 {400, "conditions are not supported"},
		"/a.gif?tr=w-3:if-w_gt_3,w-3,if-else,w-2,if-end": {400, "conditions are not supported"},
		"/a.gif?tr=n-nested":                             {400, "conditions are not supported"},
		"/a.jpg?tr=n-nested":                             {200, ""},
		"/a.gif?tr=w-3":                                  {200, ""},
		"/a.txt/ik-thumbnail.jpg":                        {400, "ik-thumbnail.jpg is not available"},
		"/a.pdf/ik-thumbnail.jpg":                        {200, ""},
		"/a.mp4/ik-thumbnail.jpg":                        {200, ""},
		"/a.mp4/ik-video.mp4/ik-thumbnail.jpg":           {200, ""},
		"/a.jpg/ik-gif-video.mp4":                        {400, "ik-gif-video.mp4 is not available"},
		"/a.gif/ik-gif-video.mp4":                        {200, ""},
		"/a.gif/ik-video.mp4":                            {400, "ik-video.mp4 is not available"},
		"/a.mp4/ik-video.mp4":                            {200, ""},
		"/a.jpg/ik-master.mpd?tr=sr-240":                 {400, "ik-master.mpd is not available"},
		"/a.mp4/ik-master.m3u8?tr=sr-240":                {200, ""},
		"/a.mp4/ik-thumbnail.jpg/ik-video.mp4":           {404, ""}, // there is no such order
		"/a.mp4/ik-thumbnail.tiff":                       {404, ""},
	} {
		got := get(t, s.URLEndpoint()+path).wantStatus(t, want.status)
		if !strings.Contains(string(got.body), want.body) {
			t.Errorf("%s: the body is %q, want %q", path, got.body, want.body)
		}
	}
}

func TestDelivery_FilesFromElsewhere(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, want := range map[string]string{
		"/ik-genimg-prompt-a%20cat/cat.jpg": "ENOENT - The mock server does not generate images from prompts",
		"/https://example.com/a.jpg":        "ENOENT - The mock server does not read files from other servers",
	} {
		got := get(t, s.URLEndpoint()+path).wantStatus(t, http.StatusNotFound)
		if h := got.Header.Get("ik-error"); h != want {
			t.Errorf("%s: ik-error is %q, want %q", path, h, want)
		}
	}
}

// unreadableStore is a store whose blobs cannot be read.
type unreadableStore struct{ *boltstore.Store }

func (unreadableStore) OpenBlob(string) (io.ReadSeekCloser, error) {
	return nil, errors.New("disk failure")
}

func TestDelivery_UnreadableFile(t *testing.T) {
	t.Parallel()
	kept, err := boltstore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	first := mockserver.Start(t, mockserver.WithStore(kept))
	put(t, first, "a.png", pngFile(t, 4, 4, false))
	stop(t, first)
	s := mockserver.Start(t, mockserver.WithStore(unreadableStore{kept}))
	for _, path := range []string{"/a.png", "/a.png?tr=w-2"} {
		got := get(t, s.URLEndpoint()+path).wantStatus(t, http.StatusInternalServerError)
		if h := got.Header.Get("ik-error"); h != "UNIDENTIFIED - The file cannot be read" {
			t.Errorf("%s: ik-error is %q", path, h)
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
