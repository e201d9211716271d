package library

import (
	"path"
	"strconv"

	"github.com/openimagekit/imagekit/internal/names"
)

// CreateFolder creates a folder and its parents. It succeeds if the folder exists already. It replaces special
// characters in the names unless keepNames is set.
func (l *Library) CreateFolder(parent, name string, keepNames bool) error {
	if hasDotSegment(name) || hasDotSegment(parent) {
		return ErrFolderName
	}
	if keepNames {
		return l.MakeFolder(path.Join(names.KeptFolder(parent), names.KeptName(name)))
	}
	return l.MakeFolder(path.Join(names.Folder(parent), names.FolderName(name)))
}

// MakeFolder creates the folder at a clean path and its parents.
func (l *Library) MakeFolder(p string) error {
	if err := checkDepth("parentFolderPath", p); err != nil {
		return err
	}
	return l.update(func(t *tx) error {
		t.makeFolder(p)
		return nil
	})
}

// DeleteFolder deletes a folder and its contents. It refuses the root, so that a missing path does not empty the
// library.
//
// Assumed: the root folder cannot be deleted. The error has the text that is documented for renaming it.
func (l *Library) DeleteFolder(folder string) error {
	p := folderPath(folder)
	if p == "/" {
		return ErrFolderIsRoot
	}
	return l.update(func(t *tx) error {
		if t.folders[p] == nil {
			return about(ErrFolderNotFound, folder)
		}
		if err := t.checkAssets(p); err != nil {
			return err
		}
		for _, f := range t.filesIn(p) { // this also releases their bytes
			t.dropFile(f)
		}
		for _, inner := range t.foldersIn(p) {
			t.dropFolder(inner)
		}
		return nil
	})
}

// defaultMaxAssets is the service's limit of assets in a folder that is deleted, copied or moved.
const defaultMaxAssets = 100_000

// checkAssets returns an error if a folder contains too many files, versions and folders.
//
// Assumed: all versions of a file count towards the limit of 100,000 files, folders and versions, even if only the
// current ones are copied.
func (t *tx) checkAssets(folder string) error {
	limit := t.config.MaxAssets
	if limit == 0 {
		limit = defaultMaxAssets
	}
	count := len(t.foldersIn(folder)) - 1 // without the folder itself
	for _, f := range t.filesIn(folder) {
		count += len(f.Versions)
	}
	if count > limit {
		return about(ErrTooManyAssets, strconv.Itoa(limit))
	}
	return nil
}
