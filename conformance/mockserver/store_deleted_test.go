package mockserver_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestWithStore_DeletedBlobs deletes files with every operation that can, and checks that their blobs are deleted. The
// events about the files stay in the log unsent, because there is no webhook target, or the target does not respond.
func TestWithStore_DeletedBlobs(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"", "http://127.0.0.1:1"} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			s := restart(t, folder)
			if target != "" {
				setWebhook(t, s, mockserver.WebhookTarget{URL: target})
			}
			deleteAll(t, s, putVersions(t, s), func() {
				if n := blobFiles(t, folder); n != 6 {
					t.Errorf("%d blobs, want 6", n)
				}
			})
			if n := blobFiles(t, folder); n != 0 {
				t.Errorf("%d blobs when all files are deleted, want 0", n)
			}
			if events := webhooksOf(t, s); !strings.Contains(events, "Canon") {
				t.Errorf("the events about the photo do not have its metadata: %s", events)
			}
		})
	}
}

// putVersions uploads three files twice each, and returns their ids.
func putVersions(t *testing.T, s *mockserver.Server) (ids []any) {
	t.Helper()
	for name, content := range map[string][]byte{
		"a.bin": bytes.Repeat([]byte("x"), largeFile), "b.jpg": photo(t), "c.txt": []byte("text"),
	} {
		put(t, s, name, content)
		ids = append(ids, put(t, s, name, content)["fileId"])
	}
	return ids
}

// deleteAll copies one of three files, calls copied, and deletes all four.
func deleteAll(t *testing.T, s *mockserver.Server, ids []any, copied func()) {
	t.Helper()
	do(t, s, http.MethodPost, "/v1/files/copy", object{"sourceFilePath": "/a.bin", "destinationPath": "/copies"}).
		wantStatus(t, http.StatusNoContent)
	copied()
	do(t, s, http.MethodDelete, fmt.Sprint("/v1/files/", ids[0]), nil).wantStatus(t, http.StatusNoContent)
	do(t, s, http.MethodPost, "/v1/files/batch/deleteByFileIds", object{"fileIds": ids[1:]}).
		wantStatus(t, http.StatusOK)
	do(t, s, http.MethodDelete, "/v1/folder", object{"folderPath": "/copies"}).wantStatus(t, http.StatusNoContent)
}

// webhooksOf returns the log of webhooks as JSON.
func webhooksOf(t *testing.T, s *mockserver.Server) string {
	t.Helper()
	return string(control(t, s, http.MethodGet, "/webhooks", "").wantStatus(t, http.StatusOK).body)
}
