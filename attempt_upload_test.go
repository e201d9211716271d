package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestClient_Upload_BlockedSource(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	ctx, cancel := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	reads := 0
	source := readerFunc(func(p []byte) (int, error) {
		if reads++; reads == 1 {
			return copy(p, "the beginning"), nil
		}
		cancel() // while this Read blocks
		<-never
		return 0, io.EOF
	})
	if _, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:     imagekit.FromReader(source),
		FileName: "a",
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestClient_Upload_ReleasesSource(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, 1<<20)
		w.WriteHeader(http.StatusUnauthorized)
	})
	for range 10 {
		var read, reported int64 // the race detector reports an access after Upload has returned
		source := readerFunc(func(p []byte) (int, error) { read++; return len(p), nil })
		_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"},
			imagekit.WithProgress(func(sent, _ int64) { reported = sent }))
		if err == nil || read == 0 || reported == 0 {
			t.Errorf("got %v after %d reads", err, read)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestClient_Upload_EarlySuccess(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, 200)
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	endless := readerFunc(func(p []byte) (int, error) { return len(p), nil })
	result, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromReader(endless), FileName: "a"})
	if err == nil || !strings.Contains(err.Error(), "answered before the whole file was sent") {
		t.Errorf("got %+v, error %v", result, err)
	}
}

// TestClient_Upload_EarlyResponse uploads a large file to a server that answers before it has read the whole file.
func TestClient_Upload_EarlyResponse(t *testing.T) {
	t.Parallel()
	large := make([]byte, 20<<20)
	for status, want := range map[int]struct {
		requests int64
		unknown  bool
	}{200: {1, true}, 503: {4, false}, 520: {1, false}, 400: {1, false}} {
		var requests, others atomic.Int64
		ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost {
				others.Add(1)
				_, _ = io.WriteString(w, "[]")
				return
			}
			requests.Add(1)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"fileId":"1"}`)
		}, imagekit.WithRepeatableUploads(), quick)
		_, err := ik.Upload(t.Context(),
			imagekit.UploadRequest{File: imagekit.FromBytes(large), FileName: "a"})
		if err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) != want.unknown ||
			requests.Load() != want.requests || others.Load() != 0 {
			t.Errorf("%d: %d uploads, %d other requests, %v", status, requests.Load(), others.Load(), err)
		}
	}
}

func TestClient_Upload_BadReader(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	for name, test := range map[string]struct {
		read readerFunc
		want string
	}{
		"panics":         {func([]byte) (int, error) { panic("oops") }, "panicked: oops"},
		"too many bytes": {func(p []byte) (int, error) { return len(p) + 1, nil }, "returned"},
		"negative":       {func([]byte) (int, error) { return -1, nil }, "returned -1"},
		"no progress":    {func([]byte) (int, error) { return 0, nil }, io.ErrNoProgress.Error()},
	} {
		if _, err := ik.Upload(t.Context(),
			imagekit.UploadRequest{File: imagekit.FromReader(test.read), FileName: "a"}); err == nil ||
			!strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func TestWithProgress_Panic(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	_, err := ik.Upload(t.Context(), text("x"), imagekit.WithProgress(func(int64, int64) { panic("oops") }))
	if err == nil || !strings.Contains(err.Error(), "progress function panicked: oops") {
		t.Errorf("got %v", err)
	}
}

func TestClient_Upload_ConcurrentSameFile(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("0123456789"), 100_000)
	path := filepath.Join(t.TempDir(), "big")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	ik, received := uploads(t)
	source, failures := imagekit.FromReader(file), make(chan error, 4)
	for range cap(failures) {
		go func() {
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: source, FileName: "a"})
			failures <- err
		}()
	}
	for range cap(failures) {
		if err := <-failures; err != nil {
			t.Error(err)
		}
		if got := <-received; got.err != nil || got.file != string(content) {
			t.Errorf("received %d bytes, %v", len(got.file), got.err)
		}
	}
}

func TestClient_Upload_SourceErrorOfOtherCall(t *testing.T) {
	t.Parallel()
	_, missing := serve(t, respondWith(404)).GetFileDetails(t.Context(), "id")
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	source := readerFunc(func([]byte) (int, error) { return 0, missing })
	_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"})
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Operation != "upload" || !errors.Is(err, missing) {
		t.Errorf("got %v", err)
	}
}
