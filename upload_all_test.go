package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// startMock starts a mock server and a client of it, whose wire is wrapped if wrap is not nil.
func startMock(
	t *testing.T, wrap func(http.RoundTripper) http.RoundTripper, opts ...imagekit.Option,
) (*mockserver.Server, *imagekit.Client) {
	t.Helper()
	srv := mockserver.Start(t)
	var wire http.RoundTripper = &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(wire.(*http.Transport).CloseIdleConnections)
	if wrap != nil {
		wire = wrap(wire)
	}
	ik, err := srv.Client(append([]imagekit.Option{imagekit.WithHTTPClient(&http.Client{Transport: wire})}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return srv, ik
}

// numbered makes n items, and counts how many have been taken.
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

func item(key string) imagekit.UploadItem {
	return imagekit.UploadItem{Key: key, Request: imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("content of " + key)), FileName: key + ".txt", Folder: new("/bulk"),
	}}
}

// namesIn lists the sizes of all files by their names without the unique part.
func namesIn(t *testing.T, ik *imagekit.Client) map[string]int {
	t.Helper()
	names := map[string]int{}
	for f, err := range ik.Files(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(f.Name, "_")
		names[name]++
	}
	return names
}

func TestUploadAll(t *testing.T) {
	t.Parallel()
	_, ik := startMock(t, nil)
	var taken atomic.Int64
	items := func(yield func(imagekit.UploadItem) bool) {
		for i := range numbered(100, &taken) {
			if i.Key == "7" {
				i.Request.FileName = "" // is refused
			}
			if !yield(i) {
				return
			}
		}
	}
	outcomes := map[string]imagekit.UploadOutcome{}
	for o := range ik.UploadAll(t.Context(), items, imagekit.UploadAllOptions{Concurrency: 8}) {
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

func TestUploadAllDoesNotRunAhead(t *testing.T) {
	t.Parallel()
	var flying, most atomic.Int64
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if n := flying.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer flying.Add(-1)
			return next.RoundTrip(r)
		})
	})
	const concurrency = 4
	var taken atomic.Int64
	seen := 0
	for range ik.UploadAll(t.Context(), numbered(50, &taken), imagekit.UploadAllOptions{Concurrency: concurrency}) {
		// What the workers hold is all that can have been taken beyond what the loop has seen.
		if seen++; taken.Load() > int64(seen+concurrency) {
			t.Fatalf("%d items are taken when the loop has seen %d", taken.Load(), seen)
		}
	}
	if most.Load() > concurrency {
		t.Errorf("%d uploads at once, want at most %d", most.Load(), concurrency)
	}
}

func TestLeavingUploadAllLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
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
			t.Errorf("%d items were taken", n)
		}
	})
}

func openJournal(t *testing.T, path string) *imagekit.Journal {
	t.Helper()
	j, err := imagekit.OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// TestUploadAllIsResumed loses answers in the first run, as a process does that is killed, and begins anew with the
// same journal.
func TestUploadAllIsResumed(t *testing.T) {
	t.Parallel()
	lose := true
	var mu sync.Mutex
	var uploads int
	_, ik := startMock(t, func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			res, err := next.RoundTrip(r)
			mu.Lock()
			defer mu.Unlock()
			if r.Method == http.MethodPost {
				uploads++
			}
			if lose && uploads > 10 && err == nil {
				_ = res.Body.Close()
				return nil, context.Canceled // the call cannot be told what became of it
			}
			return res, err
		})
	})
	path := filepath.Join(t.TempDir(), "journal")
	journal := openJournal(t, path)
	var taken atomic.Int64
	for range ik.UploadAll(t.Context(), numbered(30, &taken), imagekit.UploadAllOptions{Concurrency: 4, Journal: journal}) {
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	// The process was killed while it wrote.
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(`{"key":"12","fileId":"ha`)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}

	lose = false
	earlier := 0
	for o := range ik.UploadAll(t.Context(), numbered(40, &taken), imagekit.UploadAllOptions{Concurrency: 4, Journal: openJournal(t, path)}) {
		if o.Err != nil || o.Result.FileID == "" || !strings.HasPrefix(o.Result.FilePath, "/bulk/"+o.Item.Key+"_") {
			t.Errorf("item %s: %+v, %v", o.Item.Key, o.Result, o.Err)
		}
		if o.Skipped {
			earlier++
		}
	}
	if earlier != 10 {
		t.Errorf("%d items are known from the first run, want 10", earlier)
	}
	if files := namesIn(t, ik); len(files) != 40 || slices.Max(slices.Collect(maps.Values(files))) != 1 {
		t.Errorf("the library has %v, want 40 files, each once", files)
	}
	if mu.Lock(); uploads != 40 {
		t.Errorf("%d uploads were made, want 40: what had arrived is not sent again", uploads)
	}
	mu.Unlock()
}

func TestJournalsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path,
		[]byte(`{"journal":"imagekit uploads","version":1}`+"\n"+`{"key":"1","fileId":"a"}`+"\nrubbish\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := imagekit.OpenJournal(path); err == nil || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("got %v", err)
	}
	if _, err := imagekit.OpenJournal(t.TempDir()); err == nil {
		t.Error("a folder is no journal")
	}
	_, ik := startMock(t, nil)
	journal := openJournal(t, filepath.Join(t.TempDir(), "journal"))
	for o := range ik.UploadAll(t.Context(), slices.Values([]imagekit.UploadItem{item("")}), imagekit.UploadAllOptions{Journal: journal}) {
		if o.Err == nil || !strings.Contains(o.Err.Error(), "key") {
			t.Errorf("an item without a key: %v", o.Err)
		}
	}
}
