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

// seedManifest is the name of the file at the top of a seed that describes its files. It is not added to the library.
const seedManifest = "imagekit.json"

// WithSeed adds a tree of files to the library, like [Server.Seed]: when the server starts, unless its [Store] has
// files, and after each reset.
func WithSeed(tree fs.FS) Option {
	return func(c *config) error {
		if tree == nil {
			return errors.New("the seed is nil")
		}
		c.seed = tree
		return nil
	}
}

// Seed adds a tree of files and folders to the library. Names are sanitized like those of uploads. A file that exists
// gets a new version. The optional file imagekit.json describes files of the tree, with the names of the parts of an
// upload, and can define more files, with their bytes as text, as content (base64) or at a url:
//
//	{
//	  "customMetadataFields": [{"name": "price", "label": "Price", "schema": {"type": "Number"}}],
//	  "files": [
//	    {"path": "/menu/coffee.jpg", "tags": ["drinks"], "isPrivateFile": true, "customMetadata": {"price": 3}},
//	    {"path": "/hello.txt", "text": "hello"}
//	  ]
//	}
//
// A custom metadata field with the name _internal_original_created_datetime is the reserved field, which an account of
// the service gets from a setting in the dashboard.
//
// Files and folders whose names begin with a dot are skipped. A symbolic link to a file is followed, even if it leads
// out of the tree. Links to folders, broken links, and entries that are neither files nor folders, such as sockets, are
// skipped and logged as a warning.
//
// If a file cannot be added, Seed returns the error; the files that were added before it remain.
func (s *Server) Seed(tree fs.FS) error {
	if err := s.apiAfterDueJobs().seedTree(tree); err != nil {
		return fmt.Errorf("mockserver: seed: %w", err)
	}
	return nil
}

// seedList is the body of POST /_mock/seed and the content of imagekit.json.
type seedList struct {
	CustomMetadataFields []jsontext.Value `json:"customMetadataFields"` // bodies of requests that create them
	Files                []seedFile       `json:"files"`
}

// seedFile is a file to add: its path, its bytes from one source, and the parts of an upload.
type seedFile struct {
	path, url string
	content   []byte // nil for no content
	parts     map[string]any
	open      func() (fs.File, error) // for files of a tree
}

// UnmarshalJSON reads the fields of a file. All fields other than path, content, text and url are parts of an upload.
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
		return argumentErrorf("%s: the file has more than one of content, text and url", own.Path)
	}
	return nil
}

// seedIfEmpty adds the seed to an empty library, or to one whose seeding was interrupted when the server ended.
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

// seedTree adds the files of a tree and the files that its manifest defines.
func (a *api) seedTree(tree fs.FS) error {
	list, err := readManifest(tree)
	if err != nil {
		return fmt.Errorf("%s: %w", seedManifest, err)
	}
	if err := a.seedFields(list.CustomMetadataFields); err != nil {
		return err
	}
	described := map[string]seedFile{}
	for _, f := range list.Files {
		described[path.Join("/", f.path)] = f
	}
	if err := a.seedEntries(tree, described); err != nil {
		return err
	}
	_, err = a.seedFiles(context.Background(), slices.SortedFunc(maps.Values(described), byPath))
	return err
}

// seedEntries adds the files and folders of a tree. It deletes their descriptions from described, so that only files
// that are not in the tree remain there.
func (a *api) seedEntries(tree fs.FS, described map[string]seedFile) error {
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
			a.log.Warn("skipped an entry of the seed that is not a file", "path", name, "type", entry.Type().String())
			return nil
		}
		key := path.Join("/", name)
		f := described[key]
		delete(described, key)
		if f.url != "" || f.content != nil {
			return argumentErrorf("%s: the file is in the tree and has other contents in the manifest", key)
		}
		f.path, f.open = key, func() (fs.File, error) { return tree.Open(name) }
		_, err = a.seedFile(context.Background(), f)
		return err
	})
}

// isFile reports whether an entry of a tree is a file, or a link to one. Other entries must not be opened: opening a
// pipe would block.
func isFile(tree fs.FS, name string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	target, err := fs.Stat(tree, name)
	return err == nil && target.Mode().IsRegular()
}

func byPath(x, y seedFile) int { return strings.Compare(x.path, y.path) }

// readManifest reads imagekit.json. It returns an empty list if the tree does not have it.
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

// seedFields creates custom metadata fields. It skips fields whose names are taken, so that a seed can be added again.
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

// seedFiles adds files in order. It returns them as the responses to uploads do.
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

// seedFile adds a file like an upload.
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

// seedError adds the path of a file to an error. It converts an error that an upload would get to an [argumentError].
func seedError(path string, err error) error {
	if refused := apiErrorOf(err); refused != nil {
		return argumentErrorf("%s: %s", path, refused.body.Message)
	}
	if _, ok := errors.AsType[*argumentError](err); ok {
		return argumentErrorf("%s: %v", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// ownParts are the parts of an upload that a seed sets itself.
var ownParts = []string{filePart, "fileName", "folder", "useUniqueFileName"}

// seedUpload returns an upload that keeps the name of the file.
func (a *api) seedUpload(f seedFile) (*library.Upload, error) {
	folder, name := path.Split(path.Join("/", f.path))
	if name == "" {
		return nil, argumentErrorf("the path must not be empty")
	}
	media := a.uploadParts()
	for name, value := range f.parts {
		if media.Schema.Value.Properties[name] == nil || slices.Contains(ownParts, name) {
			return nil, argumentErrorf("unknown field %s", name)
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

// uploadParts returns the description of the parts of an upload.
func (a *api) uploadParts() *openapi3.MediaType {
	return contract.FindOperation(http.MethodPost, "/api/v1/files/upload").Form()
}

// seedContent returns the bytes of a file. The caller is the owner of the blob.
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
	return nil, argumentErrorf("the file is not in the tree of the seed, and has no content, text or url")
}
