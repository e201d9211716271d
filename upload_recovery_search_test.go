package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestClient_Upload_SearchFails(t *testing.T) {
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
		!strings.Contains(err.Error(), "looking for the file failed: imagekit: listFiles: ") ||
		!strings.Contains(err.Error(), "this key may not list files") {
		t.Errorf("got %v", err)
	}
}

// addFault adds a fault to a server, or fails the test.
func addFault(t *testing.T, srv *mockserver.Server, f mockserver.Fault) {
	t.Helper()
	if _, err := srv.AddFault(f); err != nil {
		t.Fatal(err)
	}
}

// TestClient_UploadV2_SearchName checks that the client searches for the unchanged name, which version 2 of uploads
// keeps.
func TestClient_UploadV2_SearchName(t *testing.T) {
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
		t.Errorf("%d uploads, want 2, the second of which is refused", uploads)
	}
}

// TestClient_Upload_ContextEndsDuringSearch cancels the context when the client searches for the file.
func TestClient_Upload_ContextEndsDuringSearch(t *testing.T) {
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

// TestClient_Upload_SearchHeader checks that the search for a file has the headers of the upload, such as trace
// headers.
func TestClient_Upload_SearchHeader(t *testing.T) {
	t.Parallel()
	var searches atomic.Int64
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		return loseFirstResponse("upload")(roundTrip(func(r *http.Request) (*http.Response, error) {
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

// onOperation returns a transport wrapper that calls do before each request of an operation.
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

// loseFirstResponse returns a transport wrapper that loses the first response of an operation.
func loseFirstResponse(operation string) func(http.RoundTripper) http.RoundTripper {
	var seen atomic.Bool
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(r)
			if info, _ := imagekit.CallInfoFromContext(r.Context()); info.Operation == operation && !seen.Swap(true) {
				_ = response.Body.Close()
				return nil, context.Canceled
			}
			return response, err
		})
	}
}

// TestWithRepeatableUploads_Names uploads files whose names the service changes. The client finds them.
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
			t.Errorf("%q: the result has the name %q and the path %q", name, result.Name, result.FilePath)
		}
	}
}

// TestWithRepeatableUploads_Fields checks that the request has a name from the client, and does not allow the service
// to change it or to overwrite a file.
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

// TestClient_UploadAll_ResumeWithoutRetries makes two runs without retries. The second one finds the file that the
// first one uploaded.
func TestClient_UploadAll_ResumeWithoutRetries(t *testing.T) {
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
		t.Errorf("the service has %q, want one file", files)
	}
}

// TestClient_Upload_SearchCount makes uploads whose attempts may have been carried out, and lists no files.
func TestClient_Upload_SearchCount(t *testing.T) {
	t.Parallel()
	chosenPath := func(r *imagekit.UploadRequest) { r.UseUniqueFileName = new(false) }
	for name, test := range map[string]struct {
		change            func(*imagekit.UploadRequest)
		attempts          int
		uploads, searches int64
	}{
		"chosen path":           {chosenPath, 2, 2, 2},
		"one attempt":           {chosenPath, 1, 1, 0},
		"unique name":           {func(*imagekit.UploadRequest) {}, 2, 1, 0},
		"token":                 {func(r *imagekit.UploadRequest) { r.Token = new("t") }, 2, 2, 0},
		"token and chosen path": {func(r *imagekit.UploadRequest) { r.Token = new("t"); chosenPath(r) }, 2, 2, 0},
	} {
		service := &keyedService{status: http.StatusServiceUnavailable, list: func(string) (int, string) {
			return http.StatusOK, "[]"
		}}
		policy := imagekit.RetryPolicy{MaxAttempts: test.attempts, MinBackoff: time.Millisecond}
		request := text("once")
		test.change(&request)
		_, err := serve(t, service.ServeHTTP, imagekit.WithRetryPolicy(policy)).Upload(t.Context(), request)
		if !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) ||
			service.uploads.Load() != test.uploads || service.lookUps.Load() != test.searches {
			t.Errorf("%s: %v, %d uploads and %d searches", name, err, service.uploads.Load(), service.lookUps.Load())
		}
	}
}

// TestClient_UploadV2_SearchQuery checks the query of the search, also for names with characters that need quoting.
func TestClient_UploadV2_SearchQuery(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]url.Values{
		"it's.txt": {"path": {"/a b"}, "searchQuery": {`type = "file" AND name = "it's.txt"`}},
		`it"s.txt`: {"path": {"/a b"}, "name": {`it"s.txt`}, "type": {"file"}},
		`it\s.txt`: {"path": {"/a b"}, "name": {`it\s.txt`}, "type": {"file"}},
	} {
		query := make(chan url.Values, 1)
		ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				_ = receive(r)
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			query <- r.URL.Query()
			w.WriteHeader(http.StatusForbidden)
		}, quick)
		_, err := ik.UploadV2(t.Context(), imagekit.UploadV2Request{
			File: imagekit.FromBytes([]byte("a")), FileName: name, Folder: new("a b/"), UseUniqueFileName: new(false),
		})
		if !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
			t.Fatalf("%s: %v", name, err)
		}
		if got := <-query; !maps.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%s: the query is %v, want %v", name, got, want)
		}
	}
}

// TestClient_Upload_Sequences sends sequences of responses to uploads and to searches. The last response of a sequence
// is repeated.
func TestClient_Upload_Sequences(t *testing.T) {
	t.Parallel()
	stored := listed("/note.txt", `,"size":4,"updatedAt":"2026-11-29T12:00:00Z"`)
	keyedStored := listed("/"+note, `,"size":4`)
	for name, test := range map[string]struct {
		hasKey            bool
		statuses          []int
		lists             []string
		want              error
		uploads, searches int
	}{
		"repeated, key":       {true, []int{503, 429, 200}, nil, nil, 3, 0},
		"repeated":            {false, []int{503, 429, 200}, []string{"[]"}, nil, 3, 1},
		"refused, key":        {true, []int{503, 403}, []string{keyedStored}, nil, 2, 1},
		"refused":             {false, []int{503, 400}, []string{"[]", stored}, nil, 2, 2},
		"refused, not listed": {false, []int{503, 403}, []string{"[]"}, imagekit.ErrUploadOutcomeUnknown, 2, 2},
		"limited, key":        {true, []int{429}, nil, imagekit.ErrRateLimited, 4, 0},
		"limited later, key":  {true, []int{503, 429}, []string{"[]"}, imagekit.ErrUploadOutcomeUnknown, 4, 1},
		"limited later":       {false, []int{503, 429}, []string{"[]"}, imagekit.ErrUploadOutcomeUnknown, 4, 2},
		"fails, key":          {true, []int{503}, []string{"[]"}, imagekit.ErrUploadOutcomeUnknown, 4, 1},
		"fails, listed, key":  {true, []int{503}, []string{keyedStored}, nil, 4, 1},
		"fails, listed later": {false, []int{503}, []string{"[]", "[]", stored}, nil, 3, 3},
	} {
		uploads, searches := 0, 0
		ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				_ = receive(r)
				w.WriteHeader(test.statuses[min(uploads, len(test.statuses)-1)])
				_, _ = io.WriteString(w, `{"fileId":"listed"}`)
				uploads++
				return
			}
			_, _ = io.WriteString(w, test.lists[min(searches, len(test.lists)-1)])
			searches++
		}, quick)
		request, options := text("once"), []imagekit.RequestOption{}
		if test.hasKey {
			options = append(options, imagekit.WithUploadKey("1"))
		} else {
			request.UseUniqueFileName = new(false)
		}
		result, err := ik.Upload(t.Context(), request, options...)
		if !errors.Is(err, test.want) || err == nil && result.FileID != "listed" ||
			errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != errors.Is(test.want, imagekit.ErrUploadOutcomeUnknown) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if uploads != test.uploads || searches != test.searches {
			t.Errorf("%s: %d uploads and %d searches, want %d and %d", name,
				uploads, searches, test.uploads, test.searches)
		}
	}
}

// TestWithUploadKey_NotApplied makes an upload that cannot be repeated and was certainly not carried out.
func TestWithUploadKey_NotApplied(t *testing.T) {
	t.Parallel()
	service := &keyedService{status: http.StatusTooManyRequests, refusal: "{}"}
	request := text("")
	request.File = imagekit.FromReader(io.MultiReader(strings.NewReader("once")))
	_, err := serve(t, service.ServeHTTP, quick).Upload(t.Context(), request, imagekit.WithUploadKey("1"))
	if !errors.Is(err, imagekit.ErrRateLimited) || errors.Is(err, imagekit.ErrUploadOutcomeUnknown) ||
		service.uploads.Load() != 1 || service.lookUps.Load() != 0 {
		t.Errorf("%v, %d uploads and %d searches", err, service.uploads.Load(), service.lookUps.Load())
	}
}

// TestClient_Upload_ContextEndsDuringWait cancels the context between a 429 and the next attempt.
func TestClient_Upload_ContextEndsDuringWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
			return response(http.StatusTooManyRequests, "{}", "Retry-After", "60"), nil
		}), imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 2}))
		go func() {
			synctest.Wait() // until the client waits
			cancel()
		}()
		_, err := ik.Upload(ctx, text("x"), imagekit.WithUploadKey("1"))
		if !errors.Is(err, context.Canceled) || !errors.Is(err, imagekit.ErrRateLimited) ||
			errors.Is(err, imagekit.ErrUploadOutcomeUnknown) || !strings.Contains(err.Error(), "context canceled") {
			t.Errorf("got %v", err)
		}
	})
}
