package mockserver

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// manyFiles is the number of files in a large library.
const manyFiles = 100_000

// newFilledServer makes a server with n small files in 100 folders. It returns the server, the id of a file in the
// middle, and the memory per file in bytes.
func newFilledServer(b *testing.B, n int) (s *Server, middle string, perFile float64) {
	b.Helper()
	before := heap()
	s, err := New()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	for i := range n {
		bytes, err := s.api().lib.Blobs().Read(strings.NewReader("x"))
		if err != nil {
			b.Fatal(err)
		}
		f, err := s.api().lib.Add(&library.Upload{
			Folder: fmt.Sprintf("/folder-%02d/deeper", i%100), Name: fmt.Sprintf("photo-%06d.jpg", (i*7919)%n),
			Tags: &[]string{"summer", fmt.Sprintf("tag-%d", i%1000)}, Published: true,
		}, library.Content{
			Blob: bytes, MediaType: "image/jpeg", Format: "jpg",
			Image: &library.Image{Format: "jpeg", Width: i % 4000, Height: i % 3000},
		})
		if i == n/2 {
			middle = f.FileID
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	return s, middle, float64(heap()-before) / float64(n)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// call serves one request without a network. It fails the benchmark if the request fails.
func (s *Server) call(b *testing.B, method, target, body string) {
	b.Helper()
	r := httptest.NewRequest(method, target, bytes.NewBufferString(body))
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth(s.PrivateKey(), "")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code >= http.StatusMultipleChoices {
		b.Fatalf("%s %s: %d %s", method, target, w.Code, w.Body)
	}
}

// BenchmarkServer_LargeLibrary measures lists, searches and changes in a large library.
func BenchmarkServer_LargeLibrary(b *testing.B) {
	s, id, perFile := newFilledServer(b, manyFiles)
	query := func(q string) string { return "/v1/files?limit=100&searchQuery=" + url.QueryEscape(q) }
	for _, bench := range []struct{ name, method, target, body string }{
		{"first page", http.MethodGet, "/v1/files?limit=100", ""},
		{"last page", http.MethodGet, "/v1/files?limit=100&skip=99900", ""},
		{"newest", http.MethodGet, "/v1/files?limit=100&sort=DESC_CREATED", ""},
		{"by name", http.MethodGet, "/v1/files?limit=100&sort=ASC_NAME", ""},
		{"a folder", http.MethodGet, "/v1/files?limit=100&path=/folder-07/deeper", ""},
		{"a tag", http.MethodGet, "/v1/files?limit=100&tags=tag-77", ""},
		{"search", http.MethodGet, query(`size > 100 AND (tags IN ["tag-7"] OR name : "photo-00")`), ""},
		{"details", http.MethodGet, "/v1/files/" + id + "/details", ""},
		{"update", http.MethodPatch, "/v1/files/" + id + "/details", `{"tags":["a"]}`},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				s.call(b, bench.method, bench.target, bench.body)
			}
			b.ReportMetric(perFile, "B/file")
		})
	}
}
