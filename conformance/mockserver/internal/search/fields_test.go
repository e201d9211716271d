package search_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
	build "github.com/openimagekit/imagekit/helpers/search"
)

func TestQuery_Match_Text(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`name = "red-dress-summer.jpg"`, "red"},
		{`name = "Red-dress-summer.jpg"`, ""},
		{`name = "red-dress"`, ""},
		{`"name" = "terms.pdf"`, "terms"},
		{`name="terms.pdf"`, "terms"},
		{`name = "Redwood_Café \"1\".png"`, "logo"},
		{`name NOT = "red-dress-summer.jpg"`, "winter logo terms sales"},
		{`name : "red-dress"`, "red winter"},
		{`name: "Red"`, "logo"},
		{`name : ""`, "red winter logo terms sales"},
		{`name IN ["terms.pdf", "sales", "nothing"]`, "terms sales"},
		{`name IN ["1", "2", "3", "4", "5", "6", "7", "8", "sales"]`, "sales"},
		{`name NOT IN ["terms.pdf", "sales"]`, "red winter logo"},
		{`id = "terms"`, "terms"},
		{`id NOT = "terms"`, "red winter logo sales"},
		{`id IN ["sales", "old"]`, "sales"},
		{`id NOT IN ["sales", "red"]`, "winter logo terms"},
		{`format = "jpg"`, "red"},
		{`format IN ["jpg", "webp"]`, "red winter"},
		{`createdBy = "ann@example.com"`, "red logo"},
		{`createdBy NOT = "ann@example.com"`, "winter terms sales"},
		{`createdBy IN ["ann@example.com", "bob@example.com"]`, "red winter logo"},
		{`createdBy NOT IN ["ann@example.com", "bob@example.com"]`, "terms sales"},
	})
}

func TestQuery_Match_Tags(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`tags IN ["sale", "wood"]`, "red logo"},
		{`"tags" IN ["Dress"]`, "red"},
		{`tags IN ["dress"]`, ""},
		{`tags NOT IN ["sale", "wood"]`, "winter terms"}, // files only
		{`tags EXISTS`, "red winter logo"},
		{`tags NOT EXISTS`, "terms"},
		{`"embeddedMetadata.Keywords" IN ["luxury", "banner"]`, "red"},
		{`"embeddedMetadata.Keywords" NOT IN ["luxury"]`, "winter logo terms"},
		{`"embeddedMetadata.Keywords" EXISTS`, "red"},
		{`"embeddedMetadata.Keywords" NOT EXISTS`, "winter logo terms"},
	})
}

func TestQuery_Match_Type(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`type = "file"`, "red winter logo terms"},
		{`type = "file-version"`, "old"},
		{`type = "folder"`, "sales"},
		{`type IN ["file-version", "folder"]`, "old sales"},
		{`type NOT = "file"`, "sales"}, // older versions only if the query names them
		{`type NOT IN ["file", "folder"]`, ""},
		{`type NOT = "file-version"`, "red winter logo terms sales"},
		{`name HAS "summer"`, "red"},
		{`name HAS "summer" AND type IN ["file", "file-version"]`, "red old"},
	})
}

func TestQuery_Match_Times(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`createdAt > "7d"`, "red"},
		{`createdAt >= "7d"`, "red winter"},
		{`createdAt = "1w"`, "winter"},
		{`createdAt NOT = "1w"`, "red logo terms sales"},
		{`createdAt < 8d`, "logo terms"},
		{`createdAt <= "192h"`, "logo terms sales"},
		{`createdAt <= "1y"`, "logo terms"},
		{`updatedAt > 2h`, "red"},
		{`updatedAt = 1h`, "red"},
		{`createdAt > 99999d`, "red winter logo terms sales"},
		{`createdAt > 0001-01-01T00:00:00`, "red winter logo terms sales"},
		{`createdAt < 9999-12-31T23:59:59`, "red winter logo terms sales"},
		{`updatedAt = "4m"`, "logo"},
		{`updatedAt IN ["2026-06-15T11:00:00", "1y"]`, "red terms"},
		{`updatedAt NOT IN ["2026-06-15T11:00:00", "1y"]`, "winter logo sales"},
		{`createdAt = 2020-01-01`, "logo"},
		{`createdAt = "2020-01-01T00:00:00"`, "logo"},
		{`createdAt = 2020-01-01T00:00:00`, "logo"},
		{`createdAt = "2020-01-01 00:00:00"`, "logo"},
		{`createdAt = "2020-01-01T00:00:00.000Z"`, "logo"},
		{`createdAt = "2020-01-01T02:00:00+02:00"`, "logo"},
		{`createdAt < "2020-01-01T00:00:01"`, "logo"},
		{`createdAt < "2020-01-01"`, ""},
		{`"embeddedMetadata.DateTimeOriginal" > "1y"`, "red"},
		{`"embeddedMetadata.DateTimeOriginal" < "1y"`, "winter"}, // not files without the date
		{`"embeddedMetadata.DateTimeOriginal" NOT = "1m"`, "winter logo terms"},
	})
}

func TestQuery_Match_NumbersAndFlags(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`width > 600`, "winter"},
		{`width >= 600`, "red winter"},
		{`width < 600`, "logo"}, // not the file that is not an image
		{`width <= 600.0`, "red logo"},
		{`width = 64`, "logo"},
		{`width NOT = 64`, "red winter"},
		{`height IN [64, 65]`, "logo"},
		{`height NOT IN [64, 65]`, "red winter"},
		{`size > 500`, "red winter terms"},
		{`size <= "10kb"`, "winter logo"},
		{`size = 10kb`, "winter"},
		{`size = "1.5MB"`, "terms"},
		{`size = "500b"`, "logo"},
		{`size NOT = "1mb"`, "winter logo terms"},
		{`size IN [500, "1mb", "500b"]`, "red logo"},
		{`size NOT IN [500, "1mb"]`, "winter terms"},
		{`size < "1gb"`, "red winter logo terms"},
		{`private = true`, "logo"},
		{`private = false`, "red winter terms"},
		{`published = false`, "logo"},
		{`published = true`, "red winter terms"},
		{`transparency = true`, "logo"},
		{`transparency = false`, "red winter"},
	})
}

func TestQuery_Match_Path(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`path = "/sales/"`, "red"},
		{`path = "sales"`, "red"},
		{`path = "/"`, "logo sales"},
		{`path = "/Sales"`, ""},
		{`path NOT = "/sales/"`, "winter logo terms sales"},
		{`path : "/sales/"`, "red winter"}, // but not /sales-2
		{`path : "/sales/ban"`, ""},
		{`path : "/"`, "red winter logo terms sales"},
		{`path IN ["/sales", "/sales-2"]`, "red terms"},
		{`path NOT IN ["/sales", "/sales-2"]`, "winter logo sales"},
		{`path : "/sales" AND type = "file-version"`, "old"},
	})
}

func TestQuery_Match_UnusualAssets(t *testing.T) {
	t.Parallel()
	assets := []search.Asset{
		{Type: search.File, ID: "pixel", Width: 1, Height: 1},
		{Type: search.File, ID: "gigabyte", Format: "zip", Size: 1 << 30},
		{Type: search.File, ID: "terabyte", Size: 1 << 40},
		{Type: search.File, ID: "video", Location: &search.Point{Latitude: 10, Longitude: 20}},
		{Type: search.Folder, ID: "folder"},
	}
	for _, test := range []selection{
		{`width = 1`, "pixel"},
		{`format = "zip"`, "gigabyte"},
		{`size = "1gb"`, "gigabyte"},
		{`size = "1tb"`, "terabyte"},
		{`"embeddedMetadata.LocationTaken" = "10,20 1km"`, "video"}, // although it is not an image
	} {
		if got := foundIn(t, assets, test.query); got != test.want {
			t.Errorf("%s selects %q, want %q", test.query, got, test.want)
		}
	}
}

// TestParse_Units parses values with each of the documented units.
func TestParse_Units(t *testing.T) {
	t.Parallel()
	count := 0
	for entry := range build.Fields() {
		for _, unit := range entry.Units {
			count++
			if _, err := search.Parse(`"`+entry.Name+`" > "2`+unit+`"`, now); err != nil {
				t.Error(err)
			}
		}
	}
	if count < 15 {
		t.Errorf("only %d units", count)
	}
}
