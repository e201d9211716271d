package library

import (
	"path"

	"github.com/openimagekit/imagekit/internal/names"
)

// Upload is a file to store and what its request says about it.
type Upload struct {
	Name, Folder string // as they were sent
	KeepNames    bool   // do not replace characters in them
	UniqueName   bool   // make the name unique
	Overwrite    bool   // an existing file may get a new version

	Tags           *[]string      // nil if the request has none
	CustomMetadata map[string]any // nil if the request has none
	Coordinates    string
	Description    string
	Private        bool
	Published      bool
	Checks         string // a search query that the file has to match, empty for none

	// A new version keeps tags, AI tags and custom metadata of the old one only if these are false and the upload has
	// none.
	OverwriteTags, OverwriteAITags, OverwriteCustomMetadata bool
}

// Check checks an upload with the rules that do not depend on the file.
func (u *Upload) Check() error {
	if isDots(u.Name) {
		return invalid("fileName", "Dots alone are no name")
	}
	return firstError(checkDepth("folder", names.Folder(u.Folder)), checkTags(value(u.Tags, nil)),
		checkCoordinates(u.Coordinates))
}

// FileName returns the name under which the file is stored, but for the suffix of a unique name.
//
// Assumed: an upload that keeps the characters of names replaces slashes, and names of dots alone, by _.
func (u *Upload) FileName() string {
	if u.KeepNames {
		return names.KeptName(u.Name)
	}
	return names.File(u.Name)
}

// Add stores a file, or a new version of the file at the same path, and creates its folders. If it fails, nothing
// changes and the caller still owns the bytes.
//
// Assumed: an upload that would be the 101st version of a file is refused. A file and a folder can have the same path.
//
// Assumed: the service decides that a file exists and stores it in one step, so that of two uploads at the same time
// with overwriteFile and useUniqueFileName false one is refused.
func (l *Library) Add(u *Upload, content Content) (added Asset, err error) {
	a := addition{
		Upload: u, folder: names.Folder(u.Folder), name: u.FileName(),
		version: Version{
			Content: content, Media: l.config.OpenMedia(content), Tags: unique(value(u.Tags, nil)),
			Coordinates: u.Coordinates, Description: u.Description, Private: u.Private, Published: u.Published,
		},
	}
	if u.KeepNames {
		a.folder = names.KeptFolder(u.Folder)
	}
	if err := l.runChecks(u.Checks, a.folder, a.name, &a.version); err != nil {
		return Asset{}, err
	}
	err = l.update(func(t *tx) error {
		added, err = t.addFile(a)
		return err
	})
	return added, err
}

// addition is an upload whose names are clean.
type addition struct {
	*Upload
	folder, name string
	version      Version
}

func (t *tx) addFile(a addition) (Asset, error) {
	v := a.version
	var err error
	if v.CustomMetadata, err = t.uploadMetadata(a.CustomMetadata); err != nil {
		return Asset{}, err
	}
	p := t.pathFor(a)
	f := t.paths[p]
	v.CreatedAt = t.Now()
	v.UpdatedAt = v.CreatedAt
	switch {
	case f == nil:
		v.ID, v.Number = t.NewID(), 1
		t.makeFolder(a.folder)
		f = &file{ID: v.ID, Path: p, Order: t.Next(), Numbers: 1, Versions: []*Version{&v}}
		t.putFile(f)
		return f.current(), nil
	case !a.Overwrite:
		return Asset{}, ErrUploadFileExists
	case len(f.Versions) >= maxVersions:
		return Asset{}, ErrVersionLimitExceeded
	}
	a.keep(&v, f.current().Version)
	t.pushVersion(f, v)
	return f.current(), nil
}

// pathFor returns the path that an addition gets.
func (t *tx) pathFor(a addition) string {
	p := path.Join(a.folder, a.name)
	if !a.UniqueName {
		return p
	}
	for range 100 { // not forever: the source of ids may repeat itself
		if p = path.Join(a.folder, withSuffix(a.name, t.NewID())); t.paths[p] == nil {
			break
		}
	}
	return p
}

// keep copies from the old version what the request neither replaces nor removes. Everything else, such as coordinates
// and privacy, is that of the request.
//
// Assumed: an upload without a description that replaces a file removes the description. The documentation says what is
// kept of other fields.
func (u *Upload) keep(next, old *Version) {
	if u.Tags == nil && !u.OverwriteTags {
		next.Tags = old.Tags
	}
	if !u.OverwriteAITags {
		next.AITags = old.AITags
	}
	if u.CustomMetadata == nil && !u.OverwriteCustomMetadata {
		next.CustomMetadata = old.CustomMetadata
	}
}
