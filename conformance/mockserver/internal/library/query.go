package library

import (
	"cmp"
	"slices"
)

// List returns one page of files, versions or folders.
//
// Assumed: a folder that does not exist gives an empty page, and so does a skip behind the end.
func (l *Library) List(q ListQuery) ([]Entry, error) {
	if q.Search != "" {
		return l.search(q)
	}
	field, descending := sortOrder(cmp.Or(q.Sort, "ASC_CREATED"))
	if field == nil {
		field = func(Entry, Entry) int { return 0 } // without a search, all entries are equally relevant
	}
	entries := l.entries(filterOf(q), descending)
	if readsFiles(q.Sort) {
		entries = slices.Values(slices.Collect(entries))
	}
	return q.page(first(q.pageEnd(), entries, ordered(field, descending))), nil
}
