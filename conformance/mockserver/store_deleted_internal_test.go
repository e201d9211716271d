package mockserver

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// TestDeleteFile_Blob keeps a reference to the blob of a file, and checks that the blob cannot be read after the file
// is deleted.
func TestDeleteFile_Blob(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 1<<20 + 100} {
		s, err := New()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		a := s.api()
		blob, err := a.lib.Blobs().Read(strings.NewReader(strings.Repeat("x", size)))
		if err != nil {
			t.Fatal(err)
		}
		file, err := a.addFile(&library.Upload{Name: "a.txt", Folder: "/"}, blob, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodDelete, "/v1/files/"+file.FileID, nil)
		r.SetBasicAuth(s.PrivateKey(), "")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusNoContent || len(s.Webhooks()) != 2 {
			t.Errorf("status %d and %d events, want 204 and 2", w.Code, len(s.Webhooks()))
		}
		if _, err := file.Blob.Open(); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("opening %d bytes of a deleted file: error %v, want fs.ErrNotExist", size, err)
		}
	}
}
