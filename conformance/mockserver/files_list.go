package mockserver

import (
	"cmp"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/gen/server"
)

// ListFiles answers with one page of files, versions or folders.
func (a *api) ListFiles(w http.ResponseWriter, r *http.Request, params server.ListFilesParams) {
	a.answer(w, r)(a.listFiles(params))
}

// listFiles selects, sorts and cuts out a page; models are made for that page only.
//
// Assumed: a folder that does not exist gives an empty page, and so does a skip behind the end.
func (a *api) listFiles(p server.ListFilesParams) (int, any, error) {
	if value(p.SearchQuery, "") != "" {
		return 0, nil, notYet("searchQuery")
	}
	entries := a.entries(filterOf(p))
	field, descending := sortOrder(value(p.Sort, server.SortOrderASCCREATED))
	slices.SortFunc(entries, func(x, y entry) int {
		// Equal keys keep the order of creation, so that pages neither overlap nor leave anything out.
		order := cmp.Or(field(x, y), cmp.Compare(x.order, y.order), cmp.Compare(x.number, y.number))
		if descending {
			return -order
		}
		return order
	})
	page := []any{} // an empty page is an empty array
	for _, e := range cut(entries, value(p.Skip, 0), value(p.Limit, 1000)) {
		page = append(page, a.assetModel(e))
	}
	return ok(page)
}

// entry is a file, a version or a folder in a list, with what lists are sorted by.
type entry struct {
	file                 asset
	folder               *folder // nil if it is a file
	name                 string
	createdAt, updatedAt time.Time
	size, width, height  int64
	order, number        int
}

// fileEntry counts what is no image as having no width and height.
func fileEntry(f asset) entry {
	e := entry{
		file: f, name: f.name(), createdAt: f.createdAt, updatedAt: f.updatedAt,
		size: f.blob.size, order: f.order, number: f.number,
	}
	if f.image != nil {
		e.width, e.height = int64(f.image.width), int64(f.image.height)
	}
	return e
}

func folderEntry(f *folder) entry {
	return entry{folder: f, name: path.Base(f.path), createdAt: f.createdAt, updatedAt: f.updatedAt, order: f.order}
}

// assetModel is a server.File or a server.Asset: in JSON a file looks the same as both.
func (a *api) assetModel(e entry) any {
	if e.folder != nil {
		return folderModel(e.folder)
	}
	return a.fileModel(e.file)
}

// filter is what a list request selects.
type filter struct {
	files, versions, folders bool
	in                       string // a folder, empty for everywhere
	name                     string
	fileType                 server.FileTypeFilter
	tags                     []string
}

// filterOf reads the parameters; what is absent selects everything.
//
// Assumed: the type file-version means older versions only, and a filter that cannot hold for folders excludes them.
func filterOf(p server.ListFilesParams) filter {
	kind := value(p.Type, server.ListTypeFile)
	f := filter{
		files:    kind == server.ListTypeFile || kind == server.ListTypeAll,
		versions: kind == server.ListTypeFileVersion,
		folders:  kind == server.ListTypeFolder || kind == server.ListTypeAll,
		name:     value(p.Name, ""),
		fileType: value(p.FileType, server.FileTypeFilterAll),
		tags:     value(p.Tags, nil),
	}
	if in := value(p.Path, ""); in != "" {
		f.in = folderPath(in)
	}
	// Folders have neither tags nor a file type.
	if len(f.tags) > 0 || f.fileType != server.FileTypeFilterAll {
		f.folders = false
	}
	return f
}

// entries collects what a filter selects, in no order.
func (a *api) entries(f filter) []entry {
	var entries []entry
	if f.files || f.versions {
		for _, file := range a.store.assets(f.matchFile) {
			entries = append(entries, fileEntry(file))
		}
	}
	if f.folders {
		for _, folder := range a.store.subfolders(func(d *folder) bool { return f.matchPath(d.path) }) {
			entries = append(entries, folderEntry(folder))
		}
	}
	return entries
}

// matchFile is called for every version of every file: the cheap conditions come first.
func (f filter) matchFile(a asset) bool {
	return (a.current && f.files || !a.current && f.versions) && f.matchPath(a.path) &&
		(f.fileType == server.FileTypeFilterAll || string(f.fileType) == a.fileType()) &&
		(len(f.tags) == 0 || slices.ContainsFunc(f.tags, func(tag string) bool { return slices.Contains(a.tags, tag) }))
}

// matchPath holds what files and folders have in common. A folder selects what lies directly in it.
func (f filter) matchPath(p string) bool {
	return (f.in == "" || path.Dir(p) == f.in) && (f.name == "" || path.Base(p) == f.name)
}

// sortFields are the second parts of the sort orders. Relevance has no meaning without a search.
var sortFields = map[string]func(x, y entry) int{
	"NAME":      func(x, y entry) int { return strings.Compare(x.name, y.name) },
	"CREATED":   func(x, y entry) int { return x.createdAt.Compare(y.createdAt) },
	"UPDATED":   func(x, y entry) int { return x.updatedAt.Compare(y.updatedAt) },
	"HEIGHT":    func(x, y entry) int { return cmp.Compare(x.height, y.height) },
	"WIDTH":     func(x, y entry) int { return cmp.Compare(x.width, y.width) },
	"SIZE":      func(x, y entry) int { return cmp.Compare(x.size, y.size) },
	"RELEVANCE": func(entry, entry) int { return 0 },
}

// sortOrder takes a sort order apart; the document allows no others.
func sortOrder(order server.SortOrder) (field func(x, y entry) int, descending bool) {
	direction, name, _ := strings.Cut(string(order), "_")
	return sortFields[name], direction == "DESC"
}

// cut returns one page.
func cut(entries []entry, skip, limit int) []entry {
	skip = min(skip, len(entries))
	return entries[skip:min(skip+limit, len(entries))]
}
