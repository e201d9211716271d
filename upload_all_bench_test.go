package imagekit_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit"
)

// latency is the duration of each request in the tests and benchmarks of bulk work.
const latency = 50 * time.Millisecond

// distantService responds after the latency. It has a number of files.
func distantService(files int) roundTrip {
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

// measure returns how long a function takes in simulated time.
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

func TestClient_UploadAll_Speed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		ik := newClient(t, withTransport(distantService(0)))
		one := measure(func() { uploadEach(t, ik, n) })
		var taken atomic.Int64
		all := measure(func() { uploadAll(t, ik, numbered(n, &taken), imagekit.UploadAllOptions{}) })
		if one < 20*all {
			t.Errorf("%d uploads take %v one after the other, and %v together", n, one, all)
		}
	})
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
	synctest.Test(t, func(t *testing.T) {
		const files, page = 5000, 1000
		ik := newClient(t, withTransport(distantService(files)))
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

// BenchmarkUploadAll uploads 100 files at 50 ms each, in real time, one after the other and together.
func BenchmarkUploadAll(b *testing.B) {
	const n = 100
	ik := newClient(b, withTransport(distantService(0)))
	b.Run("one after the other", func(b *testing.B) {
		for b.Loop() {
			uploadEach(b, ik, n)
		}
	})
	b.Run("together", func(b *testing.B) {
		var taken atomic.Int64
		for b.Loop() {
			uploadAll(b, ik, numbered(n, &taken), imagekit.UploadAllOptions{})
		}
	})
}
