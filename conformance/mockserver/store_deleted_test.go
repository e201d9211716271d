package mockserver_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestWithStore_DeletedBytes deletes files in every way. The events that tell about them stay in the log of webhooks,
// which has not sent them: there is no target, or one that is not there.
func TestWithStore_DeletedBytes(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]string{"no target": "", "target": "http://127.0.0.1:1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			s := restart(t, folder)
			if target != "" {
				setWebhook(t, s, mockserver.WebhookTarget{URL: target})
			}
			large := bytes.Repeat([]byte("x"), 3<<20)
			var ids []any
			for _, content := range [][]byte{large, photo(t), []byte("text")} {
				for range 2 { // and a version that is deleted with its file
					ids = append(ids[:len(ids):len(ids)], put(t, s, fmt.Sprint(len(content)), content)["fileId"])
				}
			}
			do(t, s, http.MethodPost, "/v1/files/copy", object{
				"sourceFilePath": fmt.Sprint("/", len(large)), "destinationPath": "/copies",
			}).wantStatus(t, http.StatusNoContent)
			if n := blobFiles(t, folder); n != 6 {
				t.Errorf("%d files with bytes, want 6", n)
			}
			do(t, s, http.MethodDelete, fmt.Sprint("/v1/files/", ids[0]), nil).wantStatus(t, http.StatusNoContent)
			do(t, s, http.MethodPost, "/v1/files/batch/deleteByFileIds", object{"fileIds": []any{ids[2], ids[4]}}).
				wantStatus(t, http.StatusOK)
			do(t, s, http.MethodDelete, "/v1/folder", object{"folderPath": "/copies"}).
				wantStatus(t, http.StatusNoContent)
			if n := blobFiles(t, folder); n != 0 {
				t.Errorf("%d files with bytes when all files are deleted", n)
			}
			if events := webhooksOf(t, s); !strings.Contains(events, "Canon") {
				t.Errorf("the events about the photo do not have its metadata: %s", events)
			}
		})
	}
}

// webhooksOf is the log of events.
func webhooksOf(t *testing.T, s *mockserver.Server) string {
	t.Helper()
	return string(control(t, s, http.MethodGet, "/webhooks", "").wantStatus(t, http.StatusOK).body)
}
