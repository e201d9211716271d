package mockserver

import (
	"cmp"
	"iter"
	"path"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
	"github.com/openimagekit/imagekit/gen/server"
)

// searchFiles selects by a query, sorts and cuts out a page.
//
// Assumed: path and fileType narrow a search further, and equally relevant results come the newest first.
func (a *api) searchFiles(p server.ListFilesParams) (int, any, error) {
	q, err := search.Parse(*p.SearchQuery, a.now())
	if err != nil {
		return 0, nil, invalid("searchQuery", err.Error())
	}
	f := filterOf(server.ListFilesParams{Path: p.Path, FileType: p.FileType, Type: new(server.ListTypeAll)})
	f.files, f.versions, f.folders = q.Wants(search.File), q.Wants(search.FileVersion), q.Wants(search.Folder) && f.folders
	sort, descending := sortOrder(value(p.Sort, server.SortOrderDESCRELEVANCE))
	var field func(x, y found) int
	if sort != nil {
		field = func(x, y found) int { return sort(x.entry, y.entry) }
	} else {
		field = func(x, y found) int { return cmp.Compare(x.relevance, y.relevance) }
	}
	hits := a.hits(q, a.store.entries(f, descending))
	var entries []entry
	for _, hit := range first(pageEnd(p), hits, ordered(field, descending)) {
		entries = append(entries, hit.entry)
	}
	return a.page(p, entries)
}

// found is what a query selects.
type found struct {
	entry
	relevance int
}

// hits yields what a query selects.
func (a *api) hits(q *search.Query, entries iter.Seq[entry]) iter.Seq[found] {
	return func(yield func(found) bool) {
		var asset search.Asset // one for all: the query keeps nothing of it
		for e := range entries {
			describe(e, &asset)
			if q.Match(&asset) && !yield(found{e, q.Relevance(&asset)}) {
				return
			}
		}
	}
}

// describe fills in what queries can ask about.
func describe(e entry, s *search.Asset) {
	aiTags := s.AITags[:0]
	if e.folder != nil {
		*s = search.Asset{
			Type: search.Folder, ID: e.folder.ID, Name: e.name(), Folder: path.Dir(e.folder.Path),
			CreatedAt: e.folder.CreatedAt, UpdatedAt: e.folder.UpdatedAt, CustomMetadata: e.folder.CustomMetadata,
			AITags: aiTags,
		}
		return
	}
	*s = search.Asset{
		Type: search.FileVersion, ID: e.fileID, Name: e.name(), Folder: path.Dir(e.path),
		CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, CustomMetadata: e.CustomMetadata,
		Format: e.Format, Size: e.Blob.Size, Private: e.Private, Published: e.Published, Tags: e.Tags, AITags: aiTags,
	}
	if e.current {
		s.Type = search.File
	}
	if e.Image != nil {
		s.Width, s.Height, s.Transparent = e.Image.Width, e.Image.Height, e.Image.Alpha
	}
	for _, t := range e.version.AITags {
		s.AITags = append(s.AITags, value(t.Name, ""))
	}
}
