package mockserver_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestServer_Memory checks that the heap does not grow with requests that leave no files behind: for files that do not
// exist, and for files that are deleted again. The first rounds fill all logs. The test is not parallel, because it
// measures the heap.
func TestServer_Memory(t *testing.T) { //nolint:paralleltest // it measures the heap
	race.SkipSlow(t)
	s, err := mockserver.New()
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, s)
	const rounds, growth = 1200, 8 << 20
	for i := range rounds {
		createAndDelete(t, s, i)
	}
	before := heap()
	for i := range rounds {
		createAndDelete(t, s, rounds+i)
	}
	if after := heap(); after > before+growth {
		t.Errorf("the heap has grown from %d to %d KiB, want at most %d KiB more", before>>10, after>>10, growth>>10)
	}
	runtime.KeepAlive(s)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC() // empties pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// createAndDelete makes requests that differ for each i, and deletes what they create.
func createAndDelete(t *testing.T, s *mockserver.Server, i int) {
	t.Helper()
	long := fmt.Sprint(i, strings.Repeat("x", 3000))
	serveLocally(t, s, httptest.NewRequest(http.MethodGet, "/demo/"+long, nil), http.StatusNotFound)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("fileName", fmt.Sprint(i, ".bin"))
	_ = form.WriteField("tags", long[:400])
	file, _ := form.CreateFormFile("file", "a.bin")
	_, _ = file.Write(bytes.Repeat([]byte(long), 5))
	_ = form.Close()
	upload := httptest.NewRequest(http.MethodPost, "/api/v1/files/upload", &body)
	upload.Header.Set("Content-Type", form.FormDataContentType())
	id := decode[struct{ FileID string }](t, serveLocally(t, s, upload, http.StatusOK)).FileID
	serveLocally(t, s, httptest.NewRequest(http.MethodDelete, "/v1/files/"+id, nil), http.StatusNoContent)
	for _, request := range []struct{ method, path, body string }{
		{http.MethodPost, "/v1/folder", `{"folderName":"a","parentFolderPath":"/"}`},
		{http.MethodPost, "/v1/bulkJobs/renameFolder", `{"folderPath":"/a","newFolderName":"b"}`},
		{http.MethodDelete, "/v1/folder", `{"folderPath":"/b"}`},
	} {
		r := httptest.NewRequest(request.method, request.path, strings.NewReader(request.body))
		r.Header.Set("Content-Type", "application/json")
		serveLocally(t, s, r, 0)
	}
}

// serveLocally serves a request without a network and checks the status. Status 0 allows any 2xx status.
func serveLocally(t *testing.T, s *mockserver.Server, r *http.Request, status int) reply {
	t.Helper()
	if !strings.HasPrefix(r.URL.Path, "/demo/") {
		r.SetBasicAuth(s.PrivateKey(), "")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != status && (status != 0 || w.Code/100 != 2) {
		t.Fatalf("%s %s: status %d: %s", r.Method, r.URL.Path, w.Code, w.Body)
	}
	return reply{w.Result(), w.Body.Bytes()}
}
