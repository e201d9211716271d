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
	"time"

	imagekit "github.com/openimagekit/imagekit"
)

func TestARedirectDoesNotTurnAWriteIntoARead(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Errorf("%s was followed", r.Method)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		http.Redirect(w, r, "/prefix/elsewhere", http.StatusFound)
	})
	if err := ik.DeleteFile(t.Context(), "id"); !errors.Is(err, imagekit.ErrHostNotAllowed) {
		t.Errorf("delete: got %v", err)
	}
	file := imagekit.FromBytes([]byte("abc"))
	if _, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: file, FileName: "a"}); !errors.Is(err, imagekit.ErrHostNotAllowed) {
		t.Errorf("upload: got %v", err)
	}
}

func TestAPathParameterDoesNotLeadToAnotherOperation(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s %s was sent", r.Method, r.URL) })
	for name, call := range map[string]func() error{
		"details of purge":  func() error { _, err := ik.GetFileDetails(t.Context(), "purge"); return err },
		"metadata of purge": func() error { _, err := ik.GetFileMetadata(t.Context(), "purge"); return err },
		"versions of purge": func() error { _, err := ik.GetFileVersions(t.Context(), "purge"); return err },
		"status of details": func() error { _, err := ik.GetPurgeCacheStatus(t.Context(), "details"); return err },
	} {
		var refused *imagekit.ArgumentError
		if err := call(); !errors.As(err, &refused) || !strings.Contains(err.Error(), "another operation") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestABlockedSourceDoesNotOutliveTheContext(t *testing.T) {
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
		cancel() // while this Read is on its way, which does not come back
		<-never
		return 0, io.EOF
	})
	if _, err := ik.Upload(ctx, imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAnUploadIsOverWhenItReturns(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, 1<<20)
		w.WriteHeader(http.StatusUnauthorized)
	})
	for range 10 {
		var read, told int64 // the race detector sees who touches them
		source := readerFunc(func(p []byte) (int, error) { read++; return len(p), nil })
		_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"},
			imagekit.WithProgress(func(sent, _ int64) { told = sent }))
		if err == nil || read == 0 || told == 0 {
			t.Errorf("got %v after %d reads", err, read)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestAnAnswerBeforeTheEndOfTheFileIsNoSuccess(t *testing.T) {
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

// TestAnEarlyAnswerToAnUpload has a server that reads the beginning of a large file only.
func TestAnEarlyAnswerToAnUpload(t *testing.T) {
	t.Parallel()
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
		_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes(make([]byte, 20<<20)), FileName: "a"})
		if err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) != want.unknown || requests.Load() != want.requests || others.Load() != 0 {
			t.Errorf("%d: %d uploads, %d look-ups, %v", status, requests.Load(), others.Load(), err)
		}
	}
}

func TestBadReadersAreErrors(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	for name, test := range map[string]struct {
		read readerFunc
		want string
	}{
		"panics":            {func([]byte) (int, error) { panic("oops") }, "panicked: oops"},
		"too many bytes":    {func(p []byte) (int, error) { return len(p) + 1, nil }, "returned"},
		"negative":          {func([]byte) (int, error) { return -1, nil }, "returned -1"},
		"nothing, for ever": {func([]byte) (int, error) { return 0, nil }, io.ErrNoProgress.Error()},
	} {
		if _, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromReader(test.read), FileName: "a"}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

func TestAProgressFunctionThatPanicsFailsTheUpload(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	_, err := ik.Upload(t.Context(), text("x"), imagekit.WithProgress(func(int64, int64) { panic("oops") }))
	if err == nil || !strings.Contains(err.Error(), "progress function panicked: oops") {
		t.Errorf("got %v", err)
	}
}

func TestAFileCanBeUploadedTwiceAtOnce(t *testing.T) {
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

func TestAnEchoedKeyIsRedactedEverywhere(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("x-ik-requestid", privateKey)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"key \u0070rivate_test_key","help":"`+privateKey+`","reason":"`+privateKey+`"}`)
	})
	_, err := ik.GetFileDetails(t.Context(), "id")
	var e *imagekit.Error
	if !errors.As(err, &e) || strings.Contains(err.Error()+e.Help+e.Reason+e.RequestID+string(e.Body), privateKey) {
		t.Errorf("got %+v", e)
	}
}

func TestIteratorsRefuseLimitsThatTheServiceRefuses(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for _, limit := range []int{-1, 0, 1001} {
		for _, err := range ik.Files(t.Context(), &imagekit.ListFilesParams{Limit: &limit}) {
			if !errors.Is(err, imagekit.ErrInvalidRequest) {
				t.Errorf("limit %d: got %v", limit, err)
			}
		}
	}
}

func TestALoginPageIsNoDeletion(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>log in</html>")
	})
	if err := ik.DeleteFile(t.Context(), "id"); err == nil || !strings.Contains(err.Error(), "text/html") {
		t.Errorf("got %v", err)
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := ik.GetFileDetails(ctx, "id"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestSloppyJSONIsRead has what no service should send, and one might.
func TestSloppyJSONIsRead(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"name":"a","name":"b"}`: "b", "{\"name\":\"a\xffb\"}": "a\ufffdb", ` {"name" : "a" , "new":[{}]} `: "a", `{"name":null}`: "", `{"NAME":"a"}`: "a",
	} {
		ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != want {
			t.Errorf("%s: %+v, %v", body, file, err)
		}
	}
}
