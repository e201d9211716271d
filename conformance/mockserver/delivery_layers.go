package mockserver

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// layerFiles are the files of the library that a transformation needs, by their path without the slash at the
// beginning.
type layerFiles map[string]library.Asset

// layerFiles finds the files that the layers of a transformation need. Files that do not exist or are not published are
// left out, because a branch of a condition that is not applied may name them.
//
// Assumed: a private file can be in a layer where it could be delivered: if the URL is signed, or has only named
// transformations. A layer whose file does not exist fails with 404, like a file.
func (a *api) layerFiles(names []string, t library.Target) (layerFiles, error) {
	found := layerFiles{}
	for _, name := range names {
		f, ok := a.lib.AtPath("/" + name)
		if !ok || !f.Published {
			continue
		}
		if err := a.lib.CheckDelivery(f, t); err != nil {
			return nil, &deliveryError{status: http.StatusUnauthorized, err: fmt.Errorf("layer %s: %w", name, err)}
		}
		found[name] = f
	}
	return found, nil
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
	source library.Asset
	layers layerFiles
}

// Open implements fs.FS.
func (s sourceAndLayers) Open(name string) (fs.File, error) {
	f, ok := s.layers[name]
	if name == sourceName {
		f, ok = s.source, true
	}
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	content, err := f.Blob.Open()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return openFile{content, f}, nil
}

// openFile is an open file of the library.
type openFile struct {
	io.ReadCloser
	asset library.Asset
}

// Stat implements fs.File.
func (f openFile) Stat() (fs.FileInfo, error) { return f, nil }

// The methods of fs.FileInfo.

func (f openFile) Name() string       { return f.asset.Name() }
func (f openFile) Size() int64        { return f.asset.Blob.Size }
func (f openFile) Mode() fs.FileMode  { return 0o444 }
func (f openFile) ModTime() time.Time { return f.asset.CreatedAt }
func (f openFile) IsDir() bool        { return false }
func (f openFile) Sys() any           { return nil }
