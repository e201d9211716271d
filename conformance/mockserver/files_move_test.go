package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// twoVersions uploads two versions of a file and returns the second one.
func twoVersions(t *testing.T, s *mockserver.Server, name, folder string) map[string]any {
	t.Helper()
	more := []part{{name: "folder", text: folder}}
	put(t, s, name, []byte("old "+folder), more...)
	return put(t, s, name, []byte("new "+folder), append(more, part{name: "tags", text: "a,b"})...)
}

// versionContents returns the contents of all versions of the only file in a folder, the newest first.
func versionContents(t *testing.T, s *mockserver.Server, folder string) (all []string) {
	t.Helper()
	files := decode[[]map[string]any](t, do(t, s, http.MethodGet, "/v1/files?path="+escape(folder), nil))
	if len(files) != 1 {
		t.Fatalf("%d files in %s, want 1", len(files), folder)
	}
	for _, v := range versionsOf(t, s, files[0]) {
		all = append(all, string(get(t, v["url"].(string)).wantStatus(t, http.StatusOK).body))
	}
	return all
}

func TestCopyFile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  map[string]any
		there bool // the destination has a file of the same name
		want  string
	}{
		"current version":   {map[string]any{}, false, `["new /from"]`},
		"all versions":      {map[string]any{"includeFileVersions": true}, false, `["new /from","old /from"]`},
		"onto another file": {map[string]any{}, true, `["new /from","new /to","old /to"]`},
		"all versions onto another file": {
			map[string]any{"includeFileVersions": true}, true, `["new /from","old /from","new /to","old /to"]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			file := twoVersions(t, s, "a.txt", "/from")
			if test.there {
				twoVersions(t, s, "a.txt", "/to")
			}
			test.body["sourceFilePath"], test.body["destinationPath"] = "/from/a.txt", "to"
			do(t, s, http.MethodPost, "/v1/files/copy", test.body).wantStatus(t, http.StatusNoContent)
			if got := encoded(t, versionContents(t, s, "/to")); got != test.want {
				t.Errorf("the destination has %s, want %s", got, test.want)
			}
			if got := encoded(t, versionContents(t, s, "/from")); got != `["new /from","old /from"]` {
				t.Errorf("the source has %s", got)
			}
			// The copy shares its bytes with the source and must keep them when the source is deleted.
			do(t, s, http.MethodDelete, "/v1/files/"+file["fileId"].(string), nil).wantStatus(t, http.StatusNoContent)
			if got := encoded(t, versionContents(t, s, "/to")); got != test.want {
				t.Errorf("without the source the destination has %s, want %s", got, test.want)
			}
		})
	}
}

func TestMoveFile(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := twoVersions(t, s, "a.txt", "/from")
	body := map[string]any{"sourceFilePath": "/from/a.txt", "destinationPath": "/to/new"}
	do(t, s, http.MethodPost, "/v1/files/move", body).wantStatus(t, http.StatusNoContent)
	wantFields(t, details(t, s, file["fileId"]), map[string]any{"filePath": "/to/new/a.txt", "tags": []any{"a", "b"}})
	get(t, s.URLEndpoint()+"/from/a.txt").wantStatus(t, http.StatusNotFound)
	do(t, s, http.MethodPost, "/v1/files/move", body).wantError(t, http.StatusNotFound, "/from/a.txt")

	twoVersions(t, s, "a.txt", "/from")
	do(t, s, http.MethodPost, "/v1/files/move", body).wantStatus(t, http.StatusNoContent)
	if got := encoded(t, versionContents(t, s, "/to/new")); got != `["new /from","old /from","new /from","old /from"]` {
		t.Errorf("moved onto another file: %s", got)
	}
	wantNames(t, s, "path=/from")
}

func TestRenameFile(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := twoVersions(t, s, "a.txt", "/f")
	put(t, s, "taken.txt", []byte("x"), part{name: "folder", text: "/f"})
	rename := func(from, to string, purge bool) reply {
		return do(t, s, http.MethodPut, "/v1/files/rename",
			map[string]any{"filePath": from, "newFileName": to, "purgeCache": purge})
	}
	if got := rename("/f/a.txt", "b c.txt", false).wantStatus(t, http.StatusOK); string(got.body) != "{}" {
		t.Errorf("without a purge the response is %s, want {}", got.body)
	}
	wantFields(t, details(t, s, file["fileId"]), map[string]any{"filePath": "/f/b_c.txt", "name": "b_c.txt"})
	id := rename("/f/b_c.txt", "d.txt", true).wantStatus(t, http.StatusOK).object(t)["purgeRequestId"].(string)
	do(t, s, http.MethodGet, "/v1/files/purge/"+id, nil).wantStatus(t, http.StatusOK)
	rename("/f/d.txt", "taken.txt", false).wantError(t, http.StatusConflict, "already exists")
	rename("/f/d.txt", "d.txt", false).wantError(t, http.StatusBadRequest, "newFileName")
	rename("/f/d.txt", "..", false).wantError(t, http.StatusBadRequest, "invalid parameters")
	rename("/f/none.txt", "x.txt", false).wantError(t, http.StatusNotFound, "filePath")
	wantNames(t, s, "sort=ASC_NAME", "d.txt", "taken.txt")
}

func TestCopyFile_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	twoVersions(t, s, "a.txt", "/f")
	for range 99 {
		put(t, s, "a.txt", []byte("x"), part{name: "folder", text: "/full"})
	}
	for _, path := range []string{"/v1/files/copy", "/v1/files/move"} {
		request := func(from, to string) reply {
			body := map[string]any{"sourceFilePath": from, "destinationPath": to}
			if path == "/v1/files/copy" {
				body["includeFileVersions"] = true
			}
			return do(t, s, http.MethodPost, path, body)
		}
		request("/f/none.txt", "/g").wantError(t, http.StatusNotFound, "`/f/none.txt`")
		for destination, reason := range map[string]string{
			"/f": "SAME_SOURCE_AND_DESTINATION", "/full": "VERSION_LIMIT_EXCEEDED", "/x/../y": "INVALID_FOLDER_PATH",
		} {
			wantFields(t, request("/f/a.txt", destination).wantStatus(t, http.StatusBadRequest).object(t),
				object{"reason": reason})
		}
	}
	if got := len(versionContents(t, s, "/f")); got != 2 {
		t.Errorf("after refused requests the source has %d versions, want 2", got)
	}
}
