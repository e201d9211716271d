package library_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

func TestLibrary_FolderDepth(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	deepest := strings.Repeat("/a", 50)
	noError(t, a.MakeFolder(deepest))
	a.mustAdd(t, "/f.txt", "x", nil)
	noError(t, a.MakeFolder("/b/c"))
	noError(t, a.CopyFile("/f.txt", deepest, false))
	job := func(_ string, err error) error { return err }
	for name, err := range map[string]error{
		"parentFolderPath": a.CreateFolder(deepest, "a", false),
		"destinationPath":  a.MoveFile("/f.txt", deepest+"/a"),
	} {
		wantError(t, err, library.ErrInvalidParameter, name+": Folders can be nested at most 50 levels deep")
	}
	wantError(t, job(a.CopyFolder("/b", deepest+"/a", false)), library.ErrInvalidParameter, "50 levels deep")
	upload := library.Upload{Name: "x", Folder: strings.Repeat("a/", 51)}
	wantError(t, upload.Check(), library.ErrInvalidParameter, "folder: Folders can be nested at most 50 levels deep")
	wantError(t, a.MakeFolder(strings.Repeat("/a", 1<<20)), library.ErrInvalidParameter, "50 levels deep")
}
