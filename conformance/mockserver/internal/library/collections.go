package library

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Kinds of records that are not in tables, and their keys.
const (
	filesKind   = "files"   // by id
	foldersKind = "folders" // by folderKey
)

// folderKey returns the key of a folder. The path can be too long for a key.
func folderKey(p string) string { return digest(p) }

// digest returns a key for a text of any length.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// fileRecords is the [store.Collection] of files.
type fileRecords struct{ *Library }

// Kind implements [store.Collection].
func (r fileRecords) Kind() string { return filesKind }

// Clear implements [store.Collection].
func (r fileRecords) Clear() { r.files, r.paths, r.byAge = map[string]*file{}, map[string]*file{}, nil }

// Load implements [store.Collection].
func (r fileRecords) Load(record store.Record) (order int, err error) {
	f := &file{}
	if err := record.Decode(f); err != nil {
		return 0, err
	}
	if len(f.Versions) == 0 || slices.Contains(f.Versions, nil) {
		return 0, fmt.Errorf("file %s: the record has no version, or an empty one", f.Path)
	}
	for _, v := range f.Versions {
		if err := record.Resolve(&v.Blob); err != nil {
			return 0, fmt.Errorf("file %s: %w", f.Path, err)
		}
		v.Media = r.config.OpenMedia(v.Content)
	}
	r.files[f.ID], r.paths[f.Path] = f, f
	r.byAge = append(r.byAge, f)
	return f.Order, nil
}

// Loaded implements [store.Collection].
func (r fileRecords) Loaded() {
	slices.SortFunc(r.byAge, func(x, y *file) int { return cmp.Compare(x.Order, y.Order) })
}

// folderRecords is the [store.Collection] of folders.
type folderRecords struct{ *Library }

// Kind implements [store.Collection].
func (r folderRecords) Kind() string { return foldersKind }

// Clear implements [store.Collection].
func (r folderRecords) Clear() { r.folders = map[string]*Folder{} }

// Load implements [store.Collection].
func (r folderRecords) Load(record store.Record) (order int, err error) {
	d := &Folder{}
	if err := record.Decode(d); err != nil {
		return 0, err
	}
	r.folders[d.Path] = d
	return d.Order, nil
}

// Loaded implements [store.Collection].
func (r folderRecords) Loaded() {}
