package prompts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/prompts"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func TestTranslate(t *testing.T) {
	t.Parallel()
	for prompt, want := range map[string]prompts.Query{
		"":                    {},
		"show me all of them": {},
		"red dresses": {
			Search: `(name HAS "red" OR tags HAS "red") AND (name HAS "dresses" OR tags HAS "dresses")`,
		},
		"red dresses tagged summer uploaded last month": {
			Search: `tags IN ["summer"] AND createdAt > "1m" AND (name HAS "red" OR tags HAS "red")` +
				` AND (name HAS "dresses" OR tags HAS "dresses")`,
		},
		"Images larger than 2 MB": {Search: `size > "2mb"`, FileType: "images"},
		"videos smaller than 1.5GB from the last 7 days": {
			Search: `size < "1.5gb" AND createdAt > "7d"`, FileType: "videos",
		},
		"photos in this folder": {Search: `path : "/menu/drinks"`, FileType: "images"},
		"files here":            {Search: `path : "/menu/drinks"`},
		`all files in the folder "spring sale", modified yesterday`: {
			Search: `path : "/spring sale" AND updatedAt >= "2026-02-27T23:00:00Z"` +
				` AND updatedAt < "2026-02-28T23:00:00Z"`,
		},
		"pictures in /press/kit/ wider than 1000 px and shorter than 900 pixels": {
			Search: `path : "/press/kit" AND width > 1000 AND height < 900`, FileType: "images",
		},
		`labelled "on sale", new or sold`: {Search: `tags IN ["on sale", "new", "sold"]`},
		"private PNGs and JPEGs uploaded today": {
			Search: `createdAt >= "2026-02-28T23:00:00Z" AND createdAt < "2026-03-01T23:00:00Z" AND private = true` +
				` AND format IN ["png", "jpg"]`,
		},
		"unpublished documents": {Search: `published = false`, FileType: "others"},
		"images and videos":     {},
		"style sheets created since 2026-01-31": {
			Search: `createdAt >= "2026-01-30T23:00:00Z"`, FileType: "cssJs",
		},
		"changed before 2026-02-31": {},
		"older versions of logo.svg": {
			Search:   `format IN ["svg"] AND type IN ["file", "file-version"] AND (name HAS "logo" OR tags HAS "logo")`,
			Versions: true,
		},
		`tagged "a\b" or \"`: {Search: `tags IN ["a\\b"]`},
	} {
		o := prompts.Options{Folder: "/menu/drinks", Location: time.FixedZone("", 3600), Now: noon}
		if got := prompts.Translate(prompt, o); got != want {
			t.Errorf("%s\n got %+v\nwant %+v", prompt, got, want)
		}
	}
}

// TestTranslate_NoFolder checks that "this folder" is ignored if the folder is not known.
func TestTranslate_NoFolder(t *testing.T) {
	t.Parallel()
	got := prompts.Translate("files in this folder", prompts.Options{Location: time.UTC, Now: noon})
	if got != (prompts.Query{}) {
		t.Errorf("got %+v", got)
	}
}

// TestTranslate_Long checks that queries for long prompts and folders are not too long.
func TestTranslate_Long(t *testing.T) {
	t.Parallel()
	o := prompts.Options{Folder: "/" + strings.Repeat("x", 9000), Location: time.UTC, Now: noon}
	for prompt, want := range map[string]string{
		strings.Repeat("today ", 600) + "red":           `createdAt >= "2026-03-01T00:00:00Z" AND createdAt < `,
		"tagged " + strings.Repeat("y", 9000) + " PNGs": `format IN ["png"]`,
		"private files in this folder":                  "private = true",
	} {
		got := prompts.Translate(prompt, o).Search
		if _, err := search.Parse(got, noon); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%.20s gives %.80s, %v", prompt, got, err)
		}
	}
}

// FuzzTranslate checks that package search can parse every query.
func FuzzTranslate(f *testing.F) {
	for _, prompt := range []string{
		`tagged "x\" or y, "z"`, "in folder /a\\", "more than 99999999999 gb last 9999 years", "today today here here",
		"\xff tagged \xff", "before 0000-00-00 since 9999-12-31", strings.Repeat("word ", 3) + "é ١٢٣ ̈",
	} {
		f.Add(prompt, `/a "b" \`)
	}
	f.Fuzz(func(t *testing.T, prompt, folder string) {
		got := prompts.Translate(prompt, prompts.Options{Folder: folder, Location: time.UTC, Now: noon})
		if got.Search == "" {
			return
		}
		if _, err := search.Parse(got.Search, noon); err != nil {
			t.Errorf("%q becomes %s: %v", prompt, got.Search, err)
		}
	})
}
