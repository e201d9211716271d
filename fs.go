package imagekit

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// FS returns a read-only file system of a folder of the media library, "/" for the whole library. It makes no request.
// The result is also an [fs.ReadDirFS], [fs.StatFS], [fs.ReadFileFS] and [fs.SubFS], and can be passed to
// [net/http.FileServerFS], [html/template.ParseFS], [fs.WalkDir] and [os.CopyFS].
//
//	menu := ik.FS(ctx, "/menu")
//	content, err := fs.ReadFile(menu, "drinks/coffee.jpg") // /menu/drinks/coffee.jpg
//
// The size of an [fs.FileInfo] is that of the list of files. Its time is the time of the last change, also of details
// such as tags. Its mode is that of a file or folder that everybody can read. Its method Sys returns the [*File] of a
// file, and nil for a folder.
//
// Files are read with [Client.OpenFile], as they were uploaded: images and videos with [urlbuilder.Original], private
// files with signed URLs. A file that FS opens is an [io.Seeker] and an [io.ReaderAt], and is requested when it is
// first read. CDNs can deliver the old version of a file for some time after it was replaced. Reading then returns the
// whole old version, even if the list has another size.
//
// To open a file or get its info, the client lists its folder with a filter. To read a folder, it lists the folders in
// it, and then the files, in pages of 1000; it requests a page only when it is needed. These calls count for the rate
// limits. Nothing is cached. The entries that ReadDir returns contain their info, so their method Info makes no call.
//
// If a folder has a file and a folder of the same name, only the folder is visible. Names that cannot be an element of
// a path by [fs.ValidPath], such as names with a slash, are not visible. Drafts, which are not published, are visible
// but cannot be read ([fs.ErrNotExist]).
//
// All errors except [io.EOF] are of type [*fs.PathError]. They wrap the errors of the client, such as [*Error]:
// [errors.Is] reports [fs.ErrNotExist] for status 404, and [fs.ErrPermission] for 401 and 403. Calls fail when ctx
// ends.
func (c *Client) FS(ctx context.Context, dir string) fs.FS {
	return &fileSystem{client: c, ctx: ctx, root: path.Clean("/" + dir)}
}

// fileSystem is the result of [Client.FS].
type fileSystem struct {
	client *Client
	ctx    context.Context //nolint:containedctx // the methods of fs.FS have no parameter for it
	root   string          // path in the media library
}

var (
	errIsDirectory  = errors.New("is a directory")
	errNotDirectory = errors.New("not a directory")
)

// errNoAsset is the error of a name that the list of its folder does not contain.
var errNoAsset error = noAssetError{}

type noAssetError struct{}

func (noAssetError) Error() string { return "file does not exist" }

func (noAssetError) Is(target error) bool { return target == fs.ErrNotExist || target == ErrNotFound }

// Open opens a file or a folder.
func (f *fileSystem) Open(name string) (fs.File, error) {
	info, err := f.lookUp("open", name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return &fsDir{fileSystem: f, info: info, name: name}, nil
	}
	return &fsFile{fileSystem: f, info: info, name: name}, nil
}

// Stat returns the info of a file or a folder.
func (f *fileSystem) Stat(name string) (fs.FileInfo, error) {
	info, err := f.lookUp("stat", name)
	if err != nil {
		return nil, err
	}
	return info, nil
}

// ReadDir returns the entries of a folder, sorted by name.
func (f *fileSystem) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	dir := &fsDir{fileSystem: f, name: name}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	if err == nil && len(entries) == 0 { // an empty folder, a file, or nothing
		var info *fsInfo
		if info, err = f.lookUp("readdir", name); err == nil && !info.IsDir() {
			err = &fs.PathError{Op: "readdir", Path: name, Err: errNotDirectory}
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// ReadFile returns the content of a file.
func (f *fileSystem) ReadFile(name string) ([]byte, error) {
	info, err := f.lookUp("open", name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, &fs.PathError{Op: "read", Path: name, Err: errIsDirectory}
	}
	file := &fsFile{fileSystem: f, info: info, name: name}
	defer file.Close()
	return io.ReadAll(file)
}

// Sub returns the file system of a folder.
func (f *fileSystem) Sub(dir string) (fs.FS, error) {
	if !fs.ValidPath(dir) {
		return nil, &fs.PathError{Op: "sub", Path: dir, Err: fs.ErrInvalid}
	}
	return &fileSystem{client: f.client, ctx: f.ctx, root: f.path(dir)}, nil
}

// path returns the path in the media library of a valid name.
func (f *fileSystem) path(name string) string { return path.Join(f.root, name) }

// lookUp returns the info of a file or a folder.
func (f *fileSystem) lookUp(op, name string) (*fsInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	full := f.path(name)
	if full == "/" {
		return &fsInfo{name: ".", mode: modeOfFolder}, nil
	}
	dir, base := path.Split(full)
	var found *File
	for asset, err := range f.list(f.ctx, dir, AssetTypeFilterAll, &base) {
		switch isFolder := err == nil && asset.Type == AssetTypeFolder; {
		case err != nil:
			return nil, &fs.PathError{Op: op, Path: name, Err: err}
		case asset.Name == base && (found == nil || isFolder):
			found = asset
		}
	}
	if found == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: errNoAsset}
	}
	info := newInfo(found)
	info.name = path.Base(name)
	return info, nil
}

// fsInfo is the info of a file or a folder, and its entry in a folder.
type fsInfo struct {
	name     string
	mode     fs.FileMode
	modified time.Time
	file     *File // nil for a folder
}

const (
	modeOfFile   = 0o444
	modeOfFolder = fs.ModeDir | 0o555
)

// newInfo returns the info of an asset, which can be a folder.
func newInfo(asset *File) *fsInfo {
	info := &fsInfo{name: asset.Name, mode: modeOfFile, modified: asset.UpdatedAt, file: asset}
	if info.modified.IsZero() {
		info.modified = asset.CreatedAt
	}
	if asset.Type == AssetTypeFolder {
		info.mode, info.file = modeOfFolder, nil
	}
	return info
}

func (i *fsInfo) Name() string               { return i.name }
func (i *fsInfo) Mode() fs.FileMode          { return i.mode }
func (i *fsInfo) Type() fs.FileMode          { return i.mode.Type() }
func (i *fsInfo) ModTime() time.Time         { return i.modified }
func (i *fsInfo) IsDir() bool                { return i.mode.IsDir() }
func (i *fsInfo) Info() (fs.FileInfo, error) { return i, nil }
func (i *fsInfo) String() string             { return fs.FormatFileInfo(i) }

func (i *fsInfo) Size() int64 {
	if i.file == nil {
		return 0
	}
	return i.file.Size
}

func (i *fsInfo) Sys() any {
	if i.file == nil {
		return nil // not a nil *File
	}
	return i.file
}

// openOptions returns the options to read the file as it was uploaded.
func (i *fsInfo) openOptions() OpenOptions {
	if i.file.FileType == fileTypeImage || strings.HasPrefix(i.file.MIME, "video/") {
		return OpenOptions{Transformation: urlbuilder.Chain{{urlbuilder.Original(true)}}}
	}
	return OpenOptions{}
}

// fileTypeImage is the FileType of an image.
const fileTypeImage = "image"
