package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestClient_Upload_LookFails(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"message":"this key may not list files"}`)
	}, imagekit.WithRepeatableUploads(), quick)
	_, err := ik.Upload(t.Context(), text("x"))
	if !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) ||
		!strings.Contains(err.Error(), "this key may not list files") {
		t.Errorf("got %v", err)
	}
}

// addFault makes the server go wrong.
func addFault(t *testing.T, srv *mockserver.Server, f mockserver.Fault) {
	t.Helper()
	if _, err := srv.AddFault(f); err != nil {
		t.Fatal(err)
	}
}

// Version 2 of uploads keeps names as they are, so the file is looked for under these.
func TestClient_UploadV2_LookFindsKeptName(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil, imagekit.WithRepeatableUploads(), quick)
	addFault(t, srv, mockserver.Fault{Operation: "uploadV2", Kind: mockserver.FaultResetDuringResponse, Count: 1})
	result, err := ik.UploadV2(t.Context(), imagekit.UploadV2Request{
		File: imagekit.FromBytes([]byte("a")), FileName: "it's one", Folder: new("/my files.d"),
	})
	if err != nil || !strings.HasPrefix(result.FilePath, "/my files.d/it's one_") {
		t.Errorf("%+v, %v", result, err)
	}
	var uploads int
	for _, r := range srv.Requests() {
		if r.Operation == "uploadV2" {
			uploads++
		}
	}
	if uploads != 2 {
		t.Errorf("%d uploads, want 2: the second is refused", uploads)
	}
}

// The end of the context ends the call, wherever the client is.
func TestClient_Upload_ContextEndsDuringLook(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	srv, ik := startMock(t, onOperation("listFiles", cancel))
	addFault(t, srv, mockserver.Fault{Operation: "upload", Kind: mockserver.FaultStatus, Status: 503, Count: 1})
	_, err := ik.Upload(ctx, imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("a")), FileName: "a",
		UseUniqueFileName: new(false),
	})
	if !errors.Is(err, context.Canceled) || !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
}

// A search for an upload has the headers of the upload, such as those of a trace.
func TestClient_Upload_SearchHasItsHeaders(t *testing.T) {
	t.Parallel()
	var searches atomic.Int64
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		return onAnswer("upload", func() {})(roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet && r.Header.Get("X-Trace") == "1" {
				searches.Add(1)
			}
			return next.RoundTrip(r)
		}))
	}, imagekit.WithRepeatableUploads(), quick)
	_, err := ik.Upload(t.Context(), text("x"), imagekit.WithHeader("X-Trace", "1"))
	if err != nil || searches.Load() != 1 {
		t.Errorf("%d searches have the header, want 1: %v", searches.Load(), err)
	}
}

// onOperation does something before an operation is sent.
func onOperation(operation string, do func()) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if info, _ := imagekit.CallInfoFromContext(r.Context()); info.Operation == operation {
				do()
			}
			return next.RoundTrip(r)
		})
	}
}

// onAnswer loses the first answer of an operation.
func onAnswer(operation string, do func()) func(http.RoundTripper) http.RoundTripper {
	var seen atomic.Bool
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(r)
			if info, _ := imagekit.CallInfoFromContext(r.Context()); info.Operation == operation && !seen.Swap(true) {
				do()
				_ = response.Body.Close()
				return nil, context.Canceled
			}
			return response, err
		})
	}
}

// Whatever the service makes of a name, the client finds its file.
func TestWithRepeatableUploads_Names(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"a b.txt", "näme (1).tar.gz", "名前.png", ".hidden", "no extension", "a/b.txt", `q"uo\te'.txt`, "x,y;z=1&2?.txt",
		"100%.txt", "emoji 😀.txt",
		"[id].txt", "*.txt", "e\u0301.txt", strings.Repeat("long", 40) + ".txt",
	} {
		srv, ik := startFaulty(t, mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: 1},
			imagekit.WithRepeatableUploads())
		request := text("once")
		request.FileName, request.Folder = name, new("/some where/"+name)
		result, err := ik.Upload(t.Context(), request)
		files := filesOf(t, srv)
		if err != nil || len(files) != 1 || result.FilePath != files[0] || len(uploadsIn(srv)) != 2 {
			t.Errorf("%q: %+v, error %v, files %q, %d uploads", name, result, err, files, len(uploadsIn(srv)))
		}
		if err == nil && path.Base(result.FilePath) != result.Name {
			t.Errorf("%q: named %q at %q", name, result.Name, result.FilePath)
		}
	}
}

// The service is asked for a name of the client's own, and to refuse a second file of that name.
func TestWithRepeatableUploads_Fields(t *testing.T) {
	t.Parallel()
	received := make(chan upload, 1)
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		received <- receive(r)
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	}, imagekit.WithRepeatableUploads())
	request := text("x")
	request.OverwriteFile = new(true)
	if _, err := ik.Upload(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	parts := fmt.Sprint((<-received).parts)
	for _, want := range []string{"fileName=note_", "useUniqueFileName=false", "overwriteFile=false"} {
		if !strings.Contains(parts, want) {
			t.Errorf("%s is missing in %s", want, parts)
		}
	}
}

// A run that repeats nothing still finds what the run before it has uploaded.
func TestClient_UploadAll_ResumedWithoutRetries(t *testing.T) {
	t.Parallel()
	srv, ik := startFaulty(t, mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: 1},
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
	addFault(t, srv, mockserver.Fault{Operation: "listFiles", Kind: mockserver.FaultStatus, Status: 503, Count: 1})
	file := filepath.Join(t.TempDir(), "journal")
	for run, ok := range []bool{false, true} {
		journal := openJournal(t, file)
		items := iter.Seq[imagekit.UploadItem](func(yield func(imagekit.UploadItem) bool) { yield(item("1")) })
		for outcome := range ik.UploadAll(t.Context(), items, imagekit.UploadAllOptions{Journal: journal}) {
			if (outcome.Err == nil) != ok {
				t.Errorf("run %d: %v", run, outcome.Err)
			}
		}
		if err := journal.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if files := filesOf(t, srv); len(files) != 1 {
		t.Error(fmt.Sprint("the service has ", files))
	}
}
