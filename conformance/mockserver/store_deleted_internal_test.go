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

// TestDeleteFile_Bytes holds the blob of a file, as everything does that is not forgotten when the file is deleted.
func TestDeleteFile_Blob(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 2 << 20} {
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
			t.Errorf("status %d, %d events", w.Code, len(s.Webhooks()))
		}
		if _, err := file.Blob.Open(); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%d bytes of a deleted file can still be read: %v", size, err)
		}
	}
}
