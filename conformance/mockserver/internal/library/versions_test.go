package library_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// versionNames returns the numbers of the versions of a file, the current one first.
func versionNames(t *testing.T, a *account, id string) string {
	t.Helper()
	versions, err := a.Versions(id)
	noError(t, err)
	var all []string
	for _, v := range versions {
		all = append(all, strings.TrimPrefix(v.VersionName(), "Version "))
	}
	return strings.Join(all, " ")
}

func TestLibrary_RestoreVersion(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	first := a.mustAdd(t, "/a.txt", "1", nil)
	a.mustAdd(t, "/a.txt", "2", nil)
	a.mustAdd(t, "/a.txt", "3", nil)
	restored, err := a.RestoreVersion(first.FileID, first.ID)
	noError(t, err)
	if !restored.Current || content(t, restored) != "1" || restored.ID != first.ID {
		t.Errorf("restored %+v", restored)
	}
	if got := versionNames(t, a, first.FileID); got != "1 3 2" {
		t.Errorf("the versions are %s", got)
	}
	_, err = a.RestoreVersion(first.FileID, first.ID)
	wantError(t, err, library.ErrVersionAlreadyCurrent)
}

func TestLibrary_DeleteVersion(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	first := a.mustAdd(t, "/a.txt", "1", nil)
	second := a.mustAdd(t, "/a.txt", "2", nil)
	wantError(t, a.DeleteVersion(first.FileID, second.ID), library.ErrVersionIsCurrent)
	noError(t, a.DeleteVersion(first.FileID, first.ID))
	wantError(t, a.DeleteVersion(first.FileID, first.ID), library.ErrVersionNotFound)
	a.mustAdd(t, "/a.txt", "3", nil)
	if got := versionNames(t, a, first.FileID); got != "3 2" {
		t.Errorf("the versions are %s, want 3 2: a number must not be used again", got)
	}
}

func TestLibrary_Version(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	first := a.mustAdd(t, "/a.txt", "1", nil)
	a.mustAdd(t, "/a.txt", "2", nil)
	if v, err := a.Version(first.FileID, first.ID); err != nil || v.Current || content(t, v) != "1" {
		t.Errorf("got %+v, %v", v, err)
	}
	_, err := a.Version(first.FileID, "none")
	wantError(t, err, library.ErrVersionNotFound)
	_, err = a.Versions("none")
	wantError(t, err, library.ErrFileNotFound)
}
