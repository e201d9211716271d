package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// serve serves a request with the key and a JSON body, without a connection.
func serve(t *testing.T, s *mockserver.Server, method, path string, body any) *httptest.ResponseRecorder {
	t.Helper()
	req := newRequest(t, method, path, strings.NewReader(encoded(t, body)))
	req.SetBasicAuth(s.PrivateKey(), "")
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	return rec
}

// library starts a server, makes the same requests each time, and returns the state.
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
	if got := serve(t, s, http.MethodPost, "/base/v1/files/purge",
		object{"url": s.URLEndpoint() + "/a.txt"}); got.Code != http.StatusCreated {
		t.Errorf("purging: %d %s", got.Code, got.Body)
	}
	return stateOf(t, s)
}

func TestServer_State(t *testing.T) {
	t.Parallel()
	state := library(t)
	if again := library(t); !reflect.DeepEqual(state, again) {
		t.Errorf("the same requests result in different states:\n%s\n%s", encoded(t, state), encoded(t, again))
	}
	var files []string
	for _, f := range state.Files {
		files = append(files, f.FilePath+" "+f.VersionInfo.Name)
	}
	if want := []string{"/c/b/a.txt Version 1", "/c/b/z.txt Version 1", "/c/b/z.txt Version 2"}; !slices.Equal(files,
		want) {
		t.Errorf("files: %q, want %q", files, want)
	}
	var folders []string
	for _, d := range state.Folders {
		folders = append(folders, d.FolderPath)
	}
	if want := []string{"/c", "/c/b"}; !slices.Equal(folders, want) {
		t.Errorf("folders: %q, want %q", folders, want)
	}
	wantJob := imagekit.BulkJob{JobID: "id5", Status: imagekit.BulkJobStatusPending, Type: "MOVE_FOLDER"}
	if !reflect.DeepEqual(state.Jobs, []imagekit.BulkJob{wantJob}) {
		t.Errorf("jobs: %+v, want %+v", state.Jobs, wantJob)
	}
	wantPurge := mockserver.Purge{RequestID: "id7", Status: imagekit.PurgeStatusPending}
	if !slices.Equal(state.Purges, []mockserver.Purge{wantPurge}) {
		t.Errorf("purges: %+v, want %+v", state.Purges, wantPurge)
	}
}

func TestServer_State_Account(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, body := range map[string]object{
		"/v1/accounts/origins": {
			"type": "S3", "name": "Bucket", "bucket": "b", "accessKey": "SECRET",
			"secretKey": "SECRET",
		},
		"/v1/customMetadataFields": {"name": "n", "label": "N", "schema": object{"type": "Number"}},
	} {
		do(t, s, http.MethodPost, path, body).wantStatus(t, http.StatusCreated)
	}
	ik := clientOf(t, s)
	state := stateOf(t, s)
	if want, err := ik.ListOrigins(t.Context()); err != nil || !reflect.DeepEqual(state.Origins, want) {
		t.Errorf("origins %+v, a client gets %+v, %v", state.Origins, want, err)
	}
	if want, err := ik.GetCustomMetadataFields(t.Context(), nil); err != nil ||
		!reflect.DeepEqual(state.CustomMetadataFields, want) {
		t.Errorf("custom metadata fields %+v, a client gets %+v, %v", state.CustomMetadataFields, want, err)
	}
	control := do(t, s, http.MethodGet, "/_mock/state", nil).wantStatus(t, http.StatusOK).body
	for name, shown := range map[string]string{"State": encoded(t, state), "/_mock/state": string(control)} {
		if strings.Contains(shown, "SECRET") || !strings.Contains(shown, "Bucket") {
			t.Errorf("%s has a secret, or lacks the origin: %s", name, shown)
		}
	}
}
