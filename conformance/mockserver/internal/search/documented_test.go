package search_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// shop has the assets that the documented queries search.
var shop = []search.Asset{
	{
		Type: search.File, ID: "64fb1c2d8a7b4c1234567890", Name: "red-dress.jpg", Folder: "/sales-banner",
		Format: "jpg", Size: 3 << 20, Width: 600, Height: 800, Published: true,
		CreatedAt: now.AddDate(0, 0, -1), UpdatedAt: now.Add(-time.Hour), TakenAt: now.AddDate(0, 0, -3),
		Tags: []string{"sale", "summer"}, Keywords: []string{"luxury", "dress", "black"},
		Location: &search.Point{Latitude: 40.01, Longitude: 100.01},
		CustomMetadata: map[string]any{
			"description": "red cars", "longDescription": "luxury cars", "purchaseDate": "2026-06-12T00:00:00.000Z",
			"quantitySold": 300.0, "active": true, "rating": 4.5, "tuple": []any{"luxury"}, "category": "clothing",
			"tuples": []any{"big-banner"}, "brand": "nike",
		},
	},
	{
		Type: search.File, ID: "summer", Name: "red-dress-summer.jpg", Folder: "/sales-banner/2026", Format: "png",
		Size: 500, Width: 300, Height: 200, Published: true, Private: true, Transparent: true,
		CreatedAt: time.Date(2019, time.June, 1, 0, 0, 0, 0, time.UTC), UpdatedAt: now.AddDate(0, 0, -20),
		TakenAt: time.Date(2019, time.June, 1, 0, 0, 0, 0, time.UTC),
		Tags:    []string{"summer-sale", "draft", "tag-1"}, AITags: []string{"banner", "big-banner"},
		Keywords: []string{"big-banner"}, Location: &search.Point{Latitude: 45, Longitude: 102},
		CustomMetadata: map[string]any{
			"description": "black cars", "rating": "excellent", "quantitySold": 400.0, "active": false,
			"purchaseDate": "2019-01-01", "category": "accessories", "tuple": []any{500.0, true},
		},
	},
	{
		Type: search.File, ID: "file", Name: "file-name.jpg", Folder: "/", Format: "webp",
		Size: 1 << 20, Width: 1400, Height: 400,
		CreatedAt: now.AddDate(0, 0, -10), UpdatedAt: now.AddDate(0, 0, -10), TakenAt: now.AddDate(0, -6, 0),
		Tags: []string{"tag-2", "summer-collection"}, Location: &search.Point{Latitude: 20, Longitude: 50},
		CustomMetadata: map[string]any{"description": "black", "quantitySold": 100.0, "rating": 4.0},
	},
	{
		Type: search.File, ID: "video", Name: "pexel-1.mp4", Folder: "/videos", Format: "mp4", Size: 10 << 10,
		CreatedAt: time.Date(2020, time.January, 1, 12, 12, 12, 0, time.UTC), Published: true,
		UpdatedAt: time.Date(2020, time.January, 1, 12, 12, 12, 0, time.UTC),
	},
	{
		Type: search.File, ID: "underscore", Name: "file_name.jpg", Folder: "/", Format: "jpg", Size: 2 << 20,
		Width: 200, Height: 100, CreatedAt: now.AddDate(-1, -6, 0), UpdatedAt: now.AddDate(-1, -6, 0), Published: true,
	},
	{
		Type: search.File, ID: "new", Name: "file-name-2.jpg", Folder: "/", Format: "jpg", Size: 4 << 20, Width: 500,
		Height: 500, CreatedAt: now.AddDate(0, 0, -5), UpdatedAt: now.AddDate(0, 0, -5), Published: true,
		Tags: []string{"football"},
	},
	{
		Type: search.File, ID: "img", Name: "img.jpg", Folder: "/", Format: "jpg", Size: 40 << 10, Width: 640,
		Height: 480, CreatedAt: now.AddDate(0, 0, -30), UpdatedAt: now.AddDate(0, 0, -30), Published: true,
	},
	{
		Type: search.FileVersion, ID: "old", Name: "red-dress.jpg", Folder: "/sales-banner", Format: "jpg", Size: 1,
		Width: 60, Height: 80, CreatedAt: now.AddDate(0, 0, -2), UpdatedAt: now.AddDate(0, 0, -2), Published: true,
	},
	{
		Type: search.Folder, ID: "folder", Name: "red-dress", Folder: "/", CreatedAt: now.AddDate(0, -3, 0),
		UpdatedAt: now.AddDate(0, -3, 0), CustomMetadata: map[string]any{"description": "red dress"},
	},
}

// documented are the queries in the service's documentation, in its skill for agents, in its SDKs and in rclone, each
// once. The documentation has the values of a location without a query.
var documented = []selection{
	// the documentation of 2024: the table and the examples of lists
	{`createdAt > "7d"`, "dress new"},
	{`createdAt > "7d" AND name: "file-name"`, "new"},
	{`(size < "1mb" AND width > 500) OR (tags IN ["summer-sale","banner"])`, "summer img"},
	{`name = "red-dress-summer.jpg"`, "summer"},
	{`name : "red-dress"`, "dress summer folder"},
	{`createdAt < 2020-01-01`, "summer"},
	{`createdAt < "2020-01-01T12:12:12"`, "summer"},
	{`createdAt < 2d`, "summer file video underscore new img folder"},
	{`createdAt < 2w`, "summer video underscore img folder"},
	{`createdAt < 2m`, "summer video underscore folder"},
	{`createdAt < 2y`, "summer video"},
	{`"embeddedMetadata.Keywords" IN ["black"]`, "dress"},
	{`"customMetadata.description" IN ["black"]`, "file"},
	{`name = "red-dress.jpg"`, "dress"},
	{`name: "red-dress"`, "dress summer folder"},
	{`name IN ["red-dress.jpg", "red-dress.png"]`, "dress"},
	{`name NOT = "red-dress.jpg"`, "summer file video underscore new img folder"},
	{`tags IN ["summer-collection", "sale"]`, "dress file"},
	{`tags NOT IN ["big-banner"]`, "dress file video underscore new img"},
	{`type = "file"`, "dress summer file video underscore new img"},
	{`type = "file-version"`, "old"},
	{`type = "folder"`, "folder"},
	{`type IN ["file", "folder"]`, "dress summer file video underscore new img folder"},
	{`createdAt > "2020-01-01"`, "dress file video underscore new img folder"},
	{`createdAt > "2020-01-01T12:12:12"`, "dress file underscore new img folder"},
	{`updatedAt > "2020-01-01"`, "dress summer file video underscore new img folder"},
	{`updatedAt > "2020-01-01T12:12:12"`, "dress summer file underscore new img folder"},
	{`updatedAt > "7d"`, "dress new"},
	{`height > 200`, "dress file new img"},
	{`height <= 400`, "summer file underscore"},
	{`width > 200`, "dress summer file new img"},
	{`width <= 400`, "summer underscore"},
	{`size > 1024`, "dress file video underscore new img"},
	{`size <= "1mb"`, "summer file video img"},
	{`format = "jpg"`, "dress underscore new img"},
	{`private = true`, "summer"},
	{`private = false`, "dress file video underscore new img"},
	{`transparency = true`, "summer"},
	{`"embeddedMetadata.LocationTaken" = "40,100 5km"`, "dress"},
	{`"embeddedMetadata.LocationTaken" = "40,100|50,105"`, "dress summer"},
	{`"embeddedMetadata.LocationTaken" = "0,0|0,100|40,100|40,0"`, "file"},
	{`"embeddedMetadata.Keywords" IN ["luxury", "dress"]`, "dress"},
	{`"embeddedMetadata.Keywords" NOT IN ["big-banner"]`, "dress file video underscore new img"},
	{`"embeddedMetadata.DateTimeOriginal" > "2020-01-01"`, "dress file"},
	{`"embeddedMetadata.DateTimeOriginal" > "2020-01-01T12:12:12"`, "dress file"},
	{`"embeddedMetadata.DateTimeOriginal" > "7d"`, "dress"},
	{`"customMetadata.description" = "black cars"`, "summer"},
	{`"customMetadata.description": "red"`, "dress folder"},
	{`"customMetadata.description" IN ["red cars", "black cars"]`, "dress summer"},
	{`"customMetadata.description" NOT = "red dress"`, "dress summer file video underscore new img"},
	{`"customMetadata.longDescription": "luxury"`, "dress"},
	{`"customMetadata.purchaseDate" > "2020-01-01"`, "dress"},
	{`"customMetadata.purchaseDate" > "2020-01-01T12:12:12"`, "dress"},
	{`"customMetadata.purchaseDate" > "7d"`, "dress"},
	{`"customMetadata.quantitySold" > 200`, "dress summer"},
	{`"customMetadata.quantitySold" <= 400`, "dress summer file"},
	{`"customMetadata.active" = true`, "dress"},
	{`"customMetadata.rating" = "excellent"`, "summer"},
	{`"customMetadata.rating" > 4.3`, "dress"},
	{`"customMetadata.tuple" IN ["luxury", 500, true]`, "dress summer"},
	{`"customMetadata.tuples" NOT IN ["big-banner"]`, "summer file video underscore new img folder"},
	{`createdAt >= "7d" AND size > "2mb"`, "dress new"},
	{`createdAt >= "7d"`, "dress new"},
	{`"customMetadata.category" IN ["clothing", "accessories"]`, "dress summer"},
	{`"embeddedMetadata.DateTimeOriginal" > "1y"`, "dress file"},
	{`name="file-name.jpg"`, "file"},
	{`name = "file_name.jpg"`, "underscore"},
	{`format="png"`, "summer"},
	{`(size < "1mb" AND width < 500) OR (tags IN ["summer-sale","banner"])`, "summer"},
	{`size < "20kb"`, "summer video"},
	{`(name : "pexel")`, "video"},

	// its examples in Java and Python
	{`createdAt >= '7d' AND size > '2mb'`, "dress new"},
	{`'customMetadata.category' IN ['clothing', 'accessories']`, "dress summer"},
	{`'embeddedMetadata.DateTimeOriginal' > '1y'`, "dress file"},
	{`name='file-name.jpg'`, "file"},
	{`format='png'`, "summer"},
	{`createdAt >= '2d' OR size < '2mb' OR format='png'`, "dress summer file video img"},
	{`(size < '1mb' AND width < 500) OR (tags IN ['tag-1', 'tag-2'])`, "summer file"},

	// the vendor's changelog
	{`"tags" IN ["football", "stadium"]`, "new"},

	// the search-assets skill, and the vendor's MCP server
	{`name HAS "red dress"`, "dress summer folder"},
	{`id = "64fb1c2d8a7b4c1234567890"`, "dress"},
	{`updatedAt >= "2024-06-01T00:00:00"`, "dress summer file underscore new img folder"},
	{`createdAt > "7d" AND size > "2mb"`, "dress new"},
	{`width > 500 AND height > 500`, "dress"},
	{`format = "png"`, "summer"},
	{`format IN ["jpg", "webp"]`, "dress file underscore new img"},
	{`tags IN ["sale", "summer"]`, "dress"},
	{`tags NOT IN ["draft"]`, "dress file video underscore new img"},
	{`tags HAS "sale"`, "dress summer"},
	{`tags EXISTS`, "dress summer file new"},
	{`tags NOT EXISTS`, "video underscore img"},
	{`published = false`, "file"},
	{`path = "/sales-banner/"`, "dress"},
	{`path : "/sales-banner/"`, "dress summer"},
	{`format = "png" AND path : "/sales-banner/"`, "summer"},
	{`"customMetadata.description" HAS "red"`, "dress folder"},
	{`(size < "1mb" AND width > 500) OR (tags IN ["summer-sale", "banner"])`, "summer img"},
	{`type = "file" AND "customMetadata.brand" = "nike"`, "dress"},
	{`type = "file" AND createdAt >= "7d" AND size > "2mb"`, "dress new"},
	{`type = "file" AND createdAt > "7d"`, "dress new"},
	{`type = "file" AND tags IN ["sale", "summer"]`, "dress"},
	{`name = "img.jpg"`, "img"},

	// rclone
	{`type IN ["file", "file-version"]`, "dress summer file video underscore new img old"},
	{`type = "file" AND name = "red-dress.jpg"`, "dress"},
	{`type = "folder" AND name = "red-dress"`, "folder"},

	// the sample of the vendor's SDK for PHP
	{`(size < "50kb" AND width > 500) OR (tags IN ["summer-sale","banner"])`, "summer img"},
}

func TestQuery_Match_Documented(t *testing.T) {
	t.Parallel()
	for _, d := range documented {
		t.Run(d.query, func(t *testing.T) {
			t.Parallel()
			got := strings.ReplaceAll(foundIn(t, shop, d.query), "64fb1c2d8a7b4c1234567890", "dress")
			if got != d.want {
				t.Errorf("selects %q, want %q", got, d.want)
			}
		})
	}
}

// TestParse_SingleQuotes checks that documented queries mean the same in single and in double quotes.
func TestParse_SingleQuotes(t *testing.T) {
	t.Parallel()
	for _, d := range documented {
		q, err := search.Parse(strings.ReplaceAll(d.query, `"`, "'"), now)
		if err != nil {
			t.Errorf("%s in single quotes: %v", d.query, err)
			continue
		}
		same, err := search.Parse(strings.ReplaceAll(d.query, "'", `"`), now)
		if err != nil || q.String() != same.String() {
			t.Errorf("%s means %v in single quotes and %v in double ones; error %v", d.query, q, same, err)
		}
	}
}

// TestParse_DocumentedMistakes parses two wrong examples of the documentation. The documentation has the correct form
// of the first one for other languages, and the vendor's SDK for Python has the correct form of the second one.
func TestParse_DocumentedMistakes(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		`"customMetadata.category" IN ["clothing", "accessories"]"`,
		`created_at >= '2d' OR size < '2mb' OR format='png'`,
	} {
		if q, err := search.Parse(query, now); err == nil {
			t.Errorf("%s is parsed as %v, want an error", query, q)
		}
	}
}
