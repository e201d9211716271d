package library

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// maxVersions is the maximum number of versions of a file.
const maxVersions = 100

// Name returns the last element of the path.
func (f *Folder) Name() string { return path.Base(f.Path) }

// Name returns the last element of the path.
func (a Asset) Name() string { return path.Base(a.Path) }

// VersionName returns the name of the version in the API.
func (a Asset) VersionName() string { return fmt.Sprintf("Version %d", a.Number) }

// File types.
const (
	FileTypeImage    = "image"
	FileTypeNonImage = "non-image"
)

// FileType returns [FileTypeImage] or [FileTypeNonImage], by the media type.
func (a Asset) FileType() string {
	if a.Kind() == "image" {
		return FileTypeImage
	}
	return FileTypeNonImage
}

func (f *file) current() Asset { return f.asset(len(f.Versions) - 1) }

// asset returns version i.
func (f *file) asset(i int) Asset {
	return Asset{Version: f.Versions[i], FileID: f.ID, Path: f.Path, order: f.Order, Current: i == len(f.Versions)-1}
}

// assets returns all versions, oldest first.
func (f *file) assets() []Asset {
	all := make([]Asset, len(f.Versions))
	for i := range all {
		all[i] = f.asset(i)
	}
	return all
}

// find returns the index of the version with an id, or -1.
func (f *file) find(versionID string) int {
	return slices.IndexFunc(f.Versions, func(v *Version) bool { return v.ID == versionID })
}

// File returns the current version of a file.
func (l *Library) File(id string) (Asset, error) {
	defer l.store.RLock()()
	if f := l.files[id]; f != nil {
		return f.current(), nil
	}
	return Asset{}, ErrFileNotFound
}

// AtPath returns the current version of the file at a path, published or not.
func (l *Library) AtPath(p string) (Asset, bool) {
	defer l.store.RLock()()
	if f := l.paths[p]; f != nil {
		return f.current(), true
	}
	return Asset{}, false
}

// within reports whether p lies in a folder, at any depth.
func within(p, folder string) bool {
	return folder == "/" || strings.HasPrefix(p, folder+"/")
}

// The callers of the methods below hold the lock.

// filesIn returns the files in a folder at any depth, oldest first.
func (l *Library) filesIn(folder string) []*file {
	var found []*file
	for _, f := range l.byAge {
		if !f.gone && within(f.Path, folder) {
			found = append(found, f)
		}
	}
	return found
}

// foldersIn returns a folder and all folders in it at any depth, sorted by path: a folder comes after its parent.
func (l *Library) foldersIn(folder string) []string {
	outside := func(p string) bool { return p != folder && !within(p, folder) }
	return slices.DeleteFunc(slices.Sorted(maps.Keys(l.folders)), outside)
}
