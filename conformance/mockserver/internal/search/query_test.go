package search_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

func TestQuery_String(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ query, want string }{
		{`name="a\"b\\c\d"`, `name = "a\"b\\c\\d"`},
		{`"tags"  NOT   IN["a",  "b"]`, `tags NOT IN ["a", "b"]`},
		{`createdAt>7d AND size<="1MB"`, `createdAt > 7d AND size <= "1MB"`},
		{`"customMetadata.a" IN ["x",5,true]`, `"customMetadata.a" IN ["x", 5, true]`},
		{`tags NOT EXISTS`, `tags NOT EXISTS`},
		{`tags EXISTS`, `tags EXISTS`},
		{`name = "a\\"`, `name = "a\\"`},
		{`((id = "a") AND id = "b") OR (id = "c")`, `id = "a" AND id = "b" OR id = "c"`},
		{`(id = "a" OR id = "b") AND id = "c"`, `(id = "a" OR id = "b") AND id = "c"`},
		{`id = "a" AND (id = "b" AND id = "c")`, `id = "a" AND (id = "b" AND id = "c")`},
		{`id = "a" OR (id = "b" OR id = "c")`, `id = "a" OR (id = "b" OR id = "c")`},
	} {
		q, err := search.Parse(test.query, now)
		if err != nil || q.String() != test.want {
			t.Errorf("%s is written as %v, want %s; error %v", test.query, q, test.want, err)
		}
	}
}

func TestQuery_Wants(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		query                   string
		files, versions, folder bool
	}{
		{`name = "x"`, true, false, true},
		{`size > 1`, true, false, false},
		{`format = "jpg"`, true, false, false},
		{`published = true`, true, false, false},
		{`private = true`, true, false, false},
		{`"embeddedMetadata.LocationTaken" = "0,0 1km"`, true, false, false},
		{`"embeddedMetadata.Keywords" EXISTS`, true, false, false},
		{`"embeddedMetadata.DateTimeOriginal" < "1y"`, true, false, false},
		{`name = "file-version"`, true, false, true},
		{`type = "file"`, true, false, false},
		{`type = "folder"`, false, false, true},
		{`type = "file-version"`, false, true, false},
		{`type IN ["file", "file-version"]`, true, true, false},
		{`type NOT = "folder"`, true, false, false},
		{`type NOT = "file-version"`, true, false, true},
		{`type = "folder" AND size > 1`, false, false, false},
		{`type = "folder" OR size > 1`, true, false, true},
		{`type = "folder" OR size > 1 AND type = "file-version"`, false, true, true},
		{`"customMetadata.a" = 1 AND (tags EXISTS OR name : "a")`, true, false, true},
	} {
		q, err := search.Parse(test.query, now)
		if err != nil {
			t.Fatal(err)
		}
		if q.Wants(search.File) != test.files || q.Wants(search.FileVersion) != test.versions ||
			q.Wants(search.Folder) != test.folder {
			t.Errorf("%s wants files %t, versions %t, folders %t", test.query,
				q.Wants(search.File), q.Wants(search.FileVersion), q.Wants(search.Folder))
		}
	}
}

func TestQuery_Relevance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		query, name string
		want        int
	}{
		{`name HAS "red"`, "red-dress", 2},
		{`name HAS "red"`, "redwoods", 1},
		{`name HAS "red"`, "redwoods red", 2},
		{`name HAS "red dress"`, "red-dress", 4},
		{`name HAS "red dress"`, "red-dresses", 3},
		{`name HAS "red dress"`, "red", 0},
		{`name HAS "red" OR name HAS "blue"`, "red", 2},
		{`name HAS "red" AND tags HAS "sale"`, "red", 4},
		{`name HAS "red" AND "customMetadata.note" HAS "sale"`, "red", 3},
		{`name : "red"`, "red", 0},
	} {
		q, err := search.Parse(test.query, now)
		if err != nil {
			t.Fatal(err)
		}
		a := search.Asset{
			Name: test.name, Tags: []string{"sales", "sale"},
			CustomMetadata: map[string]any{"note": "sales"},
		}
		if got := q.Relevance(&a); got != test.want {
			t.Errorf("%s for %s gives %d, want %d", test.query, test.name, got, test.want)
		}
	}
	q, err := search.Parse(`name HAS "red" OR tags HAS "sale"`, now)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.Relevance(&search.Asset{Type: search.File, Name: "red"}); got != 2 {
		t.Errorf("a file without tags has a relevance of %d, want 2", got)
	}
	q, err = search.Parse(`tags HAS "sale"`, now)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.Relevance(&search.Asset{Type: search.Folder, Tags: []string{"sale"}}); got != 0 {
		t.Errorf("the relevance of a folder is %d, want 0, as folders have no tags", got)
	}
}
