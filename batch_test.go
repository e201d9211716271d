package imagekit_test

import (
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// uploadMany uploads n files and returns their ids.
func uploadMany(t *testing.T, ik *imagekit.Client, n int) []string {
	t.Helper()
	var taken atomic.Int64
	var ids []string
	for _, o := range uploadAll(t, ik, numbered(n, &taken), imagekit.UploadAllOptions{}) {
		ids = append(ids, o.Result.FileID)
	}
	return ids
}

// startCountingMock starts a mock server and returns a client of it. The function that it returns counts the requests
// of an operation.
func startCountingMock(t *testing.T) (*imagekit.Client, func(operation string) int) {
	t.Helper()
	var mu sync.Mutex
	requests := map[string]int{}
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			info, _ := imagekit.CallInfoFromContext(r.Context())
			mu.Lock()
			requests[info.Operation]++
			mu.Unlock()
			return next.RoundTrip(r)
		})
	})
	return ik, func(operation string) int {
		mu.Lock()
		defer mu.Unlock()
		return requests[operation]
	}
}

// batchMethods are the methods that yield ids with errors, by operation.
var batchMethods = map[string]func(
	t *testing.T, ik *imagekit.Client, ids iter.Seq[string], opts ...imagekit.RequestOption,
) iter.Seq2[string, error]{
	"bulkAddTags": func(
		t *testing.T, ik *imagekit.Client, ids iter.Seq[string], opts ...imagekit.RequestOption,
	) iter.Seq2[string, error] {
		return ik.AddTags(t.Context(), ids, []string{"a", "b"}, opts...)
	},
	"bulkRemoveTags": func(
		t *testing.T, ik *imagekit.Client, ids iter.Seq[string], opts ...imagekit.RequestOption,
	) iter.Seq2[string, error] {
		return ik.RemoveTags(t.Context(), ids, []string{"a"}, opts...)
	},
	"bulkDeleteFiles": func(
		t *testing.T, ik *imagekit.Client, ids iter.Seq[string], opts ...imagekit.RequestOption,
	) iter.Seq2[string, error] {
		return ik.DeleteFiles(t.Context(), ids, opts...)
	},
}

// TestClient_Batches_MissingFile passes the ids of 230 files, one of them twice, and an id that does not exist.
func TestClient_Batches_MissingFile(t *testing.T) {
	t.Parallel()
	// 3 requests for at most 50 files each, 2 for at most 100, and a repeated one without the missing file.
	for operation, want := range map[string]int{"bulkAddTags": 4, "bulkRemoveTags": 4, "bulkDeleteFiles": 3} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			ik, requests := startCountingMock(t)
			ids := uploadMany(t, ik, 110)
			ids = slices.Concat(ids[:70], []string{"none", ids[3]}, ids[70:])
			count := 0
			for id, err := range batchMethods[operation](t, ik, slices.Values(ids)) {
				if count++; errors.Is(err, imagekit.ErrNotFound) != (id == "none") || err != nil && id != "none" {
					t.Errorf("%s: %v", id, err)
				}
			}
			if n := requests(operation); count != 111 || n != want {
				t.Errorf("%d ids and %d requests, want 111 and %d", count, n, want)
			}
		})
	}
}

func TestClient_DeleteFiles(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil)
	for id, err := range ik.DeleteFiles(t.Context(), slices.Values(uploadMany(t, ik, 3))) {
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if files := namesIn(t, ik); len(files) != 0 {
		t.Errorf("%d files are left", len(files))
	}
}

func TestClient_FilesByID_Tags(t *testing.T) {
	t.Parallel()
	ik, requests := startCountingMock(t)
	ids := uploadMany(t, ik, 110)
	for _, method := range []string{"bulkAddTags", "bulkRemoveTags"} {
		for id, err := range batchMethods[method](t, ik, slices.Values(ids)) {
			if err != nil {
				t.Errorf("%s %s: %v", method, id, err)
			}
		}
	}
	found := map[string]bool{}
	for _, file := range collect(t, ik.FilesByID(t.Context(), slices.Values(append(ids, "none", ids[7])))) {
		if !slices.Equal(file.Tags, []string{"b"}) {
			t.Errorf("%s has the tags %q", file.FileID, file.Tags)
		}
		found[file.FileID] = true
	}
	if n := requests("listFiles"); len(found) != 110 || n != 2 {
		t.Errorf("%d files are found by %d requests, want 110 and 2", len(found), n)
	}
}

func TestClient_DeleteFiles_ResponseLost(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := uploadMany(t, ik, 3)
	lost := mockserver.Fault{Operation: "bulkDeleteFiles", Kind: mockserver.FaultResetAfterExecution, Count: 1}
	if _, err := srv.AddFault(lost); err != nil {
		t.Fatal(err)
	}
	deleted := 0
	for id, err := range ik.DeleteFiles(t.Context(), slices.Values(ids)) {
		if deleted++; err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if files := namesIn(t, ik); deleted != 3 || len(files) != 0 {
		t.Errorf("%d outcomes, want 3; %d files are left", deleted, len(files))
	}
}

// TestClient_Batches_EmptyID passes an empty id twice, and the ids of three files.
func TestClient_Batches_EmptyID(t *testing.T) {
	t.Parallel()
	for operation, call := range batchMethods {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			_, ik := startMock(t, nil)
			ids := uploadMany(t, ik, 3)
			ids = slices.Concat(ids[:1], []string{""}, ids[1:], []string{""})
			errs := maps.Collect(call(t, ik, slices.Values(ids)))
			if e, ok := errors.AsType[*imagekit.ArgumentError](errs[""]); !ok || e.Operation != operation {
				t.Errorf("empty id: %v", errs[""])
			}
			if delete(errs, ""); len(errs) != 3 || errors.Join(slices.Collect(maps.Values(errs))...) != nil {
				t.Errorf("other ids: %v", errs)
			}
		})
	}
}

// TestClient_Batches_EmptyIDsOnly passes an empty id only. No request must be made.
func TestClient_Batches_EmptyIDsOnly(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	for operation, call := range batchMethods {
		errs := maps.Collect(call(t, ik, slices.Values([]string{""})))
		if len(errs) != 1 || !errors.Is(errs[""], imagekit.ErrInvalidRequest) {
			t.Errorf("%s: got %v", operation, errs)
		}
	}
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestClient_FilesByID_EmptyID(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := append(uploadMany(t, ik, 3), "", "")
	srv.ClearRequests()
	if files := collect(t, ik.FilesByID(t.Context(), slices.Values(ids))); len(files) != 3 {
		t.Errorf("%d files are found, want 3", len(files))
	}
	for range ik.FilesByID(t.Context(), slices.Values([]string{""})) {
		t.Error("a file with an empty id was found")
	}
	requests := srv.Requests()
	if len(requests) != 1 || strings.Contains(requests[0].Query.Get("searchQuery"), `""`) {
		t.Errorf("requests: %+v, want one for three ids", requests)
	}
}

// TestClient_Batches_RequestOptions adds a header to each request of each method.
func TestClient_Batches_RequestOptions(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		_ = r.Body.Close()
		info, _ := imagekit.CallInfoFromContext(r.Context())
		seen[info.Operation+" "+r.Header.Get("X-Trace")]++
		if r.Method == http.MethodGet {
			return response(200, "[]"), nil
		}
		return response(200, "{}"), nil
	}))
	ids, trace := slices.Values([]string{"a", "b"}), imagekit.WithHeader("X-Trace", "1")
	for operation, call := range batchMethods {
		for id, err := range call(t, ik, ids, trace) {
			if err == nil || !strings.Contains(err.Error(), "does not mention") {
				t.Errorf("%s %s: %v", operation, id, err)
			}
		}
	}
	for _, err := range ik.FilesByID(t.Context(), ids, trace) {
		t.Error(err)
	}
	want := map[string]int{"bulkDeleteFiles 1": 1, "bulkAddTags 1": 1, "bulkRemoveTags 1": 1, "listFiles 1": 1}
	if !maps.Equal(seen, want) {
		t.Errorf("got %v, want %v", seen, want)
	}
}

// TestClient_FilesByID_LoopEnd looks up more ids than a request can have. No request may follow an error or a break.
func TestClient_FilesByID_LoopEnd(t *testing.T) {
	t.Parallel()
	var ids []string
	for i := range 150 {
		ids = append(ids, strconv.Itoa(i))
	}
	for status, want := range map[int]error{200: nil, 403: imagekit.ErrForbidden} {
		requests := 0
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			requests++
			if n := strings.Count(r.URL.Query().Get("searchQuery"), ",") + 1; n != 100 {
				t.Errorf("the request has %d ids, want 100", n)
			}
			return response(status, `[{"fileId":"0","type":"file"}]`), nil
		}))
		var results []error
		for _, err := range ik.FilesByID(t.Context(), slices.Values(ids)) {
			if results = append(results, err); err == nil {
				break
			}
		}
		if len(results) != 1 || !errors.Is(results[0], want) || requests != 1 {
			t.Errorf("%d: got %v after %d requests, want %v after 1", status, results, requests, want)
		}
	}
}
