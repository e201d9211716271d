package library

import (
	"path"
	"slices"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// tx is a transaction of the library. Only its methods change files and folders.
type tx struct {
	*Library
	*store.Tx
	changes []Change
	gone    bool // a file was deleted
}

// update runs a transaction. If edit returns an error, it must not have changed anything.
func (l *Library) update(edit func(*tx) error) error {
	defer func() { l.onUpdated() }()
	return l.store.Update(func(inner *store.Tx) error {
		t := &tx{Library: l, Tx: inner}
		if err := edit(t); err != nil {
			return err
		}
		if t.gone {
			l.byAge = slices.DeleteFunc(l.byAge, func(f *file) bool { return f.gone })
		}
		t.OnCommit(func() {
			for _, c := range t.changes {
				l.onChange(c)
			}
		})
		return nil
	})
}

// touchFile records that a file is new or has changed.
func (t *tx) touchFile(f *file, kind ChangeKind, a Asset) {
	t.Put(filesKind, f.ID, f)
	t.changes = append(t.changes, Change{kind, a})
}

// putFile adds a new file.
func (t *tx) putFile(f *file) {
	t.files[f.ID], t.paths[f.Path] = f, f
	t.byAge = append(t.byAge, f)
	t.touchFile(f, FileCreated, f.current())
}

// dropFile deletes a file. Running downloads continue, because they have the bytes open.
func (t *tx) dropFile(f *file) {
	delete(t.files, f.ID)
	delete(t.paths, f.Path)
	f.gone, t.gone = true, true
	for _, v := range f.Versions {
		t.Release(v.Blob)
	}
	t.touchFile(f, FileDeleted, f.current())
	t.Delete(filesKind, f.ID)
}

// makeFolder creates a folder and those above it.
func (t *tx) makeFolder(p string) {
	if p == "/" || t.folders[p] != nil {
		return
	}
	t.makeFolder(path.Dir(p))
	now := t.Now()
	t.putFolder(&Folder{ID: t.NewID(), Path: p, Order: t.Next(), CreatedAt: now, UpdatedAt: now})
}

// putFolder adds a folder, or replaces the one at its path.
func (t *tx) putFolder(d *Folder) {
	t.folders[d.Path] = d
	t.Put(foldersKind, folderKey(d.Path), d)
}

// dropFolder deletes a folder, but not its contents.
func (t *tx) dropFolder(p string) {
	delete(t.folders, p)
	t.Delete(foldersKind, folderKey(p))
}

// pushVersion adds a version to a file as the current one, with a new id and number. Its createdAt is that of the file,
// which the service documents as the time of the first upload.
func (t *tx) pushVersion(f *file, v Version) {
	f.Numbers++
	v.ID, v.Number, v.CreatedAt = t.NewID(), f.Numbers, f.current().CreatedAt
	f.Versions = append(slices.Clone(f.Versions), &v)
	t.touchFile(f, VersionCreated, f.current())
}

// replaceVersions sets the versions of a file to the result of an edit.
func (t *tx) replaceVersions(f *file, versions []*Version) {
	f.Versions = versions
	t.touchFile(f, FileUpdated, f.current())
}

// findAll returns the files with the given ids, or an error with the ids that do not exist.
func (t *tx) findAll(ids []string) ([]*file, error) {
	var files []*file
	var missing []string
	for _, id := range ids {
		if f := t.files[id]; f != nil {
			files = append(files, f)
		} else {
			missing = append(missing, id)
		}
	}
	if missing != nil {
		return nil, missingFiles(missing)
	}
	return files, nil
}
