package mockserver_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

type object = map[string]any

// namesAt requests a list and returns the names in it, in order.
func namesAt(t *testing.T, s *mockserver.Server, path string) (names []string) {
	t.Helper()
	for _, item := range decode[[]object](t, do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK)) {
		names = append(names, item["name"].(string))
	}
	return names
}

// wantNames checks the names in a list of files, in order.
func wantNames(t *testing.T, s *mockserver.Server, query string, want ...string) {
	t.Helper()
	if names := namesAt(t, s, "/v1/files?"+query); !slices.Equal(names, want) {
		t.Errorf("list with %q: %q, want %q", query, names, want)
	}
}

func TestListFiles(t *testing.T) {
	t.Parallel()
	var minutes atomic.Int64
	s := start(t, mockserver.WithClock(func() time.Time {
		return noon.Add(time.Duration(minutes.Load()) * time.Minute)
	}))
	put(t, s, "b.png", pngFile(t, 30, 10, false), part{name: "tags", text: "red,round"})
	minutes.Add(1)
	put(t, s, "a.txt", []byte("text"), part{name: "tags", text: "red"}, part{name: "folder", text: "/menu"})
	minutes.Add(1)
	c := put(t, s, "c.jpg", jpegFile(t, 20, 40, 90), part{name: "folder", text: "/menu/drinks"})
	minutes.Add(1)
	put(t, s, "b.png", pngFile(t, 50, 10, false), part{name: "overwriteTags", text: "false"})
	minutes.Add(1)
	do(t, s, http.MethodPatch, fmt.Sprintf("/v1/files/%v/details", c["fileId"]),
		object{"description": "x"}).wantStatus(t, http.StatusOK)

	for query, want := range map[string][]string{
		"":                              {"b.png", "a.txt", "c.jpg"}, // a new version keeps the creation date
		"sort=DESC_CREATED":             {"c.jpg", "a.txt", "b.png"},
		"sort=ASC_NAME":                 {"a.txt", "b.png", "c.jpg"},
		"sort=DESC_UPDATED":             {"c.jpg", "b.png", "a.txt"},
		"sort=ASC_WIDTH":                {"a.txt", "c.jpg", "b.png"},
		"sort=DESC_HEIGHT":              {"c.jpg", "b.png", "a.txt"},
		"sort=ASC_SIZE&limit=1":         {"a.txt"},
		"sort=ASC_NAME&skip=1":          {"b.png", "c.jpg"},
		"sort=ASC_NAME&skip=1&limit=1":  {"b.png"},
		"skip=10":                       nil,
		"path=/":                        {"b.png"},
		"path=menu":                     {"a.txt"},
		"path=/menu/":                   {"a.txt"},
		"path=/nowhere":                 nil,
		"fileType=image&sort=ASC_NAME":  {"b.png", "c.jpg"},
		"fileType=non-image":            {"a.txt"},
		"tags=red&sort=ASC_NAME":        {"a.txt", "b.png"},
		"tags=round,square":             {"b.png"},
		"name=c.jpg":                    {"c.jpg"},
		"type=file-version":             {"b.png"},
		"type=folder":                   {"menu", "drinks"},
		"type=folder&path=/menu":        {"drinks"},
		"type=all&path=/menu":           {"a.txt", "drinks"},
		"type=all&tags=red&path=/menu":  {"a.txt"},
		"type=folder&sort=DESC_CREATED": {"drinks", "menu"},
	} {
		t.Run(query, func(t *testing.T) { wantNames(t, s, query, want...) })
	}
	for _, query := range []string{
		"skip=10", "skip=9223372036854775807",
		"skip=9223372036854775807&searchQuery=size>0",
	} {
		if body := do(t, s, http.MethodGet, "/v1/files?"+query, nil).body; string(body) != "[]" {
			t.Errorf("an empty page is %s, want []", body)
		}
	}
}

func TestListFiles_Types(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("1"), part{name: "folder", text: "/menu"})
	put(t, s, "a.txt", []byte("2"), part{name: "folder", text: "/menu"})
	folder := decode[[]object](t, do(t, s, http.MethodGet, "/v1/files?type=folder", nil))[0]
	wantFields(t, folder, object{
		"type": "folder", "folderPath": "/menu", "name": "menu",
		"createdAt": "2026-03-01T12:00:00.000Z",
	})
	version := decode[[]object](t, do(t, s, http.MethodGet, "/v1/files?type=file-version", nil))[0]
	wantFields(t, version, object{
		"type": "file-version", "versionInfo": object{"id": "id1", "name": "Version 1"},
		"size": 1,
	})
}

func TestUpdateFileDetails(t *testing.T) {
	t.Parallel()
	before := parts{
		{name: "tags", text: "a,b"},
		{name: "customCoordinates", text: "1,2,3,4"},
		{name: "customMetadata", text: `{"price":1,"season":"summer"}`},
		{name: "description", text: "old"},
	}
	unchanged := object{
		"tags": []string{"a", "b"}, "customCoordinates": "1,2,3,4",
		"customMetadata": object{"price": 1, "season": "summer"},
		"description":    "old", "isPublished": true, "AITags": nil,
	}
	for _, test := range []struct {
		name       string
		body, want object
	}{
		{"changes nothing", object{}, object{}},
		{"replaces tags", object{"tags": []string{"c", "c"}}, object{"tags": []string{"c"}}},
		{"removes tags with null", object{"tags": nil}, object{"tags": nil}},
		{"removes tags with an empty list", object{"tags": []string{}}, object{"tags": nil}},
		{"removes coordinates with null", object{"customCoordinates": nil}, object{"customCoordinates": nil}},
		{"replaces coordinates", object{"customCoordinates": "5,6,7,8"}, object{"customCoordinates": "5,6,7,8"}},
		{
			"merges metadata",
			object{"customMetadata": object{"price": 0, "season": nil}},
			object{"customMetadata": object{"price": 0}},
		},
		{"replaces the description", object{"description": "new"}, object{"description": "new"}},
		{"unpublishes the file", object{"publish": object{"isPublished": false}}, object{"isPublished": false}},
		{"removes AI tags", object{"removeAITags": "all"}, object{}},
		{
			"starts extensions",
			object{"extensions": []object{{"name": "remove-bg"}}},
			object{"extensionStatus": object{"remove-bg": "pending"}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			createField(t, s, "price", object{"type": "Number"})
			createField(t, s, "season", object{"type": "Text"})
			id := put(t, s, "a.png", pngFile(t, 9, 9, false), before...)["fileId"]
			want := maps.Clone(unchanged)
			maps.Copy(want, test.want)
			got := do(t, s, http.MethodPatch, fmt.Sprintf("/v1/files/%v/details", id), test.body).wantStatus(t,
				http.StatusOK).object(t)
			wantFields(t, got, want)
			delete(want, "extensionStatus") // only the response to the update has it
			wantFields(t, details(t, s, id), want)
		})
	}
}

func TestUpdateFileDetails_NoDescription(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := put(t, s, "a.txt", []byte("x"), part{name: "description", text: "old"})["fileId"]
	got := do(t, s, http.MethodPatch, fmt.Sprintf("/v1/files/%v/details", id), object{"description": ""}).wantStatus(t,
		http.StatusOK).object(t)
	if d, found := got["description"]; found {
		t.Errorf("the description is %q, want none", d)
	}
}

func TestUpdateFileDetails_PublishVersions(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("1"))
	id := put(t, s, "a.txt", []byte("2"))["fileId"]
	body := object{"publish": object{"isPublished": false, "includeFileVersions": true}}
	do(t, s, http.MethodPatch, fmt.Sprintf("/v1/files/%v/details", id), body).wantStatus(t, http.StatusOK)
	old := decode[[]object](t, do(t, s, http.MethodGet, "/v1/files?type=file-version", nil))[0]
	wantFields(t, old, object{"isPublished": false})
}

func TestAPI_InvalidParameters(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := put(t, s, "a.txt", []byte("x"))["fileId"]
	file := fmt.Sprintf("/v1/files/%v/details", id)
	for _, test := range []struct {
		name, method, path string
		body               any
		words              []string
	}{
		{"limit too large", "GET", "/v1/files?limit=1001", nil, []string{"limit", "1000"}},
		{"limit too small", "GET", "/v1/files?limit=0", nil, []string{"limit"}},
		{"limit is not a number", "GET", "/v1/files?limit=x", nil, []string{"limit"}},
		{"skip is negative", "GET", "/v1/files?skip=-1", nil, []string{"skip"}},
		{"unknown type", "GET", "/v1/files?type=video", nil, []string{"type"}},
		{"unknown sort", "GET", "/v1/files?sort=UP", nil, []string{"sort"}},
		{"url is missing", "GET", "/v1/metadata", nil, []string{"url"}},
		{"url of another host", "GET", "/v1/metadata?url=https://example.com/a", nil, []string{"url"}},
		{"tags is a string", "PATCH", file, object{"tags": "a"}, []string{"tags"}},
		{"one tag is a number", "PATCH", file, object{"tags": []any{"a", 1}}, []string{"tags.1"}},
		{"a tag has a percent sign", "PATCH", file, object{"tags": []string{"%"}}, []string{"tags"}},
		{"description is null", "PATCH", file, object{"description": nil}, []string{"description"}},
		{"publish without isPublished", "PATCH", file, object{"publish": object{}}, []string{"publish.isPublished"}},
		{
			"publish and details", "PATCH", file,
			object{"publish": object{"isPublished": true}, "tags": nil},
			[]string{"publish"},
		},
		{"malformed coordinates", "PATCH", file, object{"customCoordinates": "1"}, []string{"customCoordinates"}},
		{"removeAITags is an unknown word", "PATCH", file, object{"removeAITags": "some"}, []string{"removeAITags"}},
		{"purge without url", "POST", "/v1/files/purge", object{}, []string{"URL"}},
		{
			"purge of another endpoint", "POST", "/v1/files/purge",
			object{"url": "https://example.com/x"},
			[]string{"URL"},
		},
		{
			"purge with a star in the middle", "POST", "/v1/files/purge",
			object{"url": s.URLEndpoint() + "/a*b"},
			[]string{"The URL is not valid for cache purging.", "end of the URL"},
		},
		{"no ids", "POST", "/v1/files/batch/deleteByFileIds", object{"fileIds": []string{}}, []string{"fileIds"}},
		{
			"an empty id", "POST", "/v1/files/batch/deleteByFileIds",
			object{"fileIds": []string{""}},
			[]string{"fileIds.0"},
		},
		{
			"51 ids", "POST", "/v1/files/addTags",
			object{"fileIds": make([]string, 51), "tags": []string{"a"}},
			[]string{"50 files"},
		},
		{"no tags", "POST", "/v1/files/removeTags", object{"fileIds": []any{id}}, []string{"tags"}},
		{"folder without parent", "POST", "/v1/folder", object{"folderName": "a"}, []string{"missing parameters"}},
		{
			"folder name of dots", "POST", "/v1/folder",
			object{"folderName": "..", "parentFolderPath": "/"},
			[]string{"folder-name"},
		},
		{"deletion of the root", "DELETE", "/v1/folder", object{"folderPath": "/"}, []string{"folderPath"}},
		{"body is not an object", "POST", "/v1/folder", []int{1}, []string{"invalid parameters"}},
		{"no body", "POST", "/v1/folder", nil, []string{"missing parameters"}},
		{"update whose body is not an object", "PATCH", file, []int{1}, []string{"body"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			do(t, s, test.method, test.path, test.body).wantError(t, http.StatusBadRequest, test.words...)
		})
	}
}

func TestAPI_NotFound(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/v1/files/" + unusedID + "/details", nil},
		{"PATCH", "/v1/files/" + unusedID + "/details", object{}},
		{"GET", "/v1/files/" + unusedID + "/metadata", nil},
		{"DELETE", "/v1/files/" + unusedID, nil},
		{"GET", "/v1/metadata?url=" + escape(s.URLEndpoint()+"/nothing"), nil},
		{"DELETE", "/v1/folder", object{"folderPath": "/nothing"}},
		{"GET", "/v1/nothing", nil},
	} {
		do(t, s, test.method, test.path, test.body).wantError(t, http.StatusNotFound)
	}
	do(t, s, http.MethodPut, "/v1/files", nil).wantError(t, http.StatusMethodNotAllowed)
}

func TestDeleteFile(t *testing.T) {
	t.Parallel()
	s := start(t)
	file := put(t, s, "a.txt", []byte("x"))
	if body := do(t, s, http.MethodDelete, "/v1/files/id1", nil).wantStatus(t,
		http.StatusNoContent).body; len(body) > 0 {
		t.Errorf("the response has a body: %s", body)
	}
	do(t, s, http.MethodGet, "/v1/files/id1/details", nil).wantStatus(t, http.StatusNotFound)
	get(t, file["url"].(string)).wantStatus(t, http.StatusNotFound)
	wantNames(t, s, "")
}

func TestBulkFiles(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"), part{name: "tags", text: "old"})
	put(t, s, "b.txt", []byte("x"))
	both := []string{"id1", "id2", "id1"}
	done := object{"successfullyUpdatedFileIds": []string{"id1", "id2"}}

	got := do(t, s, http.MethodPost, "/v1/files/addTags", object{"fileIds": both, "tags": []string{"new", "old"}})
	wantFields(t, got.wantStatus(t, http.StatusOK).object(t), done)
	wantFields(t, details(t, s, "id1"), object{"tags": []string{"old", "new"}})
	wantFields(t, details(t, s, "id2"), object{"tags": []string{"new", "old"}})

	got = do(t, s, http.MethodPost, "/v1/files/removeTags", object{"fileIds": both, "tags": []string{"new", "old"}})
	wantFields(t, got.wantStatus(t, http.StatusOK).object(t), done)
	wantFields(t, details(t, s, "id1"), object{"tags": nil})

	for _, path := range []string{"addTags", "removeTags", "batch/deleteByFileIds"} {
		got = do(t, s, http.MethodPost, "/v1/files/"+path,
			object{"fileIds": []string{"id1", "nothing"}, "tags": []string{"x"}})
		got.wantError(t, http.StatusNotFound)
		wantFields(t, got.object(t), object{"missingFileIds": []string{"nothing"}})
		wantFields(t, details(t, s, "id1"), object{"tags": nil})
	}
	put(t, s, "c.txt", []byte("x"), part{name: "tags", text: strings.Repeat("x", 499)})
	got = do(t, s, http.MethodPost, "/v1/files/addTags",
		object{"fileIds": []string{"id1", "id3"}, "tags": []string{"yy"}})
	wantFields(t, got.wantStatus(t, http.StatusMultiStatus).object(t), object{
		"successfullyUpdatedFileIds": []string{"id1"},
		"errors":                     []object{{"fileId": "id3", "error": "Error in adding tags"}},
	})
	wantFields(t, details(t, s, "id1"), object{"tags": []string{"yy"}})
	got = do(t, s, http.MethodPost, "/v1/files/addTags", object{"fileIds": []string{"id3"}, "tags": []string{"yy"}})
	got.wantError(t, http.StatusBadRequest, "tags")

	got = do(t, s, http.MethodPost, "/v1/files/batch/deleteByFileIds", object{"fileIds": both})
	wantFields(t, got.wantStatus(t, http.StatusOK).object(t),
		object{"successfullyDeletedFileIds": []string{"id1", "id2"}})
	wantNames(t, s, "", "c.txt")
}

func TestFolders(t *testing.T) {
	t.Parallel()
	s := start(t)
	create := func(parent, name string) {
		t.Helper()
		do(t, s, http.MethodPost, "/v1/folder", object{"folderName": name, "parentFolderPath": parent}).wantStatus(t,
			http.StatusCreated)
	}
	create("/menu/", "hot drinks")
	create("menu", "hot drinks") // exists already
	create("/", "menuette")
	wantNames(t, s, "type=folder", "menu", "hot_drinks", "menuette")
	put(t, s, "a.txt", []byte("x"), part{name: "folder", text: "/menu/hot_drinks"})
	put(t, s, "b.txt", []byte("x"), part{name: "folder", text: "/menuette"})
	do(t, s, http.MethodDelete, "/v1/folder", object{"folderPath": "/menu/"}).wantStatus(t, http.StatusNoContent)
	wantNames(t, s, "type=all&sort=ASC_NAME", "b.txt", "menuette")
}

func TestAPI_EncodedIDs(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithIDs(func() string { return "a/b%41 c" }))
	put(t, s, "a.txt", []byte("x"))
	got := do(t, s, http.MethodGet, "/v1/files/a%2Fb%2541%20c/details", nil).wantStatus(t, http.StatusOK)
	wantFields(t, got.object(t), object{"fileId": "a/b%41 c"})
}
