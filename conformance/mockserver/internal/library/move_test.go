package library_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

func TestLibrary_CopyFile(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	a.mustAdd(t, "/a.txt", "old", nil)
	source := a.mustAdd(t, "/a.txt", "new", nil)
	noError(t, a.CopyFile("a.txt", "/one", false), a.CopyFile("/a.txt", "/all/", true))
	wantTree(t, a, "/all/ /one/ /a.txt+ /all/a.txt+ /one/a.txt")
	noError(t, a.DeleteFile(source.FileID))
	for _, p := range []string{"/one/a.txt", "/all/a.txt"} {
		if f, _ := a.AtPath(p); content(t, f) != "new" || f.FileID == source.FileID {
			t.Errorf("%s is %+v", p, f)
		}
	}
}

func TestLibrary_MoveFile(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	moved := a.mustAdd(t, "/a.txt", "moved", nil)
	noError(t, a.MoveFile("/a.txt", "/free"))
	if f, _ := a.AtPath("/free/a.txt"); f.FileID != moved.FileID {
		t.Errorf("the moved file is %+v", f)
	}
	there := a.mustAdd(t, "/taken/a.txt", "there", nil)
	noError(t, a.MoveFile("/free/a.txt", "/taken"))
	wantTree(t, a, "/free/ /taken/ /taken/a.txt+")
	if f, _ := a.AtPath("/taken/a.txt"); f.FileID != there.FileID || content(t, f) != "moved" {
		t.Errorf("the file at the destination is %+v", f)
	}
}

func TestLibrary_RenameFile(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	a.mustAdd(t, "/f/a.txt", "a", nil)
	a.mustAdd(t, "/f/b.txt", "b", nil)
	noError(t, a.RenameFile("/f/a.txt", "c d.txt"))
	wantTree(t, a, "/f/ /f/b.txt /f/c_d.txt")
	for name, want := range map[string]library.Code{
		"b.txt": library.ErrFileAlreadyExists, "c_d.txt": library.ErrFileSameName, "..": library.ErrInvalidParameter,
	} {
		wantError(t, a.RenameFile("/f/c_d.txt", name), want)
	}
	wantError(t, a.RenameFile("/none", "x"), library.ErrFileMissing)
}

func TestLibrary_MoveFile_Errors(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	a.mustAdd(t, "/f/a.txt", "a", nil)
	for range 100 {
		a.mustAdd(t, "/full/a.txt", "x", nil)
	}
	for name, move := range map[string]func(source, folder string) error{
		"move": a.MoveFile, "copy": func(source, folder string) error { return a.CopyFile(source, folder, true) },
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, move("/none", "/f"), library.ErrSourceFileMissing)
			wantError(t, move("/f/../f/a.txt", "/g"), library.ErrSourceFileMissing, "/f/../f/a.txt")
			wantError(t, move("/f/a.txt", "/f"), library.ErrFileSamePath)
			wantError(t, move("/f/a.txt", "/x/../y"), library.ErrFolderName)
			wantError(t, move("/f/a.txt", "."), library.ErrFolderName)
			wantError(t, move("/f/a.txt", "/full"), library.ErrVersionLimitExceeded)
		})
	}
}

// TestLibrary_MoveFile_LastVersion copies and moves a file to one that then has 100 versions.
func TestLibrary_MoveFile_LastVersion(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	a.mustAdd(t, "/f/a.txt", "a", nil)
	for range 98 {
		a.mustAdd(t, "/full/a.txt", "x", nil)
	}
	noError(t, a.CopyFile("/f/a.txt", "/full", true), a.MoveFile("/f/a.txt", "/full"))
	if f, _ := a.AtPath("/full/a.txt"); f.VersionName() != "Version 100" {
		t.Errorf("the last version is %s", f.VersionName())
	}
}
