package mockserver_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestLegacyUpload(t *testing.T) {
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
	uploadTo(t, s, "/v1/files/upload", s.PrivateKey(), many).wantError(t, http.StatusBadRequest, "tags", "too long")
}

func TestLegacyList(t *testing.T) {
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

func TestTrailingSlash(t *testing.T) {
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

func TestLegacyCopyFolder(t *testing.T) {
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
