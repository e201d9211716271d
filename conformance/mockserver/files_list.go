package mockserver

import (
	"cmp"
	"iter"
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
		return a.searchFiles(p)
	}
	field, descending := sortOrder(value(p.Sort, server.SortOrderASCCREATED))
	if field == nil {
		field = func(entry, entry) int { return 0 } // without a search, all is equally relevant
	}
	return a.page(p, first(pageEnd(p), a.lib.entries(filterOf(p), descending), ordered(field, descending)))
}

// maxResults is more than any library has; a skip can be any number.
const maxResults = 1 << 30

// pageEnd is how many results there are up to the end of the page.
func pageEnd(p server.ListFilesParams) int {
	return min(value(p.Skip, 0), maxResults) + value(p.Limit, 1000)
}

// page makes the models of what comes behind the results to skip.
func (a *api) page(p server.ListFilesParams, results []entry) (int, any, error) {
	page := []any{} // an empty page is an empty array
	for _, e := range results[min(value(p.Skip, 0), len(results)):] {
		page = append(page, a.assetModel(e))
	}
	return ok(page)
}

// ordered compares by a field. Equal ones keep the order of creation, so that pages neither overlap nor leave anything
// out.
func ordered[T interface{ place() (order, number int) }](field func(x, y T) int, descending bool) func(x, y T) int {
	return func(x, y T) int {
		result := field(x, y)
		if result == 0 {
			xOrder, xNumber := x.place()
			yOrder, yNumber := y.place()
			result = cmp.Or(cmp.Compare(xOrder, yOrder), cmp.Compare(xNumber, yNumber))
		}
		if descending {
			return -result
		}
		return result
	}
}

// first returns the first n of what comes, sorted. Most pages are near the beginning of a long list: this takes far
// less than to sort it all.
func first[T any](n int, all iter.Seq[T], order func(x, y T) int) []T {
	var kept []T
	full := false // kept[:n] is sorted, and what is behind its last one need not be kept
	for e := range all {
		if full && order(e, kept[n-1]) >= 0 {
			continue
		}
		if kept = append(kept, e); len(kept) >= 2*n+1000 {
			slices.SortFunc(kept, order)
			kept, full = kept[:n], n > 0
		}
	}
	slices.SortFunc(kept, order)
	return kept[:min(n, len(kept))]
}

// entry is a file, a version or a folder in a list.
type entry struct {
	asset          // if it is no folder
	folder *folder // nil if it is none
}

// place is where the entry stands in the order of creation; versions of a file have the same one, and a number each.
func (e entry) place() (order, number int) {
	if e.folder != nil {
		return e.folder.Order, 0
	}
	return e.order, e.Number
}

func (e entry) name() string {
	if e.folder != nil {
		return path.Base(e.folder.Path)
	}
	return e.asset.name()
}

func (e entry) created() time.Time {
	if e.folder != nil {
		return e.folder.CreatedAt
	}
	return e.CreatedAt
}

func (e entry) updated() time.Time {
	if e.folder != nil {
		return e.folder.UpdatedAt
	}
	return e.UpdatedAt
}

// size, width and height are 0 for what has none.
func (e entry) size() int64 {
	if e.folder != nil {
		return 0
	}
	return e.Blob.Size
}

func (e entry) width() int64  { return e.side(func(i *imageInfo) int { return i.Width }) }
func (e entry) height() int64 { return e.side(func(i *imageInfo) int { return i.Height }) }

func (e entry) side(of func(*imageInfo) int) int64 {
	if e.folder != nil || e.Image == nil {
		return 0
	}
	return int64(of(e.Image))
}

// assetModel is a server.File or a server.Asset: in JSON a file looks the same as both.
func (a *api) assetModel(e entry) any {
	if e.folder != nil {
		return folderModel(e.folder)
	}
	return a.fileModel(e.asset)
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

// entries yields what a filter selects, under the lock: folders and then files, each in the order of their creation, or
// the newest first.
func (l *library) entries(f filter, newestFirst bool) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		if f.folders {
			for _, d := range l.subfolders(func(d *folder) bool { return f.matchPath(d.Path) }) {
				if !yield(entry{folder: d}) {
					return
				}
			}
		}
		if f.files || f.versions {
			l.eachFile(newestFirst, func(x *file) bool { return f.eachMatch(x, yield) })
		}
	}
}

// eachFile goes through the files until do returns false.
func (l *library) eachFile(newestFirst bool, do func(*file) bool) {
	defer l.store.RLock()()
	for i := range l.byAge {
		if newestFirst {
			i = len(l.byAge) - 1 - i
		}
		if !do(l.byAge[i]) {
			return
		}
	}
}

// eachMatch yields the versions of a file that match. The path, which all share, is looked at once.
func (f filter) eachMatch(x *file, yield func(entry) bool) bool {
	if !f.matchPath(x.Path) {
		return true
	}
	for i := range x.Versions {
		if a := x.asset(i); f.matchVersion(a) && !yield(entry{asset: a}) {
			return false
		}
	}
	return true
}

func (f filter) matchVersion(a asset) bool {
	return (a.current && f.files || !a.current && f.versions) &&
		(f.fileType == server.FileTypeFilterAll || string(f.fileType) == a.fileType()) &&
		(len(f.tags) == 0 || slices.ContainsFunc(f.tags, func(tag string) bool { return slices.Contains(a.Tags, tag) }))
}

// matchPath holds what files and folders have in common. A folder selects what lies directly in it.
func (f filter) matchPath(p string) bool {
	return (f.in == "" || path.Dir(p) == f.in) && (f.name == "" || path.Base(p) == f.name)
}

// sortFields are the second parts of the sort orders, but for RELEVANCE, which a search tells.
var sortFields = map[string]func(x, y entry) int{
	"NAME":    func(x, y entry) int { return strings.Compare(x.name(), y.name()) },
	"CREATED": func(x, y entry) int { return x.created().Compare(y.created()) },
	"UPDATED": func(x, y entry) int { return x.updated().Compare(y.updated()) },
	"HEIGHT":  func(x, y entry) int { return compareBy(entry.height, x, y) },
	"WIDTH":   func(x, y entry) int { return compareBy(entry.width, x, y) },
	"SIZE":    func(x, y entry) int { return compareBy(entry.size, x, y) },
}

func compareBy(field func(entry) int64, x, y entry) int { return cmp.Compare(field(x), field(y)) }

// sortOrder takes a sort order apart; the document allows no others. The field is nil for relevance.
func sortOrder(order server.SortOrder) (field func(x, y entry) int, descending bool) {
	direction, name, _ := strings.Cut(string(order), "_")
	return sortFields[name], direction == "DESC"
}
