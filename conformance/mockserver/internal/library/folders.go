package library

import (
	"path"

	"github.com/openimagekit/imagekit/internal/names"
)

// CreateFolder creates a folder and those above it. It succeeds if the folder exists already. It replaces characters in
// the names unless they are kept.
func (l *Library) CreateFolder(parent, name string, keepNames bool) error {
	if isDots(name) {
		return ErrFolderName
	}
	if keepNames {
		return l.MakeFolder(path.Join(names.KeptFolder(parent), names.KeptName(name)))
	}
	return l.MakeFolder(path.Join(names.Folder(parent), names.FolderName(name)))
}

// MakeFolder creates the folder at a clean path and those above it.
func (l *Library) MakeFolder(p string) error {
	return l.update(func(t *tx) error {
		t.makeFolder(p)
		return nil
	})
}

// DeleteFolder deletes a folder with everything in it. It refuses the root, so that a missing path does not empty the
// library.
//
// Assumed: the service refuses to delete the root too.
func (l *Library) DeleteFolder(p string) error {
	if p = folderPath(p); p == "/" {
		return invalid("folderPath", "The root cannot be deleted")
	}
	return l.update(func(t *tx) error {
		if t.folders[p] == nil {
			return ErrFolderNotFound
		}
		for _, f := range t.filesIn(p) { // before the folders, so that their bytes go as well
			t.dropFile(f)
		}
		for _, inner := range t.foldersIn(p) {
			t.dropFolder(inner)
		}
		return nil
	})
}
