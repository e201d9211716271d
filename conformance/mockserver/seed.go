package mockserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/internal/names"
)

// seedManifest is the name of a file at the top of a seed that describes its files. It is not added to the library.
const seedManifest = "imagekit.json"

// WithSeed fills the library with a tree of files, as [Server.Seed] does: when the server starts, unless its [Store]
// has files already, and after each reset.
func WithSeed(tree fs.FS) Option {
	return func(c *config) error {
		if tree == nil {
			return errors.New("the seed is nil")
		}
		c.seed = tree
		return nil
	}
}

// Seed adds a tree of files and folders to the library. Names are cleaned as those of uploads; a file that exists gets
// a new version. The file imagekit.json, if there is one, describes files of the tree, with the names of the parts of
// an upload, and can add others (content in base64, text, or url):
//
//	{
//	  "customMetadataFields": [{"name": "price", "label": "Price", "schema": {"type": "Number"}}],
//	  "files": [
//	    {"path": "/menu/coffee.jpg", "tags": ["drinks"], "isPrivateFile": true, "customMetadata": {"price": 3}},
//	    {"path": "/hello.txt", "text": "hello"}
//	  ]
//	}
//
// A custom metadata field of the name _internal_original_created_datetime is the reserved one, which an account of the
// service gets from a setting in the dashboard.
//
// Names that begin with a dot are skipped. A symbolic link to a file is followed, wherever it leads; links to folders,
// links that lead nowhere, and what is neither file nor folder, such as a socket, are skipped, and logged as a warning.
//
// If a file fails, those before it stay.
func (s *Server) Seed(tree fs.FS) error {
	if err := s.apiAfterDueJobs().seedTree(tree); err != nil {
		return fmt.Errorf("mockserver: seed: %w", err)
	}
	return nil
}

// seedList is the body of POST /_mock/seed, and the manifest of a tree.
type seedList struct {
	CustomMetadataFields []jsontext.Value `json:"customMetadataFields"` // requests that declare them
	Files                []seedFile       `json:"files"`
}

// seedFile is a file to add: its path, one source of its bytes, and the parts of an upload.
type seedFile struct {
	path, url string
	content   []byte // nil if there is none
	parts     map[string]any
	open      func() (fs.File, error) // for files of a tree
}

// UnmarshalJSON reads the fields of a seed. All others are parts of an upload.
func (f *seedFile) UnmarshalJSON(data []byte) error {
	var own struct {
		Path    string  `json:"path"`
		Content []byte  `json:"content"`
		Text    *string `json:"text"`
		URL     string  `json:"url"`
	}
	if err := errors.Join(decode(data, &own), decode(data, &f.parts)); err != nil {
		return err
	}
	f.path, f.url, f.content = own.Path, own.URL, own.Content
	if own.Text != nil {
		f.content = []byte(*own.Text)
	}
	sources := 0
	for _, name := range []string{"content", "text", "url"} {
		if f.parts[name] != nil {
			sources++
		}
	}
	for _, name := range []string{"path", "content", "text", "url"} {
		delete(f.parts, name)
	}
	if sources > 1 {
		return argumentErrorf("%s: it can have one of content, text and url", own.Path)
	}
	return nil
}

// seedIfEmpty seeds a library that is empty, or one that was being seeded when the server ended.
func (a *api) seedIfEmpty() error {
	if a.seed == nil {
		return nil
	}
	if begin, err := a.lib.BeginSeed(); !begin || err != nil {
		return err
	}
	err := a.seedTree(a.seed)
	if err == nil {
		err = a.lib.EndSeed()
	}
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

// seedTree adds the files of a tree and of its manifest.
func (a *api) seedTree(tree fs.FS) error {
	list, err := readManifest(tree)
	if err != nil {
		return fmt.Errorf("%s: %w", seedManifest, err)
	}
	if err := a.seedFields(list.CustomMetadataFields); err != nil {
		return err
	}
	said := map[string]seedFile{}
	for _, f := range list.Files {
		said[path.Join("/", f.path)] = f
	}
	if err := a.seedEntries(tree, said); err != nil {
		return err
	}
	_, err = a.seedFiles(context.Background(), slices.SortedFunc(maps.Values(said), byPath))
	return err
}

// seedEntries adds the files and folders of a tree. It removes their descriptions from those of the manifest, so that
// only files which are not in the tree are left there.
func (a *api) seedEntries(tree fs.FS, said map[string]seedFile) error {
	return fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == "." || name == seedManifest:
			return nil
		case strings.HasPrefix(path.Base(name), ".") && entry.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(path.Base(name), "."):
			return nil
		case entry.IsDir():
			return a.lib.MakeFolder(names.Folder(name))
		case !isFile(tree, name, entry):
			a.log.Warn("the seed has something that is no file", "path", name, "type", entry.Type().String())
			return nil
		}
		key := path.Join("/", name)
		f := said[key]
		delete(said, key)
		if f.url != "" || f.content != nil {
			return argumentErrorf("%s: it is in the tree, and the manifest has other contents for it", key)
		}
		f.path, f.open = key, func() (fs.File, error) { return tree.Open(name) }
		_, err = a.seedFile(context.Background(), f)
		return err
	})
}

// isFile reports whether an entry of a tree is a file, or a link that leads to one. Others are not opened, since a pipe
// would block.
func isFile(tree fs.FS, name string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	target, err := fs.Stat(tree, name)
	return err == nil && target.Mode().IsRegular()
}

func byPath(x, y seedFile) int { return strings.Compare(x.path, y.path) }

// readManifest returns an empty list if there is none.
func readManifest(tree fs.FS) (seedList, error) {
	var list seedList
	data, err := fs.ReadFile(tree, seedManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil
	}
	if err != nil {
		return list, err
	}
	return list, json.Unmarshal(data, &list, readOptions, json.RejectUnknownMembers(true))
}

// seedFields declares custom metadata fields. One whose name is taken stays as it is, so that a seed can be repeated.
func (a *api) seedFields(requests []jsontext.Value) error {
	for _, text := range requests {
		where := contract.Pointer("components", "schemas", "CreateCustomMetadataFieldRequest")
		if err := checkJSON(where, text); err != nil {
			return seedError("customMetadataFields", err)
		}
		var req server.CreateCustomMetadataFieldRequest
		if err := decode(text, &req); err != nil {
			return seedError("customMetadataFields", err)
		}
		if err := a.seedField(req); err != nil && !errors.Is(err, library.ErrFieldNameTaken) {
			return seedError("customMetadataFields", err)
		}
	}
	return nil
}

// seedFiles adds files in their order and returns them as uploads do.
func (a *api) seedFiles(ctx context.Context, files []seedFile) ([]server.UploadResult, error) {
	added := []server.UploadResult{}
	for _, f := range files {
		file, err := a.seedFile(ctx, f)
		if err != nil {
			return nil, err
		}
		added = append(added, a.uploadModel(file, nil))
	}
	return added, nil
}

// seedFile adds a file as an upload does.
func (a *api) seedFile(ctx context.Context, f seedFile) (library.Asset, error) {
	upload, err := a.seedUpload(f)
	if err != nil {
		return library.Asset{}, seedError(f.path, err)
	}
	content, err := a.seedContent(ctx, f)
	if err != nil {
		return library.Asset{}, seedError(f.path, err)
	}
	file, err := a.addFile(upload, content, nil)
	if err != nil {
		return library.Asset{}, seedError(f.path, err)
	}
	return file, nil
}

// seedError adds the path of the file. An error that would refuse an upload is a mistake in the seed.
func seedError(path string, err error) error {
	if refused := apiErrorOf(err); refused != nil {
		return argumentErrorf("%s: %s", path, refused.body.Message)
	}
	if _, ok := errors.AsType[*argumentError](err); ok {
		return argumentErrorf("%s: %v", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// ownParts are parts of an upload that a seed sets itself.
var ownParts = []string{filePart, "fileName", "folder", "useUniqueFileName"}

// seedUpload returns an upload that keeps the name of the file.
func (a *api) seedUpload(f seedFile) (*library.Upload, error) {
	folder, name := path.Split(path.Join("/", f.path))
	if name == "" {
		return nil, argumentErrorf("there is no path")
	}
	media := a.uploadParts()
	for name, value := range f.parts {
		if media.Schema.Value.Properties[name] == nil || slices.Contains(ownParts, name) {
			return nil, argumentErrorf("there is no field %s", name)
		}
		if err := checkSent(contract.PartSchema(media, name), name, value); err != nil {
			return nil, err
		}
	}
	parts := map[string]any{"fileName": name, "folder": folder, "useUniqueFileName": false}
	maps.Copy(parts, f.parts)
	req, err := decodeRequest(parts)
	if err != nil {
		return nil, err
	}
	upload := uploadOf(req)
	return upload, upload.Check()
}

// uploadParts describes the parts of an upload.
func (a *api) uploadParts() *openapi3.MediaType {
	return contract.FindOperation(http.MethodPost, "/api/v1/files/upload").Form()
}

// seedContent returns the bytes, which belong to the caller.
func (a *api) seedContent(ctx context.Context, f seedFile) (*store.Blob, error) {
	switch {
	case f.open != nil:
		file, err := f.open()
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return a.readFileBytes(file)
	case f.url != "":
		return a.fetch(ctx, f.url)
	case f.content != nil:
		return a.readFileBytes(bytes.NewReader(f.content))
	}
	return nil, argumentErrorf("it is neither in a tree nor has it content, text or url")
}
