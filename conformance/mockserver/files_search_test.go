package mockserver_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestListFiles_Search checks that queries compare the fields of stored files. Package search tests the query language.
func TestListFiles_Search(t *testing.T) {
	t.Parallel()
	var hours atomic.Int64
	s := start(t, mockserver.WithClock(func() time.Time { return noon.Add(time.Duration(hours.Load()) * time.Hour) }))
	put(t, s, "old.png", pngFile(t, 30, 20, true), part{name: "folder", text: "/a/b"},
		part{name: "tags", text: "red,big"})
	put(t, s, "old.jpg", jpegFile(t, 300, 200, 80), part{name: "folder", text: "/a"},
		part{name: "isPrivateFile", text: "true"})
	hours.Store(48)
	put(t, s, "note.txt", []byte("first"))
	put(t, s, "note.txt", []byte("second version"))
	put(t, s, "new red summer.png", pngFile(t, 10, 10, false), part{name: "isPublished", text: "false"})
	for query, want := range map[string][]string{
		`createdAt < "1d"`:                    {"a", "b", "old.jpg", "old.png"},
		`createdAt >= "1d" AND type = "file"`: {"new_red_summer.png", "note.txt"},
		`tags IN ["red"]`:                     {"old.png"},
		`name HAS "red"`:                      {"new_red_summer.png"},
		`name : "old"`:                        {"old.jpg", "old.png"},
		`path : "/a"`:                         {"b", "old.jpg", "old.png"},
		`path = "/a"`:                         {"b", "old.jpg"},
		`width > 20 AND (private = true OR format = "png")`: {"old.jpg", "old.png"},
		`transparency = true`:                               {"old.png"},
		`published = false`:                                 {"new_red_summer.png"},
		`size < 10`:                                         {},
		`type = "file-version"`:                             {"note.txt"},
		`type = "folder"`:                                   {"a", "b"},
	} {
		wantNames(t, s, "sort=ASC_NAME&searchQuery="+escape(query), want...)
		// The parameters type, tags and name have no effect if there is a query.
		wantNames(t, s, "sort=ASC_NAME&type=folder&tags=none&name=none&searchQuery="+escape(query), want...)
	}
	wantNames(t, s, "path=/a&sort=ASC_NAME&searchQuery="+escape(`name : "old"`), "old.jpg")
	wantNames(t, s, "fileType=non-image&searchQuery="+escape(`size > 0`), "note.txt")
	wantNames(t, s, "limit=1&skip=1&sort=DESC_NAME&searchQuery="+escape(`type = "file"`), "old.jpg")
	malformed := do(t, s, http.MethodGet, "/v1/files?searchQuery="+escape(`size > "big" AND`), nil)
	malformed.wantError(t, http.StatusBadRequest, "searchQuery", "At character 8")
	if detail := malformed.Header.Get("X-Mock-Detail"); detail != "" {
		t.Errorf("the detail %q repeats the message", detail)
	}
}

func TestListFiles_SearchRelevance(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, name := range []string{"red-cars.txt", "red-car.txt", "reddish.txt", "blue.txt"} {
		put(t, s, name, []byte("x"))
	}
	wantNames(t, s, "searchQuery="+escape(`name HAS "car red"`), "red-car.txt")
	wantNames(t, s, "searchQuery="+escape(`name HAS "red"`), "red-car.txt", "red-cars.txt", "reddish.txt")
	wantNames(t, s, "sort=ASC_RELEVANCE&searchQuery="+escape(`name HAS "red"`), "reddish.txt", "red-cars.txt",
		"red-car.txt")
}

func TestListFiles_SearchEmbeddedMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := photo(t)
	taken := put(t, s, "camera.jpg", content, part{name: "responseFields", text: "embeddedMetadata"})
	put(t, s, "plain.jpg", jpegFile(t, 10, 10, 80))
	embedded := taken["embeddedMetadata"].(map[string]any)
	wantNames(t, s, "searchQuery="+escape(`"embeddedMetadata.DateTimeOriginal" < "2009-01-01"`), "camera.jpg")
	wantNames(t, s, "searchQuery="+escape(`"embeddedMetadata.DateTimeOriginal" > "2009-01-01"`))
	near := fmt.Sprintf(`"embeddedMetadata.LocationTaken" = "%v,%v 1km"`, embedded["GPSLatitude"],
		embedded["GPSLongitude"])
	wantNames(t, s, "searchQuery="+escape(near), "camera.jpg")
	wantNames(t, s, "searchQuery="+escape(`"embeddedMetadata.LocationTaken" = "-80,10 1km"`))
}
