package mockserver

import (
	"path"
	"slices"
	"time"
)

// writing is what a write has done: what the disk has to remember, whom to tell, which bytes nobody needs any more.
type writing struct {
	files    map[*file]bool    // new, changed or gone
	folders  map[string]bool   // paths of folders, new or gone
	records  map[recordKey]any // of tables; nil for those that are gone
	changes  []change
	released []*blob
	gone     bool // some file is gone
}

// recordKey names a record of a table.
type recordKey struct{ table, id string }

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

// write runs a change of the library: the only way to make one. If edit fails, it must not have changed anything. When
// write returns without an error, the change is on the disk, if there is one. Bytes that nobody needs any more go last:
// until the disk knows that, a restart would look for them.
func (s *store) write(edit func() error) error {
	defer func() { s.after() }()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return s.broken
	}
	if err := edit(); err != nil {
		s.pending = writing{}
		return err
	}
	s.collect()
	done := s.pending
	s.pending = writing{}
	if done.gone {
		s.byAge = slices.DeleteFunc(s.byAge, func(f *file) bool { return f.gone })
	}
	if err := s.disk.commit(s, done); err != nil {
		return s.undo(err)
	}
	for _, b := range done.released {
		b.release()
	}
	for _, c := range done.changes {
		s.notify(c)
	}
	return nil
}

// The methods below are for functions that run in write: their callers hold the lock.

// touched notes that a file is new or has changed.
func (s *store) touched(f *file, kind changeKind, a asset) {
	if s.pending.files == nil {
		s.pending.files = map[*file]bool{}
	}
	s.pending.files[f] = true
	s.pending.changes = append(s.pending.changes, change{kind, a})
}

// next numbers what is created.
func (s *store) next() int {
	s.count++
	return s.count
}

// put adds a file that is new.
func (s *store) put(f *file) {
	s.files[f.ID], s.paths[f.Path] = f, f
	s.byAge = append(s.byAge, f)
	s.touched(f, fileCreated, f.current())
}

// drop removes a file. A download that has begun goes on: it has the bytes open.
func (s *store) drop(f *file) {
	delete(s.files, f.ID)
	delete(s.paths, f.Path)
	f.gone, s.pending.gone = true, true
	for _, v := range f.Versions {
		s.pending.released = append(s.pending.released, v.Blob)
	}
	s.touched(f, fileDeleted, f.current())
}

// makeFolder creates a folder and those above it.
func (s *store) makeFolder(p string) {
	if p == "/" || s.folders[p] != nil {
		return
	}
	s.makeFolder(path.Dir(p))
	now := s.now()
	s.putFolder(&folder{ID: s.newID(), Path: p, Order: s.next(), CreatedAt: now, UpdatedAt: now})
}

// putFolder adds a folder, or replaces the one at its path.
func (s *store) putFolder(d *folder) {
	s.folders[d.Path] = d
	s.touchedFolder(d.Path)
}

// dropFolder removes a folder, but nothing of what is in it.
func (s *store) dropFolder(p string) {
	delete(s.folders, p)
	s.touchedFolder(p)
}

func (s *store) touchedFolder(p string) {
	if s.pending.folders == nil {
		s.pending.folders = map[string]bool{}
	}
	s.pending.folders[p] = true
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
func (s *store) add(a addition) (added asset, err error) {
	err = s.write(func() error {
		added, err = s.addFile(a)
		return err
	})
	return added, err
}

func (s *store) addFile(a addition) (asset, error) {
	v := a.version
	if err := a.check(&v); err != nil {
		return asset{}, err
	}
	p := s.pathFor(a)
	f := s.paths[p]
	v.CreatedAt = s.now()
	v.UpdatedAt = v.CreatedAt
	switch {
	case f == nil:
		v.ID, v.Number = s.newID(), 1
		s.makeFolder(a.folder)
		f = &file{ID: v.ID, Path: p, Order: s.next(), Numbers: 1, Versions: []*version{&v}}
		s.put(f)
		return f.current(), nil
	case !a.overwrite:
		return asset{}, errFileExists
	case len(f.Versions) >= maxVersions:
		return asset{}, errTooManyVersions
	}
	a.merge(&v, f.current().version)
	s.push(f, v)
	return f.current(), nil
}

// push makes a version the current one of a file, with an id and a number of its own.
func (s *store) push(f *file, v version) {
	f.Numbers++
	v.ID, v.Number = s.newID(), f.Numbers
	f.Versions = append(slices.Clone(f.Versions), &v)
	s.touched(f, versionCreated, f.current())
}

// pathFor returns the path that an addition gets.
func (s *store) pathFor(a addition) string {
	p := path.Join(a.folder, a.name)
	if !a.unique {
		return p
	}
	for range 100 { // not for ever: the caller's ids may repeat
		if p = path.Join(a.folder, withSuffix(a.name, s.newID())); s.paths[p] == nil {
			break
		}
	}
	return p
}

// change edits the current version of a file, or all of them.
func (s *store) change(id string, all bool, edit func(*version) error) (changed asset, err error) {
	err = s.write(func() error {
		f := s.files[id]
		if f == nil {
			return errNoFile
		}
		versions, err := f.edited(s.now(), all, edit)
		if err != nil {
			return err
		}
		s.replace(f, versions)
		changed = f.current()
		return nil
	})
	return changed, err
}

// changeAll edits the current versions of several files, or of none if one does not exist or cannot be edited.
func (s *store) changeAll(ids []string, edit func(*version) error) error {
	return s.write(func() error {
		files, err := s.findAll(ids)
		if err != nil {
			return err
		}
		edited := make([][]*version, len(files))
		for i, f := range files {
			if edited[i], err = f.edited(s.now(), false, edit); err != nil {
				return err
			}
		}
		for i, f := range files {
			s.replace(f, edited[i])
		}
		return nil
	})
}

// replace gives a file the versions that an edit has made.
func (s *store) replace(f *file, versions []*version) {
	f.Versions = versions
	s.touched(f, fileUpdated, f.current())
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
func (s *store) remove(ids ...string) error {
	return s.write(func() error {
		files, err := s.findAll(ids)
		if err != nil {
			return err
		}
		for _, f := range files {
			s.drop(f)
		}
		return nil
	})
}

// findAll returns the files of these ids, or the error that names those that do not exist.
func (s *store) findAll(ids []string) ([]*file, error) {
	var files []*file
	var missing []string
	for _, id := range ids {
		if f := s.files[id]; f != nil {
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
