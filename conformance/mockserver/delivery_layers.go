package mockserver

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// layerFiles are the files of the library that a transformation needs, by their path without the slash at the
// beginning.
type layerFiles map[string]library.Asset

// layerFiles finds the files that the layers of a transformation need. Files that do not exist or are not published are
// left out, because a branch of a condition that is not applied may name them.
//
// Assumed: a layer whose file does not exist fails with 404, like a file.
func (a *api) layerFiles(names []string) layerFiles {
	found := layerFiles{}
	for _, name := range names {
		if f, ok := a.lib.AtPath("/" + name); ok && f.Published {
			found[name] = f
		}
	}
	return found
}

// checkLayers returns an error if the URL of a target cannot have a private file in a layer.
//
// Assumed: a private file can be in a layer where it could be delivered: if the URL is signed, or has only named
// transformations.
func (a *api) checkLayers(layers layerFiles, t library.Target) error {
	for name, f := range layers {
		if err := a.lib.CheckDelivery(f, t); err != nil {
			return &deliveryError{status: http.StatusUnauthorized, err: fmt.Errorf("layer %s: %w", name, err)}
		}
	}
	return nil
}

// sum returns the hash of a file, "" if there is none.
func (l layerFiles) sum(name string) string {
	if f, ok := l[name]; ok {
		return f.Blob.Sum
	}
	return ""
}

// sourceName is the name of the file to which a transformation is applied. No file of the library has it.
const sourceName = "/"

// sourceAndLayers is the file system that a rendition is made from.
type sourceAndLayers struct {
	source *store.Blob
	layers layerFiles
}

// Open implements fs.FS.
func (s sourceAndLayers) Open(name string) (fs.File, error) {
	b := s.source
	if name != sourceName {
		f, ok := s.layers[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		b = f.Blob
	}
	content, err := b.Open()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return openFile{content, b.Size, path.Base(name)}, nil
}

// openFile is an open file of the library. It implements fs.File and fs.FileInfo.
type openFile struct {
	io.ReadCloser
	size int64
	name string
}

func (f openFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f openFile) Name() string               { return f.name }
func (f openFile) Size() int64                { return f.size }
func (f openFile) Mode() fs.FileMode          { return 0o444 }
func (f openFile) ModTime() time.Time         { return time.Time{} }
func (f openFile) IsDir() bool                { return false }
func (f openFile) Sys() any                   { return nil }
