package library

import (
	"cmp"
	"slices"
)

// List returns one page of files, versions or folders.
//
// Assumed: the list of a folder that does not exist is empty, and so is a page after the last entry. A filter for tags
// or file types excludes folders.
//
// Assumed: a file is in lists as soon as the response to its upload is sent. No source says so, and no source mentions
// a delay.
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
