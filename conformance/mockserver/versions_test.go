package mockserver_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// versionsOf returns the versions of a file, the current one first.
func versionsOf(t *testing.T, s *mockserver.Server, file object) []object {
	t.Helper()
	answer := do(t, s, http.MethodGet, "/v1/files/"+file["fileId"].(string)+"/versions", nil)
	list := decode[[]object](t, answer.wantStatus(t, http.StatusOK))
	for _, v := range list {
		if v["filePath"] != file["filePath"] {
			t.Errorf("a version has the path %v, want %v", v["filePath"], file["filePath"])
		}
	}
	return list
}

func TestFileVersions(t *testing.T) {
	t.Parallel()
	s := start(t)
	var file map[string]any
	for _, content := range []string{"first", "second", "third"} {
		file = put(t, s, "a.txt", []byte(content), part{name: "tags", text: content})
	}
	base := "/v1/files/" + file["fileId"].(string) + "/versions"
	list := versionsOf(t, s, file)
	if len(list) != 3 {
		t.Fatalf("%d versions, want 3", len(list))
	}
	for i, want := range []struct{ kind, name, content string }{
		{"file", "Version 3", "third"}, {"file-version", "Version 2", "second"}, {"file-version", "Version 1", "first"},
	} {
		info := list[i]["versionInfo"].(map[string]any)
		if list[i]["type"] != want.kind || info["name"] != want.name ||
			encoded(t, list[i]["tags"]) != `["`+want.content+`"]` {
			t.Errorf("version %d: %s", i, encoded(t, list[i]))
		}
		one := do(t, s, http.MethodGet, base+"/"+info["id"].(string), nil).wantStatus(t, http.StatusOK).object(t)
		if encoded(t, one) != encoded(t, list[i]) {
			t.Errorf("the details differ from the list:\n%s\n%s", encoded(t, one), encoded(t, list[i]))
		}
		if got := get(t, list[i]["url"].(string)); string(got.body) != want.content {
			t.Errorf("%s delivers %q, want %q", list[i]["url"], got.body, want.content)
		}
	}
	current, oldest := versionID(list[0]), versionID(list[2])

	do(t, s, http.MethodDelete, base+"/"+current, nil).wantError(t, http.StatusBadRequest, "current version")
	do(t, s, http.MethodPut, base+"/"+current+"/restore", nil).wantError(t, http.StatusBadRequest, "current version")
	restored := do(t, s, http.MethodPut, base+"/"+oldest+"/restore", nil).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, restored, object{
		"type": "file", "fileId": file["fileId"], "filePath": "/a.txt",
		"tags": []any{"first"},
	})
	if versionID(restored) != oldest {
		t.Errorf("the restored version has the id %s, want %s", versionID(restored), oldest)
	}
	if got := get(t, s.URLEndpoint()+"/a.txt"); !bytes.Equal(got.body, []byte("first")) {
		t.Errorf("after restoring, %q is delivered, want first", got.body)
	}
	do(t, s, http.MethodDelete, base+"/"+current, nil).wantStatus(t, http.StatusNoContent)
	if left := versionsOf(t, s, file); len(left) != 2 {
		t.Errorf("%d versions are left, want 2", len(left))
	}
	// Version numbers are not reused, not even that of a deleted version.
	put(t, s, "a.txt", []byte("fourth"))
	newest := versionsOf(t, s, file)[0]
	if name := newest["versionInfo"].(map[string]any)["name"]; name != "Version 4" {
		t.Errorf("the next version is %v, want Version 4", name)
	}
}

func versionID(file map[string]any) string {
	return file["versionInfo"].(map[string]any)["id"].(string)
}

func TestFileVersions_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := put(t, s, "a.txt", []byte("x"))
	known := "/v1/files/" + file["fileId"].(string) + "/versions/"
	unknown := "/v1/files/" + unusedID + "/versions"
	do(t, s, http.MethodGet, unknown, nil).wantError(t, http.StatusNotFound, "file does not exist")
	for _, test := range []struct{ method, path, word string }{
		{http.MethodGet, unknown + "/" + unusedID, "version does not exist"},
		{http.MethodGet, known + unusedID, "version does not exist"},
		{http.MethodDelete, unknown + "/" + unusedID, "asset does not exist"},
		{http.MethodDelete, known + unusedID, "asset does not exist"},
		{http.MethodPut, unknown + "/" + unusedID + "/restore", "file does not exist"},
		{http.MethodPut, known + unusedID + "/restore", "version does not exist"},
	} {
		do(t, s, test.method, test.path, nil).wantError(t, http.StatusNotFound, test.word)
	}
}

// TestFileVersions_CreatedAt checks that all versions have the creation time of the first upload, and that the newest
// has a later update time.
func TestFileVersions_CreatedAt(t *testing.T) {
	t.Parallel()
	s := mockserver.Start(t, mockserver.WithPrefix("/base"))
	s.FreezeTime(true)
	first := put(t, s, "a.txt", []byte("1"))
	s.Advance(time.Hour)
	put(t, s, "a.txt", []byte("2"))
	older, current := details(t, s, first["fileId"]), object{}
	for i, v := range versionsOf(t, s, first) {
		if i == 0 {
			current = v
		}
		older = v
	}
	wantFields(t, current, object{"createdAt": older["createdAt"]})
	if older["updatedAt"] != older["createdAt"] || current["updatedAt"] == current["createdAt"] {
		t.Errorf("the versions are %s and %s", encoded(t, older), encoded(t, current))
	}
}

// TestFileVersions_TemporaryFiles checks that a copy shares the bytes of its source, and that bytes are deleted with
// the last file or version that uses them.
func TestFileVersions_TemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := start(t)
	big := bytes.Repeat([]byte("x"), largeFile)
	source := put(t, s, "big.bin", big)
	copying := object{"sourceFilePath": "/big.bin", "destinationPath": "/copies"}
	do(t, s, http.MethodPost, "/v1/files/copy", copying).wantStatus(t, http.StatusNoContent)
	if n := temporaryFiles(t); n != 1 {
		t.Errorf("%d temporary files for a file and its copy, want 1", n)
	}
	do(t, s, http.MethodDelete, fmt.Sprint("/v1/files/", source["fileId"]), nil).wantStatus(t, http.StatusNoContent)
	if got := get(t, s.URLEndpoint()+"/copies/big.bin").wantStatus(t, http.StatusOK).body; !bytes.Equal(got, big) {
		t.Errorf("the copy has %d bytes, want %d", len(got), len(big))
	}
	folder := part{name: "folder", text: "/copies"}
	second := put(t, s, "big.bin", bytes.Repeat([]byte("y"), largeFile), folder)
	if n := temporaryFiles(t); n != 2 {
		t.Errorf("%d temporary files for two versions, want 2", n)
	}
	older := versionsOf(t, s, second)[1]["versionInfo"].(map[string]any)["id"]
	version := fmt.Sprint("/v1/files/", second["fileId"], "/versions/", older)
	do(t, s, http.MethodDelete, version, nil).wantStatus(t, http.StatusNoContent)
	if n := temporaryFiles(t); n != 1 {
		t.Errorf("%d temporary files after the older version is deleted, want 1", n)
	}
}
