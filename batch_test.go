package imagekit_test

import (
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// uploadMany puts n files into the library and returns their ids.
func uploadMany(t *testing.T, ik *imagekit.Client, n int) []string {
	t.Helper()
	var taken atomic.Int64
	var ids []string
	for o := range ik.UploadAll(t.Context(), numbered(n, &taken), imagekit.UploadAllOptions{}) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		ids = append(ids, o.Result.FileID)
	}
	return ids
}

func TestBatches(t *testing.T) {
	t.Parallel()
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
	ids := uploadMany(t, ik, 230)
	withMissing := slices.Concat(ids[:150], []string{"none", ids[3]}, ids[150:])
	check := func(name string, outcomes iter.Seq2[string, error]) {
		t.Helper()
		failed, count := []string{}, 0
		for id, err := range outcomes {
			if count++; err != nil {
				failed = append(failed, id)
				if !errors.Is(err, imagekit.ErrNotFound) {
					t.Errorf("%s %s: %v", name, id, err)
				}
			}
		}
		if !slices.Equal(failed, []string{"none"}) || count != 231 {
			t.Errorf("%s: %d outcomes, %v failed", name, count, failed)
		}
	}
	check("add tags", ik.AddTags(t.Context(), slices.Values(withMissing), []string{"a", "b"}))
	check("remove tags", ik.RemoveTags(t.Context(), slices.Values(withMissing), []string{"a"}))
	found := map[string]bool{}
	for f, err := range ik.FilesByID(t.Context(), slices.Values(withMissing)) {
		if err != nil || !slices.Equal(f.Tags, []string{"b"}) {
			t.Fatalf("%v, %v", f, err)
		}
		found[f.FileID] = true
	}
	if len(found) != 230 {
		t.Errorf("%d files are found, want 230", len(found))
	}
	check("delete", ik.DeleteFiles(t.Context(), slices.Values(append(ids, "none"))))
	if files := namesIn(t, ik); len(files) != 0 {
		t.Errorf("%d files are left", len(files))
	}
	// 5 batches of 50, 3 of 100, and one more for the batch with the missing file.
	want := map[string]int{"bulkAddTags": 6, "bulkRemoveTags": 6, "bulkDeleteFiles": 4}
	for operation, n := range want {
		if requests[operation] != n {
			t.Errorf("%s: %d requests, want %d", operation, requests[operation], n)
		}
	}
}

func TestDeleteAllAfterALostAnswer(t *testing.T) {
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

func TestAnEmptyIDFailsAlone(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	ids := uploadMany(t, ik, 3)
	check := func(name string, outcomes iter.Seq2[string, error]) {
		t.Helper()
		count := 0
		for id, err := range outcomes {
			count++
			var refused *imagekit.ArgumentError
			if isRefused := errors.As(err, &refused); isRefused != (id == "") || err != nil && !isRefused {
				t.Errorf("%s %q: got %v", name, id, err)
			}
		}
		if count != 4 {
			t.Errorf("%s: %d outcomes, want 4", name, count)
		}
	}
	all := slices.Concat(ids[:1], []string{""}, ids[1:], []string{""})
	check("add tags", ik.AddTags(t.Context(), slices.Values(all), []string{"a"}))
	check("remove tags", ik.RemoveTags(t.Context(), slices.Values(all), []string{"a"}))
	found := 0
	for _, err := range ik.FilesByID(t.Context(), slices.Values(all)) {
		if found++; err != nil {
			t.Fatal(err)
		}
	}
	if found != 3 {
		t.Errorf("%d files are found, want 3", found)
	}
	check("delete", ik.DeleteFiles(t.Context(), slices.Values(all)))
	before := len(srv.Requests())
	for id, err := range ik.DeleteFiles(t.Context(), slices.Values([]string{""})) {
		if id != "" || !errors.Is(err, imagekit.ErrInvalidRequest) {
			t.Errorf("nothing but an empty id: got %v for %q", err, id)
		}
	}
	if n := len(srv.Requests()); n != before {
		t.Error("a request was made for an empty id")
	}
}

// TestBatchesTakeRequestOptions adds a header to each request of each batch function.
func TestBatchesTakeRequestOptions(t *testing.T) {
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
	for _, outcomes := range []iter.Seq2[string, error]{
		ik.DeleteFiles(t.Context(), ids, trace), ik.AddTags(t.Context(), ids, []string{"x"}, trace), ik.RemoveTags(t.Context(), ids, []string{"x"}, trace),
	} {
		for id, err := range outcomes {
			if err == nil || !strings.Contains(err.Error(), "does not mention") {
				t.Errorf("%s: %v", id, err)
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
