package library_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

func TestLibrary_UpdateFile(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	f := a.mustAdd(t, "/a.txt", "a", func(u *library.Upload) {
		u.Tags, u.Coordinates, u.Description = &[]string{"x", "y", "x"}, "1,2,3,4", "d"
	})
	a.advance(time.Second)
	next, err := a.UpdateFile(f.FileID, library.FileUpdate{Tags: &[]string{"z"}, Coordinates: new("")})
	noError(t, err)
	if !slices.Equal(next.Tags, []string{"z"}) || next.Coordinates != "" || next.Description != "d" {
		t.Errorf("the updated version is %+v", next.Version)
	}
	if !next.CreatedAt.Equal(noon) || !next.UpdatedAt.Equal(noon.Add(time.Second)) {
		t.Errorf("created %v, updated %v", next.CreatedAt, next.UpdatedAt)
	}
	if !slices.Equal(f.Tags, []string{"x", "y"}) {
		t.Errorf("the update has changed the tags of the earlier asset: %v", f.Tags)
	}
}

func TestLibrary_UpdateFile_Errors(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	f := a.mustAdd(t, "/a.txt", "a", nil)
	for words, u := range map[string]library.FileUpdate{
		"tags: A tag cannot contain %":             {Tags: &[]string{"100%"}},
		"customCoordinates: It must have the form": {Coordinates: new("1,2,3")},
	} {
		_, err := a.UpdateFile(f.FileID, u)
		wantError(t, err, library.ErrInvalidParameter, words)
	}
	_, err := a.UpdateFile(f.FileID, library.FileUpdate{Tags: &[]string{strings.Repeat("ä", 501)}})
	wantError(t, err, library.ErrTagsLength)
	_, err = a.UpdateFile(f.FileID, library.FileUpdate{CustomMetadata: map[string]any{"none": 1.0}})
	wantError(t, err, library.ErrInvalidMetadata, "none")
	_, err = a.UpdateFile("none", library.FileUpdate{})
	wantError(t, err, library.ErrFileNotFound)
	if len(a.changes) != 1 {
		t.Errorf("the changes are %+v, want only that of the upload", a.changes)
	}
}

func TestLibrary_PublishFile(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	for range 3 {
		a.mustAdd(t, "/a.txt", "a", nil)
	}
	f, _ := a.AtPath("/a.txt")
	published := func() (all []bool) {
		versions, err := a.Versions(f.FileID)
		noError(t, err)
		for _, v := range versions {
			all = append(all, v.Published)
		}
		return all
	}
	_, err := a.PublishFile(f.FileID, false, false)
	noError(t, err)
	if got := published(); !slices.Equal(got, []bool{false, true, true}) {
		t.Errorf("published %v", got)
	}
	_, err = a.PublishFile(f.FileID, false, true)
	noError(t, err)
	if got := published(); !slices.Equal(got, []bool{false, false, false}) {
		t.Errorf("published %v", got)
	}
}

func TestLibrary_DeleteFile(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	f := a.mustAdd(t, "/a.txt", "a", nil)
	noError(t, a.DeleteFile(f.FileID))
	wantError(t, a.DeleteFile(f.FileID), library.ErrFileNotFound)
	wantTree(t, a, "")
	last := a.changes[len(a.changes)-1]
	if last.Kind != library.FileDeleted || last.Asset.FileID != f.FileID {
		t.Errorf("the last change is %+v", last)
	}
}

func TestLibrary_BulkFiles(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	x, y := a.mustAdd(t, "/x.txt", "x", nil), a.mustAdd(t, "/y.txt", "y", nil)
	ids := []string{y.FileID, x.FileID, y.FileID}
	change, err := a.AddTags(ids, []string{"new", "other"})
	if err != nil || !slices.Equal(change.Changed, []string{y.FileID, x.FileID}) || change.Failed != nil {
		t.Errorf("the change is %+v, %v", change, err)
	}
	_, err = a.RemoveTags(ids, []string{"other", "none"})
	noError(t, err)
	if f, _ := a.File(x.FileID); !slices.Equal(f.Tags, []string{"new"}) {
		t.Errorf("tags %v", f.Tags)
	}
	missing := []string{x.FileID, "none", "neither"}
	for name, change := range map[string]func() (any, error){
		"delete":         func() (any, error) { return a.DeleteFiles(missing) },
		"add tags":       func() (any, error) { return a.AddTags(missing, []string{"t"}) },
		"remove tags":    func() (any, error) { return a.RemoveTags(missing, []string{"new"}) },
		"remove AI tags": func() (any, error) { return a.RemoveAITags(missing, []string{"new"}) },
	} {
		if _, err := change(); err == nil || !strings.HasSuffix(err.Error(), "none, neither") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f, _ := a.File(x.FileID); !slices.Equal(f.Tags, []string{"new"}) {
		t.Errorf("after failed changes, the tags are %v", f.Tags)
	}
	_, err = a.DeleteFiles(ids)
	noError(t, err)
	wantTree(t, a, "")
}

// TestLibrary_AddTags_Limit adds a tag to a file whose tags may have one more character, and to one whose tags are
// full.
func TestLibrary_AddTags_Limit(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	tagged := func(p string, length int) string {
		return a.mustAdd(t, p, "x", func(u *library.Upload) { u.Tags = &[]string{strings.Repeat("ä", length)} }).FileID
	}
	full, nearly := tagged("/full.txt", 500), tagged("/nearly.txt", 499)
	change, err := a.AddTags([]string{full, nearly}, []string{"é"})
	noError(t, err)
	if !slices.Equal(change.Changed, []string{nearly}) || !slices.Equal(change.Failed, []string{full}) {
		t.Errorf("the change is %+v", change)
	}
	for _, ids := range [][]string{{full}, {full, nearly}} {
		_, err = a.AddTags(ids, []string{"z"})
		wantError(t, err, library.ErrTagsLength)
	}
	long := []string{strings.Repeat("ä", 250), strings.Repeat("ö", 251)}
	_, err = a.AddTags([]string{nearly}, long)
	wantError(t, err, library.ErrTagsLength)
	_, err = a.RemoveTags([]string{nearly}, long)
	wantError(t, err, library.ErrTagsLength)
	_, err = a.RemoveTags([]string{nearly}, []string{strings.Repeat("ä", 499), "%"})
	noError(t, err)
	if f, _ := a.File(nearly); !slices.Equal(f.Tags, []string{"é"}) {
		t.Errorf("the tags are %q", f.Tags)
	}
}

// giveAITags adds AI tags to the current version of a file. No operation of the library can do this.
func giveAITags(f library.Asset, names ...string) {
	f.Version.AITags = nil
	for _, name := range names {
		f.Version.AITags = append(f.Version.AITags, library.AITag{Name: name, Confidence: 90, Source: "test"})
	}
}

// wantAITags compares the names of the AI tags of a file.
func wantAITags(t *testing.T, a *account, id string, want ...string) {
	t.Helper()
	f, err := a.File(id)
	noError(t, err)
	var names []string
	for _, tag := range f.AITags {
		names = append(names, tag.Name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("AI tags %q, want %q", names, want)
	}
}

func TestLibrary_RemoveAITags(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	f, other := a.mustAdd(t, "/a.txt", "a", nil), a.mustAdd(t, "/b.txt", "b", nil)
	giveAITags(f, "cup", "table", "tea")
	giveAITags(other, "cup")
	_, err := a.RemoveAITags([]string{f.FileID, other.FileID}, []string{"cup", "none"})
	noError(t, err)
	wantAITags(t, a, f.FileID, "table", "tea")
	wantAITags(t, a, other.FileID)
	_, err = a.UpdateFile(f.FileID, library.FileUpdate{RemoveAITags: []string{"tea"}})
	noError(t, err)
	wantAITags(t, a, f.FileID, "table")
	_, err = a.UpdateFile(f.FileID, library.FileUpdate{RemoveAllAITags: true})
	noError(t, err)
	wantAITags(t, a, f.FileID)
}
