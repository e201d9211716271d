package library

import (
	"cmp"
	"iter"
	"path"
	"slices"
	"strings"
	"time"
)

// Kinds of lists.
const (
	ListFiles    = "file"
	ListVersions = "file-version"
	ListFolders  = "folder"
	ListAll      = "all"
)

// ListQuery selects and sorts the entries of a list. Empty fields select everything.
type ListQuery struct {
	Kind     string // such as ListFiles
	Path     string // of the parent folder
	Name     string
	FileType string // FileTypeImage or FileTypeNonImage
	Tags     []string
	Search   string // a query; Kind, Name and Tags are ignored then
	Sort     string // such as ASC_NAME
	Skip     int
	Limit    int
}

// maxResults is more than any library has. It limits Skip, which can be any number.
const maxResults = 1 << 30

// pageEnd returns the number of results up to the end of the page.
func (q ListQuery) pageEnd() int { return min(q.Skip, maxResults) + q.Limit }

// page returns the results without the first Skip ones.
func (q ListQuery) page(results []Entry) []Entry { return results[min(q.Skip, len(results)):] }

// ordered returns a comparison by a field. Entries with equal fields are in the order of creation, so that pages
// neither overlap nor have gaps.
func ordered[T interface{ sequence() (order, number int) }](field func(x, y T) int, descending bool) func(x, y T) int {
	return func(x, y T) int {
		result := field(x, y)
		if result == 0 {
			xOrder, xNumber := x.sequence()
			yOrder, yNumber := y.sequence()
			result = cmp.Or(cmp.Compare(xOrder, yOrder), cmp.Compare(xNumber, yNumber))
		}
		if descending {
			return -result
		}
		return result
	}
}

// first returns the first n values in an order. Most requests are for the first pages of a list, for which this is much
// faster than sorting all values.
func first[T any](n int, all iter.Seq[T], order func(x, y T) int) []T {
	var kept []T
	full := false // kept[:n] is sorted, and values after kept[n-1] are not needed
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

// Entry is a file, a version or a folder in a list.
type Entry struct {
	Asset          // if the entry is not a folder
	Folder *Folder // nil for a file or a version
}

// sequence returns the position in the order of creation. Versions of a file differ only in number.
func (e Entry) sequence() (order, number int) {
	if e.Folder != nil {
		return e.Folder.Order, 0
	}
	return e.order, e.Number
}

func (e Entry) name() string {
	if e.Folder != nil {
		return e.Folder.Name()
	}
	return e.Asset.Name()
}

func (e Entry) created() time.Time {
	if e.Folder != nil {
		return e.Folder.CreatedAt
	}
	return e.CreatedAt
}

func (e Entry) updated() time.Time {
	if e.Folder != nil {
		return e.Folder.UpdatedAt
	}
	return e.UpdatedAt
}

// originallyCreated returns the value of [OriginalCreationField], or the zero time.
func (e Entry) originallyCreated() time.Time {
	var values map[string]any
	if e.Folder != nil {
		values = e.Folder.CustomMetadata
	} else {
		values = e.CustomMetadata
	}
	t, _ := asDate(values[OriginalCreationField])
	return t
}

// duration reads the file, so it must not be called under the lock.
func (e Entry) duration() float64 {
	if e.Folder != nil {
		return 0
	}
	return e.Media.Duration()
}

// size, width and height return 0 for an entry without the value.
func (e Entry) size() int64 {
	if e.Folder != nil {
		return 0
	}
	return e.Blob.Size
}

func (e Entry) width() int64  { return e.side(func(i *Image) int { return i.Width }) }
func (e Entry) height() int64 { return e.side(func(i *Image) int { return i.Height }) }

func (e Entry) side(of func(*Image) int) int64 {
	if e.Folder != nil || e.Image == nil {
		return 0
	}
	return int64(of(e.Image))
}

// filter selects entries.
type filter struct {
	files, versions, folders bool
	in                       string // the parent folder; empty for all folders
	name                     string
	fileType                 string          // empty for all
	tags                     map[string]bool // an entry must have one of them; empty for all
}

// filterOf returns the filter of a query without its search. A filter that no folder can match excludes folders.
func filterOf(q ListQuery) filter {
	kind := cmp.Or(q.Kind, ListFiles)
	f := filter{
		files:    kind == ListFiles || kind == ListAll,
		versions: kind == ListVersions,
		folders:  kind == ListFolders || kind == ListAll,
		name:     q.Name,
		fileType: q.FileType,
		tags:     map[string]bool{},
	}
	for _, tag := range q.Tags {
		f.tags[tag] = true
	}
	if q.Path != "" {
		f.in = folderPath(q.Path)
	}
	// Folders have neither tags nor a file type.
	if len(f.tags) > 0 || f.fileType != "" {
		f.folders = false
	}
	return f
}

// entries yields the entries that a filter selects: folders in the order of their creation, and then files in this
// order or newest first. It holds the lock while it yields files.
func (l *Library) entries(f filter, newestFirst bool) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		if f.folders {
			for _, d := range l.subfolders(func(d *Folder) bool { return f.matchPath(d.Path) }) {
				if !yield(Entry{Folder: d}) {
					return
				}
			}
		}
		if f.files || f.versions {
			l.eachFile(newestFirst, func(x *file) bool { return f.eachMatch(x, yield) })
		}
	}
}

// subfolders returns the folders for which match returns true, in the order of creation. It holds the lock.
func (l *Library) subfolders(match func(*Folder) bool) []*Folder {
	defer l.store.RLock()()
	var found []*Folder
	for _, f := range l.folders {
		if match(f) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(x, y *Folder) int { return cmp.Compare(x.Order, y.Order) })
	return found
}

// eachFile calls do with each file until do returns false. It holds the lock.
func (l *Library) eachFile(newestFirst bool, do func(*file) bool) {
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

// eachMatch yields the versions of a file that match. It returns false if yield does.
func (f filter) eachMatch(x *file, yield func(Entry) bool) bool {
	if !f.matchPath(x.Path) {
		return true
	}
	for i := range x.Versions {
		if a := x.asset(i); f.matchVersion(a) && !yield(Entry{Asset: a}) {
			return false
		}
	}
	return true
}

func (f filter) matchVersion(a Asset) bool {
	return (a.Current && f.files || !a.Current && f.versions) &&
		(f.fileType == "" || f.fileType == a.FileType()) &&
		(len(f.tags) == 0 || slices.ContainsFunc(a.Tags, func(tag string) bool { return f.tags[tag] }))
}

// matchPath applies the filters by parent folder and by name.
func (f filter) matchPath(p string) bool {
	return (f.in == "" || path.Dir(p) == f.in) && (f.name == "" || path.Base(p) == f.name)
}

// durationField is the field of the sort orders for which files must be read.
const durationField = "DURATION"

// sortFields has comparisons by the fields of the sort orders, except RELEVANCE, which only a search has.
//
// Assumed: when a list is sorted, a file or folder without the value counts as 0 or as the earliest date. Folders have
// no duration, but can have an original creation date.
var sortFields = map[string]func(x, y Entry) int{
	"NAME":    func(x, y Entry) int { return strings.Compare(x.name(), y.name()) },
	"CREATED": func(x, y Entry) int { return x.created().Compare(y.created()) },
	"UPDATED": func(x, y Entry) int { return x.updated().Compare(y.updated()) },
	"HEIGHT":  func(x, y Entry) int { return compareBy(Entry.height, x, y) },
	"WIDTH":   func(x, y Entry) int { return compareBy(Entry.width, x, y) },
	"SIZE":    func(x, y Entry) int { return compareBy(Entry.size, x, y) },

	durationField:            func(x, y Entry) int { return compareBy(Entry.duration, x, y) },
	"ORIGINAL_CREATION_DATE": func(x, y Entry) int { return x.originallyCreated().Compare(y.originallyCreated()) },
}

func compareBy[T cmp.Ordered](field func(Entry) T, x, y Entry) int {
	return cmp.Compare(field(x), field(y))
}

// readsFiles reports whether files must be read for a sort order. They must not be read under the lock.
func readsFiles(order string) bool { return strings.HasSuffix(order, "_"+durationField) }

// sortOrder parses a sort order. The field is nil for relevance.
func sortOrder(order string) (field func(x, y Entry) int, descending bool) {
	direction, name, _ := strings.Cut(order, "_")
	return sortFields[name], direction == "DESC"
}
