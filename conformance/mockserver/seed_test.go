package mockserver_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// paths returns the paths of all folders and files.
func paths(t *testing.T, s *mockserver.Server) string {
	t.Helper()
	state := stateOf(t, s)
	var all []string
	for _, d := range state.Folders {
		all = append(all, d.FolderPath+"/")
	}
	for _, f := range state.Files {
		all = append(all, f.FilePath)
	}
	return strings.Join(all, " ")
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestServer_Seed(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{
		"menu/Kaffee & Käse.png": {Data: pngFile(t, 4, 2, false)},
		"top.txt":                file("top"),
		".hidden":                file("x"),
		".git/config":            file("x"),
		"empty":                  {Mode: fs.ModeDir},
		"imagekit.json": file(`{"customMetadataFields": [
			{"name": "n", "label": "N", "schema": {"type": "Number"}}
		], "files": [
			{"path": "/menu/Kaffee & Käse.png", "tags": ["a", "b"], "isPrivateFile": true, "customMetadata": {"n": 1},
				"customCoordinates": "0,0,1,1"},
			{"path": "more/text.txt", "text": "more", "description": "d"}
		]}`),
	}
	s := start(t, mockserver.WithSeed(tree))
	if got, want := paths(t, s), "/empty/ /menu/ /more/ /menu/Kaffee___Käse.png /more/text.txt /top.txt"; got != want {
		t.Errorf("the library has %s\nwant %s", got, want)
	}
	found := do(t, s, http.MethodGet, "/v1/files?path=menu", nil)
	wantFields(t, decode[[]map[string]any](t, found)[0], object{
		"tags": []string{"a", "b"}, "isPrivateFile": true, "customMetadata": object{"n": 1}, "width": 4,
		"customCoordinates": "0,0,1,1",
	})
	if got := get(t, s.URLEndpoint()+"/more/text.txt").wantStatus(t, http.StatusOK); string(got.body) != "more" {
		t.Errorf("text: %q", got.body)
	}
	if err := s.Seed(fstest.MapFS{"top.txt": file("new"), "imagekit.json": tree["imagekit.json"]}); err == nil ||
		!strings.Contains(err.Error(), "the file is not in the tree") {
		t.Errorf("a manifest that describes a missing file: error %v, want one", err)
	}
	// A file that exists gets a new version.
	again := file(`{"customMetadataFields": [{"name": "n", "label": "N", "schema": {"type": "Number"}}]}`)
	if err := s.Seed(fstest.MapFS{"top.txt": file("new"), "imagekit.json": again}); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s.URLEndpoint()+"/top.txt").wantStatus(t, http.StatusOK); string(got.body) != "new" {
		t.Errorf("text: %q", got.body)
	}
	if got := paths(t, s); !strings.HasSuffix(got, "/top.txt /top.txt") {
		t.Errorf("the library has %s", got)
	}
}

func TestWithSeed_EmptyLibrary(t *testing.T) {
	t.Parallel()
	options := []mockserver.Option{inFolder(t, t.TempDir()), mockserver.WithSeed(fstest.MapFS{"a.txt": file("x")})}
	for range 2 {
		s := start(t, options...)
		if got := paths(t, s); got != "/a.txt" {
			t.Errorf("the library has %s", got)
		}
		stop(t, s)
	}
}

func TestServer_Seed_Errors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ manifest, want string }{
		{`{`, "unexpected EOF"},
		{`{"file": []}`, `unknown object member name "file"`},
		{`{"files": [{"path": "b.txt"}]}`, "b.txt: the file is not in the tree"},
		{`{"files": [{"text": "b"}]}`, "the path must not be empty"},
		{`{"files": [{"path": "a.txt", "text": "b"}]}`, "/a.txt: the file is in the tree"},
		{`{"files": [{"path": "b.txt", "text": "b", "url": "http://127.0.0.1/"}]}`, "b.txt: the file has more than"},
		{`{"files": [{"path": "b.txt", "text": "b", "tag": "x"}]}`, "b.txt: unknown field tag"},
		{`{"files": [{"path": "b.txt", "text": "b", "folder": "/x"}]}`, "b.txt: unknown field folder"},
		{`{"files": [{"path": "b.txt", "text": "b", "tags": "x"}]}`, "invalid tags parameter"},
		{`{"files": [{"path": "b.txt", "text": "b", "isPrivateFile": "yes"}]}`, "invalid isPrivateFile parameter"},
		{`{"files": [{"path": "b.txt", "url": "http://imagekit.invalid/"}]}`, "loopback interface only"},
		{`{"files": [{"path": "b.txt", "content": "%"}]}`, "illegal base64"},
		{`{"files": [{"path": "b.txt", "text": "b", "customCoordinates": "everywhere"}]}`, "invalid customCoordinates"},
		{`{"customMetadataFields": [{"name": "n"}]}`, "missing label parameter"},
		{
			`{"customMetadataFields": [{"name": "n", "label": "N", "schema": {"type": "Number", "minLength": 1}}]}`,
			"customMetadataFields",
		},
		{`{"files": [{"path": "b.txt", "text": "b", "customMetadata": {"n": 1}}]}`, "b.txt: Invalid custom metadata"},
	} {
		tree := fstest.MapFS{"a.txt": file("x"), "imagekit.json": file(test.manifest)}
		_, err := mockserver.New(mockserver.WithSeed(tree))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %s", test.manifest, err, test.want)
		}
	}
}

func TestControl_Seed(t *testing.T) {
	t.Parallel()
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("fetched"))
	}))
	t.Cleanup(origin.Close)
	s := start(t, mockserver.WithRemoteFetch(true))
	body := fmt.Sprintf(`{"files": [
		{"path": "/a/1.txt", "content": "Ynl0\nZXM=\r\n", "tags": ["x"]},
		{"path": "/a/2.txt", "text": ""},
		{"path": "/a/3.txt", "url": %q}
	]}`, origin.URL)
	got := control(t, s, http.MethodPost, "/seed", body).wantStatus(t, http.StatusOK)
	files := got.object(t)["files"].([]any)
	for i, want := range []string{"bytes", "", "fetched"} {
		u := files[i].(map[string]any)["url"].(string)
		if got := get(t, u).wantStatus(t, http.StatusOK); string(got.body) != want {
			t.Errorf("%s: %q, want %q", u, got.body, want)
		}
	}
	control(t, s, http.MethodPost, "/seed", `{"files": [{"path": "x", "text": 1}]}`).wantError(t, http.StatusBadRequest,
		"text")
	control(t, s, http.MethodPost, "/seed", `{"files": [{"path": "x/.."  , "text": "x"}]}`).wantError(t,
		http.StatusBadRequest, "the path must not be empty")
}
