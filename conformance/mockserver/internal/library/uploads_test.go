package library_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

func TestLibrary_Add(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	first := a.mustAdd(t, "/a b/ä?.txt", "first", nil)
	if first.Path != "/a_b/ä_.txt" || first.VersionName() != "Version 1" || !first.Current {
		t.Errorf("added %+v", first)
	}
	second := a.mustAdd(t, "/a b/ä?.txt", "second", nil)
	if second.FileID != first.FileID || second.ID == first.ID || second.VersionName() != "Version 2" {
		t.Errorf("added %+v", second)
	}
	if got := content(t, first) + " " + content(t, second); got != "first second" {
		t.Errorf("the contents are %s", got)
	}
	_, err := a.add("/a b/ä?.txt", "third", func(u *library.Upload) { u.Overwrite = false })
	wantError(t, err, library.ErrUploadFileExists)
	unique := a.mustAdd(t, "/a b/ä?.txt", "unique", func(u *library.Upload) { u.UniqueName = true })
	if !strings.HasPrefix(unique.Path, "/a_b/ä__") || unique.FileID == first.FileID {
		t.Errorf("added %+v", unique)
	}
	wantKinds(t, a, library.FileCreated, library.VersionCreated, library.FileCreated)
}

// wantKinds compares the kinds of the changes that the library has reported.
func wantKinds(t *testing.T, a *account, want ...library.ChangeKind) {
	t.Helper()
	if len(a.changes) != len(want) {
		t.Fatalf("there are %d changes, want %d", len(a.changes), len(want))
	}
	for i, c := range a.changes {
		if c.Kind != want[i] {
			t.Errorf("change %d is of kind %d, want %d", i, c.Kind, want[i])
		}
	}
}

func TestLibrary_Add_KeptFields(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	_, err := a.CreateField(library.Field{Name: "n", Label: "N", Rules: library.Rules{Type: library.FieldNumber}})
	noError(t, err)
	old := func(u *library.Upload) {
		u.Tags, u.CustomMetadata, u.Description = &[]string{"old"}, map[string]any{"n": 1.0}, "d"
	}
	for name, test := range map[string]struct {
		edit func(*library.Upload)
		want bool
	}{
		"kept":        {func(*library.Upload) {}, true},
		"overwritten": {func(u *library.Upload) { u.OverwriteTags, u.OverwriteCustomMetadata = true, true }, false},
	} {
		a.mustAdd(t, "/"+name, "1", old)
		f := a.mustAdd(t, "/"+name, "2", test.edit)
		if kept := len(f.Tags) == 1 && len(f.CustomMetadata) == 1; kept != test.want || f.Description != "" {
			t.Errorf("%s: %v %v %q", name, f.Tags, f.CustomMetadata, f.Description)
		}
	}
}

func TestLibrary_Add_KeptAITags(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	f := a.mustAdd(t, "/a.txt", "1", nil)
	giveAITags(f, "cup")
	a.mustAdd(t, "/a.txt", "2", nil)
	wantAITags(t, a, f.FileID, "cup")
	a.mustAdd(t, "/a.txt", "3", func(u *library.Upload) { u.OverwriteAITags = true })
	wantAITags(t, a, f.FileID)
}

func TestLibrary_Add_VersionLimit(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	for range 100 {
		a.mustAdd(t, "/a.txt", "x", nil)
	}
	_, err := a.add("/a.txt", "x", nil)
	wantError(t, err, library.ErrVersionLimitExceeded)
}

func TestLibrary_Add_Checks(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	for checks, want := range map[string]library.Code{
		`"request.folder" = "sub/"`: "",
		`"file.size" > 5`:           library.ErrChecksFailed,
		`file.size >`:               library.ErrChecksSyntax,
	} {
		_, err := a.add("/sub/a.txt", "abc", func(u *library.Upload) { u.Checks = checks })
		if want == "" {
			noError(t, err)
			continue
		}
		wantError(t, err, want)
	}
}

func TestUpload_Check(t *testing.T) {
	t.Parallel()
	for field, u := range map[string]library.Upload{
		"fileName":          {Name: ".."},
		"tags":              {Name: "a", Tags: &[]string{"%"}},
		"customCoordinates": {Name: "a", Coordinates: "1"},
	} {
		wantError(t, u.Check(), library.ErrInvalidParameter, field)
	}
	noError(t, (&library.Upload{Name: "a", Coordinates: "1,2,3,4"}).Check())
}
