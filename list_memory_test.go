package imagekit_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// manyFiles serves a list of files that is sorted by creation time. It makes each page when it is requested.
type manyFiles int

func (n manyFiles) page(query url.Values) string {
	skip, _ := strconv.Atoi(query.Get("skip"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	var page strings.Builder
	page.Grow((limit + 1) * len(fileJSON))
	page.WriteByte('[')
	for i := skip; i < min(int(n), skip+limit); i++ {
		if i > skip {
			page.WriteByte(',')
		}
		writeNumberedFile(&page, i)
	}
	page.WriteByte(']')
	return page.String()
}

func (n manyFiles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, n.page(r.URL.Query()))
}

// numberedFileFormat is the JSON text of a file, with verbs for its number and its time.
var numberedFileFormat = strings.NewReplacer("598821f949c0a938d57563bd", "%024[1]x",
	"2024-08-24T06:14:41.313Z", "%[2]s").Replace(fileJSON)

// writeNumberedFile writes file i of a list in JSON. It leaves little garbage, which would count as memory in use.
func writeNumberedFile(w io.Writer, i int) {
	created := time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC).Format("2006-01-02T15:04:05.000Z")
	fmt.Fprintf(w, numberedFileFormat, i, created)
}

// TestClient_Files_Memory iterates over 100,000 files, and measures the memory in use on the way.
func TestClient_Files_Memory(t *testing.T) {
	race.SkipSlow(t)
	const files = 100_000
	ik := serve(t, manyFiles(files).ServeHTTP)
	onePage := sizeOfPages(t, ik, 1)
	before, n, most := heap(), 0, uint64(0)
	for file, err := range ik.Files(t.Context(), nil) {
		if err != nil || file.FileID != fmt.Sprintf("%024x", n) {
			t.Fatalf("file %d: got %v, %v", n, file, err)
		}
		if n++; n%9973 == 0 {
			most = max(most, heap())
		}
	}
	// two pages, and the buffers of the connection and of the response of one
	if limit := before + 2*onePage + 4<<20; n != files || most > limit {
		t.Errorf("%d files; %d bytes in use, want %d at most (%d a page)", n, most, limit, onePage)
	}
}

// sizeOfPages returns the memory of some pages of 1000 files.
func sizeOfPages(t *testing.T, ik *imagekit.Client, n int) uint64 {
	t.Helper()
	pages := make([][]imagekit.Asset, n)
	before := heap()
	for i := range pages {
		page, err := ik.ListFiles(t.Context(), &imagekit.ListFilesParams{Skip: new(i * 1000), Limit: new(1000)})
		if err != nil {
			t.Fatal(err)
		}
		pages[i] = page
	}
	after := heap()
	runtime.KeepAlive(pages)
	return after - min(before, after)
}

// heap returns the number of bytes in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // frees what pools hold
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// TestClient_Files_Allocations counts the allocations for each file of a list.
func TestClient_Files_Allocations(t *testing.T) {
	if race.Enabled {
		t.Skip("a sync.Pool drops objects at random with the race detector")
	}
	pages := map[string]string{} // by query
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		if pages[r.URL.RawQuery] == "" {
			pages[r.URL.RawQuery] = manyFiles(5000).page(r.URL.Query())
		}
		return response(http.StatusOK, pages[r.URL.RawQuery]), nil
	}))
	n := 0
	allocations := testing.AllocsPerRun(3, func() { n = countFiles(t, ik) })
	if each := allocations / float64(n); n != 5000 || each > 12 {
		t.Errorf("%.2f allocations for each of %d files, want 12 at most", each, n)
	}
}

// BenchmarkFiles compares a loop over the files of a page with plain net/http and encoding/json.
func BenchmarkFiles(b *testing.B) {
	const n = 999 // less than a page, so that both make one request
	body := manyFiles(n).page(url.Values{"limit": {"1000"}})
	server := newJSONServer(b, body)
	ik := newClient(b, imagekit.WithBaseURL(server.URL))
	b.Run("floor=encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			files, err := getJSON[[]imagekit.File](b.Context(), server.URL+"/v1/files?limit=1000")
			if err != nil || len(files) != n {
				b.Fatal(len(files), err)
			}
		}
	})
	b.Run("files", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if count := countFiles(b, ik); count != n {
				b.Fatal(count)
			}
		}
	})
}

// countFiles counts all files.
func countFiles(t testing.TB, ik *imagekit.Client) (n int) {
	t.Helper()
	for _, err := range ik.Files(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
