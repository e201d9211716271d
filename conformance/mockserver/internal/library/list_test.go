package library_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// listed returns the names on a page of a list, with a slash after folders and a tilde after older versions.
func listed(t *testing.T, a *account, q library.ListQuery) string {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 1000
	}
	entries, err := a.List(q)
	noError(t, err)
	var all []string
	for _, e := range entries {
		switch {
		case e.Folder != nil:
			all = append(all, e.Folder.Name()+"/")
		case e.Current:
			all = append(all, e.Name())
		default:
			all = append(all, e.Name()+"~")
		}
	}
	return strings.Join(all, " ")
}

// withFiles returns an account with files of several sizes, dates and tags.
func withFiles(t *testing.T) *account {
	t.Helper()
	a := open(t, nil)
	for i, name := range []string{"/b.txt", "/f/c.txt", "/a.txt", "/f/g/d.txt", "/a.txt"} {
		a.mustAdd(t, name, strings.Repeat("x", 10-i), func(u *library.Upload) { u.Tags = &[]string{"all", name[1:2]} })
		a.advance(time.Second)
	}
	return a
}

func TestLibrary_List(t *testing.T) {
	t.Parallel()
	a := withFiles(t)
	for _, test := range []struct {
		name string
		q    library.ListQuery
		want string
	}{
		{"default", library.ListQuery{}, "b.txt c.txt a.txt d.txt"},
		{"versions", library.ListQuery{Kind: library.ListVersions}, "a.txt~"},
		{"folders", library.ListQuery{Kind: library.ListFolders}, "f/ g/"},
		{"all", library.ListQuery{Kind: library.ListAll}, "b.txt f/ c.txt a.txt g/ d.txt"},
		{"a folder", library.ListQuery{Kind: library.ListAll, Path: "f/"}, "c.txt g/"},
		{"no such folder", library.ListQuery{Path: "/none"}, ""},
		{"name", library.ListQuery{Name: "d.txt"}, "d.txt"},
		{"tags", library.ListQuery{Kind: library.ListAll, Tags: []string{"f", "b"}}, "b.txt c.txt d.txt"},
		{"type", library.ListQuery{FileType: library.FileTypeImage}, ""},
		{
			"type, without folders",
			library.ListQuery{Kind: library.ListAll, FileType: library.FileTypeNonImage},
			"b.txt c.txt a.txt d.txt",
		},
		{"by name", library.ListQuery{Sort: "ASC_NAME"}, "a.txt b.txt c.txt d.txt"},
		{"by name, descending", library.ListQuery{Sort: "DESC_NAME"}, "d.txt c.txt b.txt a.txt"},
		{"by size", library.ListQuery{Sort: "ASC_SIZE"}, "a.txt d.txt c.txt b.txt"},
		{"newest", library.ListQuery{Sort: "DESC_CREATED"}, "d.txt a.txt c.txt b.txt"},
		{"a page", library.ListQuery{Sort: "ASC_NAME", Skip: 1, Limit: 2}, "b.txt c.txt"},
		{"after the end", library.ListQuery{Skip: 1 << 40}, ""},
		{"search", library.ListQuery{Search: `name = "a.txt" OR size > 9`}, "a.txt b.txt"},
		{"search of a folder", library.ListQuery{Search: `tags IN ["all"]`, Path: "/f"}, "c.txt"},
		{
			"search sorted",
			library.ListQuery{Search: `tags IN ["all"]`, Sort: "ASC_NAME", Limit: 3},
			"a.txt b.txt c.txt",
		},
	} {
		if got := listed(t, a, test.q); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	_, err := a.List(library.ListQuery{Search: "size >", Limit: 1})
	wantError(t, err, library.ErrInvalidParameter, "searchQuery")
}

// TestLibrary_List_Pages lists many files with the same date in several pages.
func TestLibrary_List_Pages(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	var want []string
	for i := range 2500 {
		name := string(rune('a'+i%26)) + strings.Repeat("x", i/26)
		a.mustAdd(t, "/"+name, "x", nil)
		want = append(want, name)
	}
	for sort, order := range map[string]func([]string){
		"ASC_CREATED": func([]string) {}, "DESC_CREATED": slices.Reverse[[]string], "ASC_NAME": slices.Sort[[]string],
	} {
		sorted := slices.Clone(want)
		order(sorted)
		var got []string
		for skip := 0; skip < len(want); skip += 700 {
			got = append(got, strings.Fields(listed(t, a, library.ListQuery{Sort: sort, Skip: skip, Limit: 700}))...)
		}
		if !slices.Equal(got, sorted) {
			t.Errorf("%s: the pages have %d files, or another order", sort, len(got))
		}
	}
}
