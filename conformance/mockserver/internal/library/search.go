package library

import (
	"cmp"
	"iter"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// search returns one page of the entries that a search query selects. Of the other parameters, path and fileType narrow
// the search; type, tags and name have no effect. [search.Query.Relevance] describes the default order.
func (l *Library) search(list ListQuery) ([]Entry, error) {
	q, err := search.Parse(list.Search, l.config.Now())
	if err != nil {
		return nil, invalid("searchQuery", err.Error())
	}
	f := filterOf(ListQuery{Path: list.Path, FileType: list.FileType, Kind: ListAll})
	f.files, f.versions = q.Wants(search.File), q.Wants(search.FileVersion)
	f.folders = q.Wants(search.Folder) && f.folders
	sort, descending := sortOrder(cmp.Or(list.Sort, "DESC_RELEVANCE"))
	field := func(x, y found) int { return cmp.Compare(x.relevance, y.relevance) }
	if sort != nil {
		field = func(x, y found) int { return sort(x.Entry, y.Entry) }
	}
	entries, embedded := l.entries(f, descending), strings.Contains(list.Search, "embeddedMetadata.")
	if embedded || readsFiles(list.Sort) {
		entries = slices.Values(slices.Collect(entries)) // files are read, which must not happen under the lock
	}
	var results []Entry
	for _, hit := range first(list.pageEnd(), hits(q, entries, embedded), ordered(field, descending)) {
		results = append(results, hit.Entry)
	}
	return list.page(results), nil
}

// found is an entry that a query selects.
type found struct {
	Entry
	relevance int
}

// hits yields the entries that a query selects. embedded reports whether the query uses embedded metadata.
func hits(q *search.Query, entries iter.Seq[Entry], embedded bool) iter.Seq[found] {
	return func(yield func(found) bool) {
		var asset search.Asset // reused: the query keeps no reference to it
		for e := range entries {
			describe(e, &asset)
			if embedded && e.Folder == nil {
				describeEmbedded(e.Media.Embedded(), &asset)
			}
			if q.Match(&asset) && !yield(found{e, q.Relevance(&asset)}) {
				return
			}
		}
	}
}

// describe sets s to the properties of an entry, except embedded metadata.
func describe(e Entry, s *search.Asset) {
	aiTags := s.AITags[:0]
	if e.Folder != nil {
		*s = search.Asset{
			Type: search.Folder, ID: e.Folder.ID, Name: e.name(), Folder: path.Dir(e.Folder.Path),
			CreatedAt: e.Folder.CreatedAt, UpdatedAt: e.Folder.UpdatedAt, CustomMetadata: e.Folder.CustomMetadata,
			AITags: aiTags,
		}
		return
	}
	*s = search.Asset{
		Type: search.FileVersion, ID: e.FileID, Name: e.name(), Folder: path.Dir(e.Path),
		CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, CustomMetadata: e.CustomMetadata,
		Format: e.Format, Size: e.Blob.Size, Private: e.Private, Published: e.Published, Tags: e.Tags, AITags: aiTags,
	}
	if e.Current {
		s.Type = search.File
	}
	if e.Image != nil {
		s.Width, s.Height, s.Transparent = e.Image.Width, e.Image.Height, e.Image.Alpha
	}
	for _, t := range e.Version.AITags {
		s.AITags = append(s.AITags, t.Name)
	}
}

// describeEmbedded sets the properties in s that come from embedded metadata.
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
