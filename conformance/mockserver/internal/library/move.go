package library

import (
	"path"

	"github.com/openimagekit/imagekit/internal/names"
)

// CopyFile copies the current version of a file, or all its versions, into a folder.
func (l *Library) CopyFile(source, folder string, versions bool) error {
	return l.toFolder(source, folder, func(t *tx, f *file, to string) error { return t.copyTo(f, to, versions) })
}

// MoveFile moves a file with all its versions into a folder.
func (l *Library) MoveFile(source, folder string) error {
	return l.toFolder(source, folder, (*tx).moveTo)
}

// toFolder calls bring with a file and its new path in a folder.
func (l *Library) toFolder(source, folder string, bring func(t *tx, f *file, to string) error) error {
	if hasDotSegment(folder) {
		return ErrFolderName
	}
	if err := checkDepth("destinationPath", names.Folder(folder)); err != nil {
		return err
	}
	return l.update(func(t *tx) error {
		f := t.paths[folderPath(source)]
		if f == nil {
			return about(ErrSourceFileMissing, source)
		}
		return bring(t, f, path.Join(names.Folder(folder), path.Base(f.Path)))
	})
}

// RenameFile gives a file another name in its folder.
func (l *Library) RenameFile(filePath, newName string) error {
	from, name := folderPath(filePath), names.File(newName)
	switch {
	case isDots(name):
		return invalid("newFileName", "A name cannot consist of dots only")
	case name == path.Base(from):
		return ErrFileSameName
	}
	to := path.Join(path.Dir(from), name)
	return l.update(func(t *tx) error {
		f := t.paths[from]
		switch {
		case f == nil:
			return about(ErrFileMissing, filePath)
		case t.paths[to] != nil:
			return about(ErrFileAlreadyExists, newName)
		}
		return t.moveTo(f, to)
	})
}

// copyTo copies the current version of a file, or all its versions, to a path. Copies get new ids and share the bytes.
// If there is a file at the path, they become its newest versions.
//
// A copy has the createdAt and updatedAt of its source, see [Library.UpdateFile].
func (t *tx) copyTo(f *file, to string, all bool) error {
	if t.paths[to] == f {
		return ErrFileSamePath
	}
	return t.addVersions(f.newest(all), to)
}

// newest returns the current version, or all of them.
func (f *file) newest(all bool) []*Version {
	if all {
		return f.Versions
	}
	return f.Versions[len(f.Versions)-1:]
}

// addVersions adds copies of versions to the file at a path. If there is none, it makes one.
func (t *tx) addVersions(versions []*Version, to string) error {
	there := t.paths[to]
	if err := checkRoom(there, len(versions)); err != nil {
		return err
	}
	if there == nil {
		there = t.newFile(to, *versions[0])
		versions = versions[1:]
	}
	for _, v := range versions {
		next := *v
		next.Blob.Retain()
		t.pushVersion(there, next)
	}
	return nil
}

// checkRoom returns an error if a file would have too many versions. there is nil if the file does not exist.
func checkRoom(there *file, added int) error {
	if there != nil && len(there.Versions)+added > maxVersions {
		return ErrVersionLimitExceeded
	}
	return nil
}

// newFile makes a file with a copy of a version.
func (t *tx) newFile(p string, first Version) *file {
	t.makeFolder(path.Dir(p))
	first.ID, first.Number = t.NewID(), 1
	first.Blob.Retain()
	f := &file{ID: first.ID, Path: p, Order: t.Next(), Numbers: 1, Versions: []*Version{&first}}
	t.putFile(f)
	return f
}

// moveTo moves a file to another path. If there is a file at the path, the moved versions become its newest ones, and
// the id of the moved file no longer exists.
//
// A move does not set updatedAt, see [Library.UpdateFile].
func (t *tx) moveTo(f *file, to string) error {
	there := t.paths[to]
	if there == f {
		return ErrFileSamePath
	}
	if err := checkRoom(there, len(f.Versions)); err != nil {
		return err
	}
	if there == nil {
		t.makeFolder(path.Dir(to))
		delete(t.paths, f.Path)
		f.Path = to
		t.paths[to] = f
		t.touchFile(f, FileUpdated, f.current())
		return nil
	}
	for _, v := range f.Versions {
		next := *v
		next.Blob.Retain()
		t.pushVersion(there, next)
	}
	t.dropFile(f)
	return nil
}
