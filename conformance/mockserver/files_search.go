package mockserver

import (
	"cmp"
	"iter"
	"path"
	"slices"
	"strings"
	"time"

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
	entries, embedded := a.lib.entries(f, descending), strings.Contains(*p.SearchQuery, "embeddedMetadata.")
	if embedded {
		entries = slices.Values(slices.Collect(entries)) // files are read, which takes too long under the lock
	}
	var page []entry
	for _, hit := range first(pageEnd(p), hits(q, entries, embedded), ordered(field, descending)) {
		page = append(page, hit.entry)
	}
	return a.page(p, page)
}

// found is what a query selects.
type found struct {
	entry
	relevance int
}

// hits yields what a query selects, which may be about embedded metadata.
func hits(q *search.Query, entries iter.Seq[entry], embedded bool) iter.Seq[found] {
	return func(yield func(found) bool) {
		var asset search.Asset // one for all: the query keeps nothing of it
		for e := range entries {
			describe(e, &asset)
			if embedded && e.folder == nil {
				describeEmbedded(e.embedded(), &asset)
			}
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

// describeEmbedded fills in what queries can ask about the metadata inside a file.
func describeEmbedded(values map[string]any, s *search.Asset) {
	s.Keywords, _ = values["Keywords"].([]string)
	if text, ok := values["DateTimeOriginal"].(string); ok {
		s.TakenAt, _ = time.Parse(time.RFC3339, text)
	}
	latitude, ok := values["GPSLatitude"].(float64)
	if longitude, both := values["GPSLongitude"].(float64); ok && both {
		s.Location = &search.Point{Latitude: latitude, Longitude: longitude}
	}
}
