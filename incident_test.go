package imagekit_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// addFault makes the server go wrong.
func addFault(t *testing.T, srv *mockserver.Server, f mockserver.Fault) {
	t.Helper()
	if _, err := srv.AddFault(f); err != nil {
		t.Fatal(err)
	}
}

// A file that is deleted by a request whose answer is lost is deleted, also if another one of the batch does not exist.
func TestDeleteAllAfterALostAnswerWithAMissingFile(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := uploadMany(t, ik, 3)
	addFault(t, srv, mockserver.Fault{Operation: "bulkDeleteFiles", Kind: mockserver.FaultResetAfterExecution, After: 1, Count: 1})
	for id, err := range ik.DeleteFiles(t.Context(), slices.Values(append(ids, "none"))) {
		if errors.Is(err, imagekit.ErrNotFound) != (id == "none") {
			t.Errorf("%s: got %v", id, err)
		}
	}
}

// An answer that is cut does not tell which file is missing: nothing may be said of the others.
func TestACutAnswerDoesNotMakeAllFilesMissing(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := uploadMany(t, ik, 3)
	addFault(t, srv, mockserver.Fault{Operation: "bulkAddTags", Kind: mockserver.FaultResetDuringResponse, Count: 1})
	for id, err := range ik.AddTags(t.Context(), slices.Values(append(ids, "none")), []string{"a"}) {
		if errors.Is(err, imagekit.ErrNotFound) && id != "none" {
			t.Errorf("%s is there: got %v", id, err)
		}
	}
}

// The end of the context ends the call, wherever the client is.
func TestTheErrorTellsThatTheContextEndedDuringTheLookUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	srv, ik := startMock(t, onOperation("listFiles", cancel))
	addFault(t, srv, mockserver.Fault{Operation: "upload", Kind: mockserver.FaultStatus, Status: 503, Count: 1})
	_, err := ik.Upload(ctx, imagekit.UploadRequest{File: imagekit.FromBytes([]byte("a")), FileName: "a", UseUniqueFileName: new(false)})
	if !errors.Is(err, context.Canceled) || !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
}

// A 5xx that is not in the list (here that of a CDN that lost its origin) can come after the execution.
func TestAnUploadThatFailsForCertainIsNotThere(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	addFault(t, srv, mockserver.Fault{Operation: "upload", Kind: mockserver.FaultStatus, Status: 520, Executed: true, Count: 1})
	_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes([]byte("a")), FileName: "a"})
	if n := len(namesIn(t, ik)); err != nil && n > 0 && !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
		t.Errorf("%v, and %d files are there", err, n)
	}
}

// An item at a path of its own that must not be overwritten: what an earlier run has uploaded is not refused for
// certain.
func TestAResumedItemThatMustNotBeOverwritten(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	_, ik := startMock(t, onAnswer("upload", cancel))
	journal := openJournal(t, filepath.Join(t.TempDir(), "journal"))
	one := item("1")
	one.Request.UseUniqueFileName, one.Request.OverwriteFile = new(false), new(false)
	for _, ctx := range []context.Context{ctx, t.Context()} {
		for o := range ik.UploadAll(ctx, slices.Values([]imagekit.UploadItem{one}), imagekit.UploadAllOptions{Journal: journal}) {
			if n := len(namesIn(t, ik)); !errors.Is(o.Err, imagekit.ErrIncomplete) && o.Err != nil && n > 0 && !errors.Is(o.Err, imagekit.ErrUploadOutcomeUnknown) {
				t.Errorf("%v, and %d files are there", o.Err, n)
			}
		}
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
