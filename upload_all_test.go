package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// startMock starts a mock server and a client of it, whose transport is wrapped if wrap is not nil.
func startMock(
	t *testing.T, wrap func(http.RoundTripper) http.RoundTripper, opts ...imagekit.Option,
) (*mockserver.Server, *imagekit.Client) {
	t.Helper()
	srv := mockserver.Start(t)
	connections := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(connections.CloseIdleConnections)
	var transport http.RoundTripper = connections
	if wrap != nil {
		transport = wrap(transport)
	}
	httpClient := imagekit.WithHTTPClient(&http.Client{Transport: transport})
	ik, err := srv.Client(append([]imagekit.Option{httpClient}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return srv, ik
}

// numbered returns a sequence of n items. taken counts the items that were read.
func numbered(n int, taken *atomic.Int64) iter.Seq[imagekit.UploadItem] {
	return func(yield func(imagekit.UploadItem) bool) {
		for i := range n {
			taken.Add(1)
			if !yield(item(fmt.Sprint(i))) {
				return
			}
		}
	}
}

// item returns a small item with a key.
func item(key string) imagekit.UploadItem {
	return imagekit.UploadItem{Key: key, Request: imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("content of " + key)), FileName: key + ".txt", Folder: new("/bulk"),
	}}
}

// uploadAll uploads items and returns their outcomes. It fails the test if one has an error.
func uploadAll(
	t testing.TB, ik *imagekit.Client, items iter.Seq[imagekit.UploadItem], o imagekit.UploadAllOptions,
) []imagekit.UploadOutcome {
	t.Helper()
	outcomes := slices.Collect(ik.UploadAll(t.Context(), items, o))
	for _, outcome := range outcomes {
		if outcome.Err != nil {
			t.Fatal(outcome)
		}
	}
	return outcomes
}

// collect returns the values of a sequence. It fails the test if there is an error.
func collect[T any](t testing.TB, list iter.Seq2[T, error]) []T {
	t.Helper()
	var results []T
	for result, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, result)
	}
	return results
}

// namesIn counts the files in the library by their names without the unique part.
func namesIn(t *testing.T, ik *imagekit.Client) map[string]int {
	t.Helper()
	names := map[string]int{}
	for _, f := range collect(t, ik.Files(t.Context(), nil)) {
		name, _, _ := strings.Cut(f.Name, "_")
		names[name]++
	}
	return names
}

func TestClient_UploadAll(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil)
	var taken atomic.Int64
	all := slices.Collect(numbered(100, &taken))
	all[7].Request.FileName = "" // rejected by the client
	outcomes := map[string]imagekit.UploadOutcome{}
	for o := range ik.UploadAll(t.Context(), slices.Values(all), imagekit.UploadAllOptions{Concurrency: 8}) {
		outcomes[o.Item.Key] = o
	}
	if len(outcomes) != 100 {
		t.Errorf("%d outcomes, want 100", len(outcomes))
	}
	for key, o := range outcomes {
		if (o.Err != nil) != (key == "7") || (o.Result == nil) == (o.Err == nil) || o.Skipped {
			t.Errorf("item %s: %+v", key, o)
		}
	}
	if files := namesIn(t, ik); len(files) != 99 || slices.Max(slices.Collect(maps.Values(files))) != 1 {
		t.Errorf("the library has %v", files)
	}
}

// TestClient_UploadAll_Concurrency checks how many uploads run at the same time, and how many items are read ahead.
func TestClient_UploadAll_Concurrency(t *testing.T) {
	t.Parallel()
	var running, most atomic.Int64
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if n := running.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer running.Add(-1)
			return next.RoundTrip(r)
		})
	})
	const concurrency = 4
	var taken atomic.Int64
	seen := 0
	options := imagekit.UploadAllOptions{Concurrency: concurrency}
	for range ik.UploadAll(t.Context(), numbered(50, &taken), options) {
		// Only items that are being uploaded may be read before the loop gets the outcomes of the others.
		if seen++; taken.Load() > int64(seen+concurrency) {
			t.Fatalf("%d items were read when the loop had %d outcomes", taken.Load(), seen)
		}
	}
	if most.Load() > concurrency {
		t.Errorf("%d uploads at once, want at most %d", most.Load(), concurrency)
	}
}

func TestClient_UploadAll_Break(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // fails if a goroutine does not end
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			defer r.Body.Close()
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var taken atomic.Int64
		for o := range ik.UploadAll(ctx, numbered(100, &taken), imagekit.UploadAllOptions{Concurrency: 3}) {
			if !errors.Is(o.Err, context.DeadlineExceeded) {
				t.Errorf("got %v", o.Err)
			}
			break
		}
		if n := taken.Load(); n > 6 {
			t.Errorf("%d items were read, want at most 6", n)
		}
	})
}
