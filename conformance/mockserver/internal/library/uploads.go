package library

import (
	"path"

	"github.com/openimagekit/imagekit/internal/names"
)

// Upload has the parameters of an upload.
type Upload struct {
	Name, Folder string // as they were sent
	KeepNames    bool   // do not replace special characters in them
	UniqueName   bool   // add a suffix that makes the name unique
	Overwrite    bool   // add a version if the file exists

	Tags           *[]string      // nil if the request has none
	CustomMetadata map[string]any // nil if the request has none
	Coordinates    string
	Description    string
	Private        bool
	Published      bool
	Checks         string // a query that the file must match; empty for none

	// A new version keeps the tags, AI tags or custom metadata of the old one only if the upload has none and the field
	// below is false.
	OverwriteTags, OverwriteAITags, OverwriteCustomMetadata bool
}

// Check checks the rules that do not depend on the content of the file.
func (u *Upload) Check() error {
	if isDots(u.Name) {
		return invalid("fileName", "A name cannot consist of dots only")
	}
	return firstError(checkDepth("folder", names.Folder(u.Folder)), checkTags(value(u.Tags, nil)),
		checkCoordinates(u.Coordinates))
}

// FileName returns the name under which the file is stored, without the suffix of a unique name.
//
// Assumed: an upload that keeps special characters in names still replaces slashes, and names that consist of dots
// only, by _.
func (u *Upload) FileName() string {
	if u.KeepNames {
		return names.KeptName(u.Name)
	}
	return names.File(u.Name)
}

// FolderPath returns the path of the folder in which the file is stored.
func (u *Upload) FolderPath() string {
	if u.KeepNames {
		return names.KeptFolder(u.Folder)
	}
	return names.Folder(u.Folder)
}

// Add stores a file, or a new version of the file at the same path, and creates its folders. If it fails, nothing
// changes and the caller still owns the bytes.
//
// Assumed: an upload that would add a 101st version to a file is rejected. A file and a folder can have the same path.
//
// Assumed: the service checks whether a file exists and stores it in one atomic step. Of two simultaneous uploads to
// the same path with overwriteFile and useUniqueFileName false, one is rejected.
func (l *Library) Add(u *Upload, content Content) (added Asset, err error) {
	a := addition{
		Upload: u, folder: u.FolderPath(), name: u.FileName(),
		version: Version{
			Content: content, Media: l.config.OpenMedia(content), Tags: unique(value(u.Tags, nil)),
			Coordinates: u.Coordinates, Description: u.Description, Private: u.Private, Published: u.Published,
		},
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

// addition is an upload with clean names.
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

// pathFor returns the path under which an addition is stored.
func (t *tx) pathFor(a addition) string {
	p := path.Join(a.folder, a.name)
	if !a.UniqueName {
		return p
	}
	for range 100 { // bounded, because the source of ids may repeat ids
		if p = path.Join(a.folder, withSuffix(a.name, t.NewID())); t.paths[p] == nil {
			break
		}
	}
	return p
}

// keep copies those fields of the old version that the upload neither replaces nor removes. Other fields, such as
// coordinates and privacy, are those of the upload.
//
// Assumed: an upload that has no description and replaces a file removes the description of the file. The documentation
// says which other fields are kept.
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
