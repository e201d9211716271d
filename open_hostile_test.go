package imagekit_test

import (
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

// serveChunked serves a text with an ETag. Only parts of it have a size; the size of the whole is not announced.
func serveChunked(w http.ResponseWriter, r *http.Request, text string) {
	if r.Header.Get("Range") != "" {
		serveText(w, r, `"1"`, text)
		return
	}
	w.Header().Set("ETag", `"1"`)
	_ = http.NewResponseController(w).Flush()
	_, _ = io.WriteString(w, text)
}

func wantLimit(t *testing.T, err error) {
	t.Helper()
	if limit, ok := errors.AsType[*imagekit.ResponseLimitError](err); !ok || limit.Limit != 4 {
		t.Errorf("got the error %v", err)
	}
}

func TestObject_MaxSize_PositionBehindLimit(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) { serveChunked(w, r, "0123456789") })
	object := open(t, server.client(t), "/a", imagekit.OpenOptions{MaxSize: 4})
	n, err := object.ReadAt(make([]byte, 2), 6)
	if wantLimit(t, err); n != 0 {
		t.Errorf("ReadAt returned %d bytes", n)
	}
	if _, err := object.Seek(7, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	n, err = object.Read(make([]byte, 2))
	if wantLimit(t, err); n != 0 {
		t.Errorf("Read returned %d bytes", n)
	}
	if _, err := object.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(object)
	if wantLimit(t, err); string(content) != "0123" {
		t.Errorf("read %q", content)
	}
}

func TestObject_MaxSize_Largest(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) { serveChunked(w, r, "0123456789") })
	wantContent(t, open(t, server.client(t), "/a", imagekit.OpenOptions{MaxSize: math.MaxInt64}), "0123456789")
	object := open(t, server.client(t), "/a", imagekit.OpenOptions{MaxSize: math.MaxInt64 - 3, Offset: 3})
	wantContent(t, object, "3456789")
}

// TestObject_Read_SizeNotRepeated reads the file a second time, from a server that announces no size then and sends
// fewer bytes than it has announced before.
func TestObject_Read_SizeNotRepeated(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, n int) {
		if n == 1 {
			serveText(w, r, `"1"`, "0123456789")
			return
		}
		serveChunked(w, r, "01234")
	})
	object := open(t, server.client(t), "/a", imagekit.OpenOptions{})
	wantContent(t, object, "0123456789")
	if _, err := object.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(object)
	if err == nil {
		t.Errorf("read %q without an error", content)
	}
}

// TestClient_Open_RedirectOfTransport uses a transport whose responses do not have the field Request.
func TestClient_Open_RedirectOfTransport(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]error{
		"https://demo.example/original.mp4": imagekit.ErrNotReady,
		"/original.mp4":                     imagekit.ErrNotReady,
		"https://other.example/x.mp4":       imagekit.ErrHostNotAllowed,
	} {
		transport := roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: http.StatusFound, Header: http.Header{"Location": {location}},
				Body: io.NopCloser(strings.NewReader("")),
			}, nil
		})
		ik := newClient(t, imagekit.WithURLEndpoint("https://demo.example/demo"),
			imagekit.WithHTTPClient(&http.Client{Transport: transport}))
		if _, err := ik.Open(t.Context(), "/a.mp4", imagekit.OpenOptions{}); !errors.Is(err, want) {
			t.Errorf("%s: got the error %v", location, err)
		}
	}
}
