package mockserver

import (
	"net/http"
	"path"

	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/internal/names"
)

// CopyFile copies a file into a folder.
func (a *api) CopyFile(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.copyFile))
}

func (a *api) copyFile(req server.CopyFileRequest) (int, any, error) {
	return a.toFolder(req.SourceFilePath, req.DestinationPath, func(t *tx, f *file, to string) error {
		return t.copyTo(f, to, value(req.IncludeFileVersions, false))
	})
}

// MoveFile moves a file with all its versions into a folder.
func (a *api) MoveFile(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.moveFile))
}

func (a *api) moveFile(req server.MoveFileRequest) (int, any, error) {
	return a.toFolder(req.SourceFilePath, req.DestinationPath, (*tx).moveTo)
}

// toFolder brings a file to the path of the same name in a folder.
func (a *api) toFolder(source, folder string, bring func(t *tx, f *file, to string) error) (int, any, error) {
	err := a.lib.update(func(t *tx) error {
		f, err := t.source(source)
		if err != nil {
			return err
		}
		return bring(t, f, path.Join(names.Folder(folder), path.Base(f.Path)))
	})
	return http.StatusNoContent, nil, err
}

// RenameFile gives a file another name in its folder.
func (a *api) RenameFile(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.renameFile))
}

func (a *api) renameFile(req server.RenameFileRequest) (int, any, error) {
	from := path.Clean("/" + req.FilePath)
	name := names.File(req.NewFileName)
	switch {
	case isDots(name):
		return 0, nil, invalid("newFileName", "Dots alone are no name")
	case name == path.Base(from):
		return 0, nil, errSameName
	}
	to := path.Join(path.Dir(from), name)
	err := a.lib.update(func(t *tx) error {
		f := t.paths[from]
		switch {
		case f == nil:
			return errNoFileAtPath
		case t.paths[to] != nil:
			return errNameTaken
		}
		return t.moveTo(f, to)
	})
	if err != nil {
		return 0, nil, err
	}
	result := server.RenameFileResult{}
	if value(req.PurgeCache, false) {
		result.PurgeRequestID, err = a.purge()
	}
	return http.StatusOK, result, err
}

// The methods below are for functions that run in [store.write].

// source finds what is to be copied or moved.
func (t *tx) source(p string) (*file, error) {
	if f := t.paths[path.Clean("/"+p)]; f != nil {
		return f, nil
	}
	return nil, errNoSourceFile
}

// copyTo makes a file at a path of the current version of another, or of all its versions. They get ids of their own
// and share the bytes. Where a file is already, they become its newest versions.
//
// Assumed: a copy is as old as what it is made of, and a file cannot be copied onto itself.
func (t *tx) copyTo(f *file, to string, all bool) error {
	if t.paths[to] == f {
		return errSamePath
	}
	return t.graft(f.newest(all), to)
}

// newest returns the current version, or all of them.
func (f *file) newest(all bool) []*version {
	if all {
		return f.Versions
	}
	return f.Versions[len(f.Versions)-1:]
}

// graft adds copies of versions to the file at a path, which it makes if there is none.
func (t *tx) graft(versions []*version, to string) error {
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
		t.push(there, next)
	}
	return nil
}

// checkRoom refuses what would make too many versions of the file at a path, if there is one.
func checkRoom(there *file, added int) error {
	if there != nil && len(there.Versions)+added > maxVersions {
		return errTooManyVersions
	}
	return nil
}

// newFile makes a new file of a version of another.
func (t *tx) newFile(p string, first version) *file {
	t.makeFolder(path.Dir(p))
	first.ID, first.Number = t.newID(), 1
	first.Blob.Retain()
	f := &file{ID: first.ID, Path: p, Order: t.Next(), Numbers: 1, Versions: []*version{&first}}
	t.putFile(f)
	return f
}

// moveTo gives a file another path. Where a file is already, what is moved becomes its newest versions, and the moved
// file's id is no more.
//
// Assumed: the id of the moved file is then gone; moving a file to where it is, is refused; and a move does not set
// updatedAt.
func (t *tx) moveTo(f *file, to string) error {
	there := t.paths[to]
	if there == f {
		return errSamePath
	}
	if err := checkRoom(there, len(f.Versions)); err != nil {
		return err
	}
	if there == nil {
		t.makeFolder(path.Dir(to))
		delete(t.paths, f.Path)
		f.Path = to
		t.paths[to] = f
		t.touched(f, fileUpdated, f.current())
		return nil
	}
	for _, v := range f.Versions {
		next := *v
		next.Blob.Retain()
		t.push(there, next)
	}
	t.drop(f)
	return nil
}
