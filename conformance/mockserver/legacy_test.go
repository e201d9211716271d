package mockserver_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestLegacy_Upload(t *testing.T) {
	t.Parallel()
	s := start(t)
	repeated := named("coffee.png", []byte("x")).with(part{name: "tags", text: "coffee"},
		part{name: "tags", text: "summer"})
	got := uploadTo(t, s, "/v1/files/upload", s.PrivateKey(), repeated).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, details(t, s, got["fileId"]), object{"tags": []string{"coffee", "summer"}})

	twice := repeated.with(part{name: "folder", text: "/a"}, part{name: "folder", text: "/b"})
	uploadTo(t, s, "/v1/files/upload", s.PrivateKey(), twice).wantError(t, http.StatusBadRequest, "folder", "only once")
	upload(t, s, repeated).wantError(t, http.StatusBadRequest, "tags", "only once")
	uploadTo(t, s, "/v1/files/upload", "", repeated).wantError(t, http.StatusUnauthorized)

	var many parts
	for range 3 {
		many = many.with(part{name: "tags", text: strings.Repeat("x", 400_000)})
	}
	uploadTo(t, s, "/v1/files/upload", s.PrivateKey(), many).
		wantError(t, http.StatusBadRequest, "tags", "larger than 1 MB")
}

// oddName has characters that version 1 of the upload API replaces, and characters that must be encoded in URLs.
const oddName = `it's "1 + 1" @ & 50% #?.txt`

func TestUploadV2_KeepsNames(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, want := range map[string]string{
		"/api/v1/files/upload": "/a_b_c/it_s__1___1______50____.txt",
		"/api/v2/files/upload": "/a b/.c/" + oddName,
	} {
		folder := map[string]string{"/api/v1/files/upload": "/a b.c", "/api/v2/files/upload": "/a b/.c/"}[path]
		file := named(oddName, []byte(want)).with(part{name: "folder", text: folder})
		got := uploadTo(t, s, path, s.PrivateKey(), file).wantStatus(t, http.StatusOK).object(t)
		wantFields(t, got, object{"filePath": want})
		if body := get(t, got["url"].(string)).wantStatus(t, http.StatusOK).body; string(body) != want {
			t.Errorf("%s delivers %q", got["url"], body)
		}
	}
	climbing := named("a/../b.txt", []byte("x")).with(part{name: "folder", text: "/a/../b"})
	got := uploadTo(t, s, "/api/v2/files/upload", s.PrivateKey(), climbing).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, got, object{"filePath": "/a/__/b/a_.._b.txt"})
}

func TestLegacy_V2(t *testing.T) {
	t.Parallel()
	s := start(t)
	do(t, s, http.MethodPost, "/v2/folder", object{"folderName": oddName, "parentFolderPath": "/a b"}).wantStatus(t,
		http.StatusCreated)
	file := named(oddName, []byte("x")).with(part{name: "folder", text: "/a b/" + oddName})
	id := uploadTo(t, s, "/api/v2/files/upload", s.PrivateKey(), file).wantStatus(t, http.StatusOK).object(t)["fileId"]

	query := url.Values{"path": {"/a b"}, "searchQuery": {fmt.Sprintf("type = \"folder\" AND name = %q", oddName)}}
	if got := namesAt(t, s, "/v2/files?"+query.Encode()); !slices.Equal(got, []string{oddName}) {
		t.Errorf("folders %q, want only %q", got, oddName)
	}
	details := do(t, s, http.MethodGet, fmt.Sprintf("/v2/files/%s/details", id), nil).wantStatus(t, http.StatusOK)
	wantFields(t, details.object(t), object{"filePath": "/a b/" + oddName + "/" + oddName})
	do(t, s, http.MethodDelete, fmt.Sprintf("/v2/files/%s/", id), nil).wantStatus(t, http.StatusNoContent)
	do(t, s, http.MethodDelete, "/v2/folder", object{"folderPath": "/a b/" + oddName}).wantStatus(t,
		http.StatusNoContent)
	if got := namesAt(t, s, "/v2/files?type=all&path=/a+b"); len(got) != 0 {
		t.Errorf("%q is left after the deletions", got)
	}
	for _, path := range []string{"/v2/filesystem", "/v2/customMetadataFields", "/v2"} {
		do(t, s, http.MethodGet, path, nil).wantError(t, http.StatusNotFound)
	}
}

func TestLegacy_ListFiles(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"), part{name: "folder", text: "/menu"}, part{name: "tags", text: "red"})
	put(t, s, "b.txt", []byte("x"))
	for query, want := range map[string][]string{
		"":                       {"a.txt", "b.txt"},
		"?tags=red":              {"a.txt"},
		"?includeFolder=false":   {"a.txt", "b.txt"},
		"?includeFolder=true":    {"menu", "a.txt", "b.txt"},
		"?path=/&type=folder":    {"menu"},
		"?name=a.txt&path=/menu": {"a.txt"},
		"?includeFolder=true&path=/&tags=red&fileType=image": {"menu", "b.txt"},
	} {
		names := slices.Sorted(slices.Values(namesAt(t, s, "/v1/files/"+query)))
		slices.Sort(want)
		if !slices.Equal(names, want) {
			t.Errorf("list with %q: %q, want %q", query, names, want)
		}
	}
	do(t, s, http.MethodGet, "/v1/files/?limit=x", nil).wantError(t, http.StatusBadRequest, "limit")
	do(t, s, http.MethodPost, "/v1/files/", nil).wantError(t, http.StatusMethodNotAllowed)
}

func TestLegacy_TrailingSlash(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := put(t, s, "a b.txt", []byte("x"))["fileId"].(string)
	for _, test := range []struct {
		method, path string
		body         object
		want         int
	}{
		{http.MethodPost, "/v1/folder/", object{"folderName": "a", "parentFolderPath": "/"}, http.StatusCreated},
		{http.MethodDelete, "/v1/folder/", object{"folderPath": "/a"}, http.StatusNoContent},
		{http.MethodGet, "/v1/files/" + file + "/details/", nil, http.StatusOK},
		{http.MethodGet, "/v1/files/%69d999/details/?x=/", nil, http.StatusBadRequest},
		{http.MethodPost, "/v1/files/purge/", object{"url": s.URLEndpoint() + "/a/"}, http.StatusCreated},
		{
			http.MethodPost, "/v1/bulkJobs/copyFolder/",
			object{"sourceFolderPath": "/none", "destinationPath": "/"},
			http.StatusNotFound,
		},
		{http.MethodGet, "/v1/", nil, http.StatusNotFound},
		{http.MethodDelete, "/v1/files/" + file + "//", nil, http.StatusNotFound},
		{http.MethodDelete, "/v1/files/" + file + "/", nil, http.StatusNoContent},
	} {
		var body any
		if test.body != nil {
			body = test.body
		}
		do(t, s, test.method, test.path, body).wantStatus(t, test.want)
	}
}

func TestLegacy_CopyFolder(t *testing.T) {
	t.Parallel()
	s := start(t)
	for range 2 {
		put(t, s, "cup.txt", []byte("x"), part{name: "folder", text: "/menu"})
	}
	for i, test := range []struct {
		body     object
		versions int
	}{
		{object{}, 1},
		{object{"includeFileVersions": false}, 1},
		{object{"includeFileVersions": true}, 2},
		{object{"includeVersions": true}, 2},
	} {
		to := fmt.Sprintf("/copy%d", i)
		test.body["sourceFolderPath"], test.body["destinationPath"] = "/menu", to
		job := do(t, s, http.MethodPost, "/v1/bulkJobs/copyFolder", test.body).wantStatus(t, http.StatusOK).object(t)
		do(t, s, http.MethodGet, fmt.Sprintf("/v1/bulkJobs/%v", job["jobId"]), nil).wantStatus(t, http.StatusOK)
		copies := decode[[]object](t, do(t, s, http.MethodGet, "/v1/files?path="+to+"/menu", nil).wantStatus(t,
			http.StatusOK))
		if len(copies) != 1 {
			t.Fatalf("%d copies in %s, want 1", len(copies), to)
		}
		if got := len(versionsOf(t, s, copies[0])); got != test.versions {
			t.Errorf("%v copies %d versions, want %d", test.body, got, test.versions)
		}
	}
	do(t, s, http.MethodPost, "/v1/bulkJobs/copyFolder", object{"includeFileVersions": 1}).wantError(t,
		http.StatusBadRequest)
	do(t, s, http.MethodPost, "/v1/bulkJobs/copyFolder", "text").wantError(t, http.StatusBadRequest)
}
