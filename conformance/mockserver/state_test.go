package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// serve answers a request without a connection, with the key and a JSON body.
func serve(t *testing.T, s *mockserver.Server, method, path string, body any) *httptest.ResponseRecorder {
	t.Helper()
	req := newRequest(t, method, path, strings.NewReader(encoded(t, body)))
	req.SetBasicAuth(s.PrivateKey(), "")
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	return rec
}

// library makes the same state each time.
func library(t *testing.T) mockserver.State {
	t.Helper()
	s := start(t, mockserver.WithURL("http://mock.test"))
	for _, tree := range []fstest.MapFS{
		{"b/z.txt": {Data: []byte("1")}, "b/a.txt": {Data: []byte("2")}},
		{"b/z.txt": {Data: []byte("33")}},
	} {
		if err := s.Seed(tree); err != nil {
			t.Fatal(err)
		}
	}
	move := object{"sourceFolderPath": "/b", "destinationPath": "/c"}
	if got := serve(t, s, http.MethodPost, "/base/v1/bulkJobs/moveFolder", move); got.Code != http.StatusOK {
		t.Errorf("moving: %d %s", got.Code, got.Body)
	}
	if got := serve(t, s, http.MethodPost, "/base/v1/files/purge", object{"url": s.URLEndpoint() + "/a.txt"}); got.Code != http.StatusCreated {
		t.Errorf("purging: %d %s", got.Code, got.Body)
	}
	return stateOf(t, s)
}

func TestState(t *testing.T) {
	t.Parallel()
	state := library(t)
	if again := library(t); !reflect.DeepEqual(state, again) {
		t.Errorf("the same requests make two states:\n%s\n%s", encoded(t, state), encoded(t, again))
	}
	var files []string
	for _, f := range state.Files {
		files = append(files, *f.FilePath+" "+*f.VersionInfo.Name)
	}
	if want := []string{"/c/b/a.txt Version 1", "/c/b/z.txt Version 1", "/c/b/z.txt Version 2"}; !slices.Equal(files, want) {
		t.Errorf("files: %q", files)
	}
	var folders []string
	for _, d := range state.Folders {
		folders = append(folders, *d.FolderPath)
	}
	if want := []string{"/c", "/c/b"}; !slices.Equal(folders, want) {
		t.Errorf("folders: %q", folders)
	}
	for table, want := range map[string]string{
		"jobs": `[{"jobId":"id5","status":"Pending","type":"MOVE_FOLDER"}]`, "purges": `[{"requestId":"id7"}]`, "tokens": `[]`,
	} {
		if got := encoded(t, state.Tables[table]); got != want {
			t.Errorf("%s: %s, want %s", table, got, want)
		}
	}
}

func TestStateOfTheAccount(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, body := range map[string]object{
		"/v1/accounts/origins":     {"type": "S3", "name": "Bucket", "bucket": "b", "accessKey": "SECRET", "secretKey": "SECRET"},
		"/v1/customMetadataFields": {"name": "n", "label": "N", "schema": object{"type": "Number"}},
	} {
		do(t, s, http.MethodPost, path, body).wantStatus(t, http.StatusCreated)
	}
	state := stateOf(t, s)
	for table, path := range map[string]string{"origins": "/v1/accounts/origins", "custom-metadata-fields": "/v1/customMetadataFields"} {
		shown := do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK)
		if got, want := encoded(t, state.Tables[table]), encoded(t, decode[any](t, shown)); got != want {
			t.Errorf("%s: %s, the API shows %s", table, got, want)
		}
	}
	if strings.Contains(encoded(t, state), "SECRET") {
		t.Errorf("a secret is shown: %s", encoded(t, state))
	}
}
