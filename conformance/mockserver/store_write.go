package mockserver

import (
	"path"
	"slices"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// changeKind is what can happen to a file.
type changeKind int

const (
	fileCreated changeKind = iota
	fileUpdated
	fileDeleted
	versionCreated
	versionDeleted
)

// change is something that happened to a file, and the version that it is about.
type change struct {
	kind  changeKind
	asset asset
}

// tx is a change of the library that is being made. Its methods are the only ones that change anything.
type tx struct {
	*library
	*store.Tx
	changes []change
	gone    bool // some file is gone
}

// update runs a change of the library. If edit fails, it must not have changed anything.
func (l *library) update(edit func(*tx) error) error {
	defer func() { l.after() }()
	return l.store.Update(func(inner *store.Tx) error {
		t := &tx{library: l, Tx: inner}
		if err := edit(t); err != nil {
			return err
		}
		if t.gone {
			l.byAge = slices.DeleteFunc(l.byAge, func(f *file) bool { return f.gone })
		}
		t.OnCommit(func() {
			for _, c := range t.changes {
				l.notify(c)
			}
		})
		return nil
	})
}

// touched notes that a file is new or has changed.
func (t *tx) touched(f *file, kind changeKind, a asset) {
	t.Put(filesKind, f.ID, f)
	t.changes = append(t.changes, change{kind, a})
}

// putFile adds a file that is new.
func (t *tx) putFile(f *file) {
	t.files[f.ID], t.paths[f.Path] = f, f
	t.byAge = append(t.byAge, f)
	t.touched(f, fileCreated, f.current())
}

// drop removes a file. A download that has begun goes on: it has the bytes open.
func (t *tx) drop(f *file) {
	delete(t.files, f.ID)
	delete(t.paths, f.Path)
	f.gone, t.gone = true, true
	for _, v := range f.Versions {
		t.Release(v.Blob)
	}
	t.touched(f, fileDeleted, f.current())
	t.Delete(filesKind, f.ID)
}

// makeFolder creates a folder and those above it.
func (t *tx) makeFolder(p string) {
	if p == "/" || t.folders[p] != nil {
		return
	}
	t.makeFolder(path.Dir(p))
	now := t.now()
	t.putFolder(&folder{ID: t.newID(), Path: p, Order: t.Next(), CreatedAt: now, UpdatedAt: now})
}

// putFolder adds a folder, or replaces the one at its path.
func (t *tx) putFolder(d *folder) {
	t.folders[d.Path] = d
	t.Put(foldersKind, folderKey(d.Path), d)
}

// dropFolder removes a folder, but nothing of what is in it.
func (t *tx) dropFolder(p string) {
	delete(t.folders, p)
	t.Delete(foldersKind, folderKey(p))
}

// addition is a file to store.
type addition struct {
	folder, name string
	unique       bool // make the name unique
	overwrite    bool // an existing file may get a new version
	version      version
	// check completes the version or refuses it, under the lock.
	check func(*version) error
	// merge takes over what the new version keeps of the old one.
	merge func(next, old *version)
}

// add stores a file, or a new version of the file that has its path, and creates the folders that it needs. Nothing
// changes if it fails.
//
// Assumed: a version that is one too many is refused, and a folder does not stand in the way of a file of the same
// path.
func (l *library) add(a addition) (added asset, err error) {
	err = l.update(func(t *tx) error {
		added, err = t.addFile(a)
		return err
	})
	return added, err
}

func (t *tx) addFile(a addition) (asset, error) {
	v := a.version
	if err := a.check(&v); err != nil {
		return asset{}, err
	}
	p := t.pathFor(a)
	f := t.paths[p]
	v.CreatedAt = t.now()
	v.UpdatedAt = v.CreatedAt
	switch {
	case f == nil:
		v.ID, v.Number = t.newID(), 1
		t.makeFolder(a.folder)
		f = &file{ID: v.ID, Path: p, Order: t.Next(), Numbers: 1, Versions: []*version{&v}}
		t.putFile(f)
		return f.current(), nil
	case !a.overwrite:
		return asset{}, errFileExists
	case len(f.Versions) >= maxVersions:
		return asset{}, errTooManyVersions
	}
	a.merge(&v, f.current().version)
	t.push(f, v)
	return f.current(), nil
}

// push makes a version the current one of a file, with an id and a number of its own.
func (t *tx) push(f *file, v version) {
	f.Numbers++
	v.ID, v.Number = t.newID(), f.Numbers
	f.Versions = append(slices.Clone(f.Versions), &v)
	t.touched(f, versionCreated, f.current())
}

// pathFor returns the path that an addition gets.
func (t *tx) pathFor(a addition) string {
	p := path.Join(a.folder, a.name)
	if !a.unique {
		return p
	}
	for range 100 { // not for ever: the caller's ids may repeat
		if p = path.Join(a.folder, withSuffix(a.name, t.newID())); t.paths[p] == nil {
			break
		}
	}
	return p
}

// change edits the current version of a file, or all of them.
func (l *library) change(id string, all bool, edit func(*version) error) (changed asset, err error) {
	err = l.update(func(t *tx) error {
		f := t.files[id]
		if f == nil {
			return errNoFile
		}
		versions, err := f.edited(t.now(), all, edit)
		if err != nil {
			return err
		}
		t.replace(f, versions)
		changed = f.current()
		return nil
	})
	return changed, err
}

// changeAll edits the current versions of several files, or of none if one does not exist or cannot be edited.
func (l *library) changeAll(ids []string, edit func(*version) error) error {
	return l.update(func(t *tx) error {
		files, err := t.findAll(ids)
		if err != nil {
			return err
		}
		edited := make([][]*version, len(files))
		for i, f := range files {
			if edited[i], err = f.edited(t.now(), false, edit); err != nil {
				return err
			}
		}
		for i, f := range files {
			t.replace(f, edited[i])
		}
		return nil
	})
}

// replace gives a file the versions that an edit has made.
func (t *tx) replace(f *file, versions []*version) {
	f.Versions = versions
	t.touched(f, fileUpdated, f.current())
}

// edited returns the versions of a file as they are after an edit, and leaves the file as it is.
func (f *file) edited(now time.Time, all bool, edit func(*version) error) ([]*version, error) {
	versions := slices.Clone(f.Versions)
	first := len(versions) - 1
	if all {
		first = 0
	}
	for i := first; i < len(versions); i++ {
		next := *versions[i]
		next.UpdatedAt = now
		if err := edit(&next); err != nil {
			return nil, err
		}
		versions[i] = &next
	}
	return versions, nil
}

// remove deletes files for good, if all of them exist.
func (l *library) remove(ids ...string) error {
	return l.update(func(t *tx) error {
		files, err := t.findAll(ids)
		if err != nil {
			return err
		}
		for _, f := range files {
			t.drop(f)
		}
		return nil
	})
}

// findAll returns the files of these ids, or the error that names those that do not exist.
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
