package imagekit_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// latency is the duration of each request in the tests and benchmarks of bulk work.
const latency = 50 * time.Millisecond

// slowService returns a transport that responds after the latency. Its library has a number of files.
func slowService(files int) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		select {
		case <-time.After(latency):
		case <-r.Context().Done():
			return nil, context.Cause(r.Context())
		}
		if r.Method == http.MethodPost {
			return response(200, `{"fileId":"1"}`), nil
		}
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
		body, err := json.Marshal(make([]imagekit.File, max(min(limit, files-skip), 0)))
		return response(200, string(body)), err
	}
}

// measure returns how long do takes.
func measure(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// uploadEach uploads n files one after the other.
func uploadEach(t testing.TB, ik *imagekit.Client, n int) {
	t.Helper()
	for i := range n {
		if _, err := ik.Upload(t.Context(), item(fmt.Sprint(i)).Request); err != nil {
			t.Fatal(err)
		}
	}
}

// countLookUps counts the GET requests to a service.
func countLookUps(service roundTrip, lookUps *atomic.Int64) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodGet {
			lookUps.Add(1)
		}
		return service(r)
	}
}

func TestClient_UploadAll_Speed(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		var taken, lookUps atomic.Int64
		ik := newClient(t, withTransport(countLookUps(slowService(0), &lookUps)))
		one := measure(func() { uploadEach(t, ik, n) })
		all := measure(func() { uploadAll(t, ik, numbered(n, &taken), imagekit.UploadAllOptions{}) })
		if one < 20*all {
			t.Errorf("%d uploads take %v in sequence, and %v with UploadAll", n, one, all)
		}
		if lookUps.Load() != 0 {
			t.Errorf("%d look-ups, although no upload was refused", lookUps.Load())
		}
	})
}

// existingFiles is a transport that responds after the latency. It simulates a library that already contains every
// file.
func existingFiles(r *http.Request) (*http.Response, error) {
	if _, err := slowService(0)(r); err != nil {
		return nil, err
	}
	if r.Method == http.MethodPost {
		return response(400, `{"message":"A file with the same name already exists at the exact location."}`), nil
	}
	query := r.URL.Query()
	_, name, _ := strings.Cut(strings.TrimSuffix(query.Get("searchQuery"), `"`), `name = "`)
	body, err := json.Marshal([]map[string]string{{"fileId": "1", "filePath": path.Join(query.Get("path"), name)}})
	return response(200, string(body)), err
}

// TestClient_UploadAll_RepetitionSpeed uploads 1000 files that exist already: the service refuses each upload, and the
// client searches for its file. The default rate limit of reads determines the duration.
func TestClient_UploadAll_RepetitionSpeed(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	const n = 300
	const oneByOne = n * 2 * latency
	t.Run("without rate limits", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			if concurrent := repeatUploads(t, n, oneByOne, nil); oneByOne < 20*concurrent {
				t.Errorf("%d repetitions take %v in sequence, and %v concurrently", n, oneByOne, concurrent)
			}
		})
	})
	t.Run("with default rate limits", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			reads := imagekit.NewTokenBucket(imagekit.DefaultReadsPerSecond, imagekit.DefaultReadBurst)
			concurrent := repeatUploads(t, n, oneByOne, reads)
			const want = (n - imagekit.DefaultReadBurst) * time.Second / imagekit.DefaultReadsPerSecond
			if concurrent < want || concurrent > want+4*latency {
				t.Errorf("%d repetitions take %v, want %v", n, concurrent, want)
			}
		})
	})
}

// repeatUploads uploads n files that exist already: first in sequence, which must take the time oneByOne, and then
// concurrently. It returns the duration of the second run.
func repeatUploads(t *testing.T, n int, oneByOne time.Duration, reads imagekit.Limiter) time.Duration {
	t.Helper()
	var taken, lookUps atomic.Int64
	limiters := imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: reads})
	ik := newClient(t, withTransport(countLookUps(existingFiles, &lookUps)), limiters)
	if took := measure(func() {
		uploadAll(t, ik, numbered(n, &taken), imagekit.UploadAllOptions{Concurrency: 1})
	}); took != oneByOne {
		t.Errorf("%d repetitions take %v in sequence, want %v", n, took, oneByOne)
	}
	time.Sleep(time.Minute) // simulated, until the limiter allows a burst again
	concurrent := measure(func() { uploadAll(t, ik, numbered(n, &taken), imagekit.UploadAllOptions{}) })
	if got := lookUps.Load(); got != 2*int64(n) {
		t.Errorf("%d look-ups, want %d", got, 2*n)
	}
	return concurrent
}

// listPages lists files one page after the other, and calls consume with the number of each file in its page.
func listPages(t *testing.T, ik *imagekit.Client, pageSize int, consume func(int)) {
	t.Helper()
	for skip, n := 0, pageSize; n == pageSize; skip += n {
		assets, err := ik.ListFiles(t.Context(), &imagekit.ListFilesParams{Limit: &pageSize, Skip: &skip})
		if err != nil {
			t.Fatal(err)
		}
		n = len(assets)
		for i := range assets {
			consume(i + 1)
		}
	}
}

func TestClient_Files_Speed(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	synctest.Test(t, func(t *testing.T) {
		const files, page = 5000, 1000
		ik := newClient(t, withTransport(slowService(files)))
		consume := func(i int) {
			if i%page == 0 {
				time.Sleep(latency)
			}
		}
		sequential := measure(func() { listPages(t, ik, page, consume) })
		n := 0
		prefetched := measure(func() {
			for _, err := range ik.Files(t.Context(), nil) {
				if err != nil {
					t.Fatal(err)
				}
				n++
				consume(n)
			}
		})
		if n != files || prefetched > sequential*60/100 {
			t.Errorf("%d files take %v without prefetching, and %v with it", n, sequential, prefetched)
		}
	})
}

// BenchmarkUploadAll uploads 100 files that take 50 ms each, in sequence and concurrently. Time is not simulated.
func BenchmarkUploadAll(b *testing.B) {
	const n = 100
	ik := newClient(b, withTransport(slowService(0)))
	b.Run("sequential", func(b *testing.B) {
		for b.Loop() {
			uploadEach(b, ik, n)
		}
	})
	b.Run("concurrent", func(b *testing.B) {
		var taken atomic.Int64
		for b.Loop() {
			uploadAll(b, ik, numbered(n, &taken), imagekit.UploadAllOptions{})
		}
	})
}

// uploadInstantly measures the time of the client for an item, with a transport that responds at once.
func uploadInstantly(b *testing.B, items []imagekit.UploadItem, o imagekit.UploadAllOptions) {
	b.Helper()
	ik := newClient(b, withTransport(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		return response(200, `{"fileId":"1"}`), nil
	}))
	b.ReportAllocs()
	for b.Loop() {
		uploadAll(b, ik, slices.Values(items), o)
	}
	perItem := float64(b.Elapsed().Nanoseconds()) / float64(b.N*len(items))
	b.ReportMetric(perItem, "ns/item")
}

// withoutKeys returns items without their keys.
func withoutKeys(items []imagekit.UploadItem) []imagekit.UploadItem {
	items = slices.Clone(items)
	for i := range items {
		items[i].Key = ""
	}
	return items
}

// BenchmarkUploadAll_Keys uploads 1000 small items, with keys of the caller and with keys that the client derives.
func BenchmarkUploadAll_Keys(b *testing.B) {
	var taken atomic.Int64
	items := slices.Collect(numbered(1000, &taken))
	b.Run("own", func(b *testing.B) { uploadInstantly(b, items, imagekit.UploadAllOptions{}) })
	b.Run("derived", func(b *testing.B) { uploadInstantly(b, withoutKeys(items), imagekit.UploadAllOptions{}) })
}

// BenchmarkUploadAll_LargeFile uploads a file of 64 MiB. The client reads it twice if it derives the key.
func BenchmarkUploadAll_LargeFile(b *testing.B) {
	const size = 64 << 20
	file := filepath.Join(b.TempDir(), "large")
	if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
		b.Fatal(err)
	}
	items := []imagekit.UploadItem{item("1")}
	items[0].Request.File = imagekit.FromPath(file)
	for name, items := range map[string][]imagekit.UploadItem{"own key": items, "derived key": withoutKeys(items)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			uploadInstantly(b, items, imagekit.UploadAllOptions{})
		})
	}
}

// BenchmarkUploadAll_Journal opens a journal of 100,000 entries, and skips items that it lists.
func BenchmarkUploadAll_Journal(b *testing.B) {
	const entries = 100_000
	var taken atomic.Int64
	listed := slices.Collect(numbered(entries, &taken))
	var content strings.Builder
	content.WriteString(`{"journal":"imagekit uploads","version":1}` + "\n")
	for _, item := range listed {
		path := "/bulk/" + imagekit.KeyedFileName(item.Request.FileName, item.Key)
		fmt.Fprintf(&content, `{"key":%q,"path":%q,"fileId":"598821f949c0a938d57563bd","filePath":%[2]q}`+"\n",
			item.Key, path)
	}
	file := filepath.Join(b.TempDir(), "journal")
	if err := os.WriteFile(file, []byte(content.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	open := func(b *testing.B) *imagekit.Journal {
		b.Helper()
		journal, err := imagekit.OpenJournal(file)
		if err != nil {
			b.Fatal(err)
		}
		return journal
	}
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = open(b).Close()
		}
	})
	journal := open(b)
	defer journal.Close()
	o := imagekit.UploadAllOptions{Journal: journal}
	b.Run("skip", func(b *testing.B) { uploadInstantly(b, listed[:1000], o) })
}
