package search_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// now is the time for which all queries are parsed.
var now = time.Date(2026, time.June, 15, 12, 0, 0, 0, time.UTC)

// library has the assets that the tables search. The tables name assets by their ids.
var library = []search.Asset{
	{
		Type: search.File, ID: "red", Name: "red-dress-summer.jpg", Folder: "/sales", Format: "jpg",
		Size: 1 << 20, Width: 600, Height: 800,
		CreatedAt: now.AddDate(0, 0, -1), UpdatedAt: now.Add(-time.Hour), CreatedBy: "ann@example.com", Published: true,
		Tags: []string{"sale", "round-neck"}, AITags: []string{"Dress"}, Keywords: []string{"luxury", "dress"},
		TakenAt: now.AddDate(0, -1, 0), Location: &search.Point{Latitude: 48.137, Longitude: 11.575},
		CustomMetadata: map[string]any{
			"color": "red", "note": "Red cars, black cars", "rating": 4.5, "active": true,
			"sizes": []any{"S", 500.0, true}, "bought": "2026-01-31T00:00:00.000Z", "empty": nil, "none": []any{},
		},
	},
	{
		Type: search.File, ID: "winter", Name: "red-dress-winter.jpg", Folder: "/sales/banner", Format: "webp",
		Size: 10 << 10, Width: 1200, Height: 800,
		CreatedAt: now.AddDate(0, 0, -7), UpdatedAt: now.AddDate(0, 0, -7), CreatedBy: "bob@example.com",
		Published: true,
		Tags:      []string{"summer-sale"}, TakenAt: now.AddDate(-2, 0, 0),
		Location: &search.Point{Latitude: 48.2, Longitude: 11.6},
		CustomMetadata: map[string]any{
			"color": "black", "note": "red", "rating": 3.0, "active": false, "sizes": []any{"M"},
			"bought": "2026-06-01",
		},
	},
	{
		Type: search.File, ID: "logo", Name: "Redwood_Café \"1\".png", Folder: "/", Format: "png",
		Size: 500, Width: 64, Height: 64, Transparent: true, Private: true,
		CreatedAt: time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC), UpdatedAt: now.AddDate(0, -4, 0),
		CreatedBy: "ann@example.com",
		AITags:    []string{"wood", "Sales logo"},
	},
	{
		Type: search.File, ID: "terms", Name: "terms.pdf", Folder: "/sales-2", Format: "pdf", Size: 3 << 19,
		Published: true,
		CreatedAt: now.AddDate(-1, 0, 0), UpdatedAt: now.AddDate(-1, 0, 0),
		CustomMetadata: map[string]any{"rating": "4.5", "color": []any{[]any{"red"}}},
	},
	{
		Type: search.FileVersion, ID: "old", Name: "red-dress-summer.jpg", Folder: "/sales", Format: "jpg", Size: 1,
		Width: 60, Height: 80,
		CreatedAt: now.AddDate(0, 0, -3), UpdatedAt: now.AddDate(0, 0, -3),
	},
	{
		Type: search.Folder, ID: "sales", Name: "sales", Folder: "/", CreatedAt: now.AddDate(0, 0, -8),
		UpdatedAt:      now.AddDate(0, 0, -8),
		CustomMetadata: map[string]any{"color": "red"},
	},
}

// found returns the ids of the assets in library that a query selects.
func found(t *testing.T, query string) string {
	t.Helper()
	return foundIn(t, library, query)
}

// foundIn returns the ids of the assets that a query selects.
func foundIn(t *testing.T, assets []search.Asset, query string) string {
	t.Helper()
	q, err := search.Parse(query, now)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var ids []string
	for _, a := range assets {
		if q.Match(&a) {
			ids = append(ids, a.ID)
		}
	}
	return strings.Join(ids, " ")
}

// selection is a query and the ids of the assets that it selects.
type selection struct{ query, want string }

func checkSelections(t *testing.T, selections []selection) {
	t.Helper()
	for _, s := range selections {
		t.Run(s.query, func(t *testing.T) {
			t.Parallel()
			if got := found(t, s.query); got != s.want {
				t.Errorf("selects %q, want %q", got, s.want)
			}
		})
	}
}
