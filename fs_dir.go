package imagekit

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"path"
)

// list iterates over the assets of a kind in a folder, in the order of their names. If name is not nil, only assets
// with this name are listed. A folder is decoded as a File with the Type [AssetTypeFolder].
func (f *fileSystem) list(ctx context.Context, dir string, kind AssetTypeFilter, name *string) iter.Seq2[*File, error] {
	params := ListFilesParams{Path: new(path.Clean(dir)), Type: &kind, Sort: new(SortOrderAscName), Name: name}
	return pages(ctx, f.client, kind, &params, nil, (*File).key, func(*File) bool { return true })
}

// entries iterates over the entries of a folder: the folders in it, and then the files.
func (f *fileSystem) entries(ctx context.Context, dir string) iter.Seq2[*fsInfo, error] {
	return func(yield func(*fsInfo, error) bool) {
		var seen seenNames
		for _, kind := range []AssetTypeFilter{AssetTypeFilterFolder, AssetTypeFilterFile} {
			for asset, err := range f.list(ctx, dir, kind, nil) {
				if err != nil {
					yield(nil, err)
					return
				}
				if !seen.hides(asset) && !yield(newInfo(asset), nil) {
					return
				}
			}
		}
	}
}

// seenNames are the names of the assets of a folder that were listed before. It has only the last name of a file,
// because files are sorted by name.
type seenNames struct {
	folders map[string]bool
	last    string
}

// hides reports whether an asset is not visible, because of its name, or because an asset before it has the same name.
func (s *seenNames) hides(asset *File) bool {
	if s.folders[asset.Name] || asset.Name == s.last || !isFileName(asset.Name) {
		return true
	}
	if s.last = asset.Name; asset.Type == AssetTypeFolder {
		if s.folders == nil {
			s.folders = map[string]bool{}
		}
		s.folders[asset.Name] = true
	}
	return false
}

// isFileName reports whether a name can be an element of a path.
func isFileName(name string) bool {
	return name != "." && fs.ValidPath(name) && path.Base(name) == name
}

// fsDir is an open folder.
type fsDir struct {
	*fileSystem
	info     *fsInfo
	name     string
	next     func() (*fsInfo, error, bool)
	stop     func()
	err      error // returned by all further calls of ReadDir
	isClosed bool
}

func (d *fsDir) Stat() (fs.FileInfo, error) {
	if d.isClosed {
		return nil, &fs.PathError{Op: "stat", Path: d.name, Err: fs.ErrClosed}
	}
	return d.info, nil
}

func (d *fsDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: errIsDirectory}
}

// ReadDir implements [fs.ReadDirFile]. The order is that of the list: first folders, then files.
func (d *fsDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if d.isClosed {
		return nil, &fs.PathError{Op: "readdir", Path: d.name, Err: fs.ErrClosed}
	}
	if d.next == nil {
		d.next, d.stop = iter.Pull2(d.entries(d.ctx, d.path(d.name)))
	}
	var entries []fs.DirEntry
	for d.err == nil && (n <= 0 || len(entries) < n) {
		entry, err, ok := d.next()
		switch {
		case !ok:
			d.err = io.EOF
		case err != nil:
			d.err = &fs.PathError{Op: "readdir", Path: d.name, Err: err}
		default:
			entries = append(entries, entry)
		}
	}
	isEnd := d.err == io.EOF //nolint:errorlint // set above
	if d.err == nil || isEnd && n <= 0 || n > 0 && len(entries) > 0 {
		return entries, nil
	}
	return entries, d.err
}

// Close ends the requests for further pages.
func (d *fsDir) Close() error {
	if d.isClosed {
		return &fs.PathError{Op: "close", Path: d.name, Err: fs.ErrClosed}
	}
	if d.isClosed = true; d.stop != nil {
		d.stop()
	}
	return nil
}
