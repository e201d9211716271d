package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestObject_UnknownSize_End reads at the end of a file whose size is not known.
func TestObject_UnknownSize_End(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) { serveChunked(w, r, "0123456789") })
	object := open(t, server.client(t), "/a", imagekit.OpenOptions{})
	for _, test := range []struct {
		offset int64
		want   string
	}{{8, "89"}, {10, ""}} {
		p := make([]byte, 4)
		n, err := object.ReadAt(p, test.offset)
		if err != io.EOF || string(p[:n]) != test.want { //nolint:errorlint // io.ReaderAt wants io.EOF itself
			t.Errorf("at %d: got %q, %v, want %q", test.offset, p[:n], err, test.want)
		}
		if _, err := object.Seek(test.offset, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		wantContent(t, object, test.want)
	}
	if _, err := object.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	wantContent(t, object, "0123456789")
}

// TestObject_UnknownSize_Shorter loses the connection, while a shorter file replaces the one that is read.
func TestObject_UnknownSize_Shorter(t *testing.T) {
	t.Parallel()
	for _, etag := range []string{"", `"2"`} {
		server := newOrigin(t, func(w http.ResponseWriter, _ *http.Request, n int) {
			if n > 1 { // a server that ignores If-Range
				w.Header().Set("Content-Range", "bytes */2")
				w.Header().Set("ETag", etag)
				w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
				return
			}
			w.Header().Set("ETag", `"1"`)
			_, _ = io.WriteString(w, "0123")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		})
		content, err := io.ReadAll(open(t, server.client(t), "/a", imagekit.OpenOptions{}))
		if string(content) != "0123" || err == nil {
			t.Errorf("ETag %s: read %q, %v", etag, content, err)
		}
	}
}

// TestObject_Read_ContextAfterResponse ends the context when the whole response may have arrived.
func TestObject_Read_ContextAfterResponse(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) { serveText(w, r, `"1"`, "0123456789") })
	ctx, cancel := context.WithCancel(t.Context())
	object, err := server.client(t).Open(ctx, "/a", imagekit.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer object.Close()
	if n, err := object.Read(make([]byte, 3)); n == 0 || err != nil {
		t.Errorf("got %d bytes, %v", n, err)
	}
	cancel()
	if n, err := object.Read(make([]byte, 3)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("got %d bytes, %v", n, err)
	}
}

// TestObject_ReadAt_NoTimeInPart reads parts of a server that sends no Last-Modified with them, as RFC 9110, section
// 15.3.7 recommends for the response to a request with If-Range.
func TestObject_ReadAt_NoTimeInPart(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		w = withoutTime{w}
		serveText(w, r, "", "0123456789")
	})
	object := open(t, server.client(t), "/a", imagekit.OpenOptions{})
	p := make([]byte, 3)
	if n, err := object.ReadAt(p, 4); err != nil || string(p[:n]) != "456" {
		t.Errorf("got %q, %v", p[:n], err)
	}
	if sent := server.sent(2).Get("If-Range"); sent == "" {
		t.Error("the request has no If-Range")
	}
}

// withoutTime removes Last-Modified from responses with parts.
type withoutTime struct{ http.ResponseWriter }

func (w withoutTime) WriteHeader(status int) {
	if w.Header().Del("ETag"); status == http.StatusPartialContent {
		w.Header().Del("Last-Modified")
	}
	w.ResponseWriter.WriteHeader(status)
}

// TestClient_Open_RangeOutOfRange uses a server whose ranges end where no int64 does.
func TestClient_Open_RangeOutOfRange(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Range", "bytes 1-9223372036854775807/*")
		w.Header().Set("ETag", `"1"`)
		w.WriteHeader(http.StatusPartialContent)
		_, _ = io.WriteString(w, "12")
		_ = http.NewResponseController(w).Flush()
	})
	object, err := server.client(t).Open(t.Context(), "/a", imagekit.OpenOptions{Offset: 1})
	if err == nil {
		content, errRead := io.ReadAll(object)
		t.Errorf("read %q, %v", content, errRead)
		_ = object.Close()
	}
	if e, ok := errors.AsType[*imagekit.Error](err); err != nil && (!ok || e.StatusCode != http.StatusPartialContent) {
		t.Errorf("got the error %v", err)
	}
}
