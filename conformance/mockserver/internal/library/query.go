package library

import (
	"cmp"
	"slices"
)

// List returns one page of files, versions or folders.
//
// Assumed: a list of a folder that does not exist is empty, and so is a list behind the last entry. A filter for tags
// or types of files excludes folders.
//
// Assumed: a list has a file as soon as its upload is answered. No source promises that, and none has a delay.
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
