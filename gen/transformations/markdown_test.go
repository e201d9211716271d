package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMarkdownFile_Links checks the links within the page. Headings must differ, so that their anchors say which
// parameter is meant and do not depend on the order of sections.
func TestMarkdownFile_Links(t *testing.T) {
	t.Parallel()
	page := string(readFile(t, "../../openapi.yaml").markdownFile())
	page = regexp.MustCompile("(?s)```.*?```").ReplaceAllString(page, "")
	anchors := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		anchor := regexp.MustCompile(`[^\w -]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		anchor = strings.ReplaceAll(anchor, " ", "-")
		if anchors[anchor] {
			t.Errorf("two headings are %q", heading[1])
		}
		anchors[anchor] = true
	}
	for _, link := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(page, -1) {
		if !anchors[link[1]] {
			t.Errorf("no heading has the anchor %s", link[1])
		}
	}
}

// Each code is in the index, and each parameter in a section.
func TestMarkdownFile_Complete(t *testing.T) {
	t.Parallel()
	l := readFile(t, "../../openapi.yaml")
	page := string(l.markdownFile())
	for _, p := range l.parameters {
		if !strings.Contains(page, "\n| `"+p.code+"` | ") {
			t.Errorf("%s (%s) is in no table", p.code, p.name)
		}
	}
	for _, s := range l.schemas {
		isOf := func(section section) bool { return section.schema == s.name }
		if len(s.parameters) > 0 && s.name != removedSchema && !slices.ContainsFunc(sections, isOf) {
			t.Errorf("%s has no section", s.name)
		}
	}
}

func TestPlaces_Phrase(t *testing.T) {
	t.Parallel()
	for places, want := range map[places]string{
		0b00000001: "with images",
		0b00001111: "with images, videos, image layers and video layers",
		0b01111110: "with videos and layers",
		0b01111100: "in layers",
		0b01011100: "in all layers except subtitle layers",
		0b00010100: "in image layers and text layers",
		0b10000000: "in conditional steps",
		0b10000001: "with images and conditional steps",
	} {
		if got := places.phrase("and"); got != want {
			t.Errorf("%08b: got %q, want %q", places, got, want)
		}
	}
}

func TestForm_Phrase(t *testing.T) {
	t.Parallel()
	l := readSample(t)
	for name, want := range map[string]string{
		"aspectRatio": "`WIDTH-HEIGHT` or `WIDTH_HEIGHT`, each a number greater than 0 " +
			"or an [expression](#expressions)",
		"shadow": "`true`; in URLs, the code without a value or `bl-BLUR_st-SATURATION_x-X`, " +
			"in any order; parts can be omitted",
		"background":  "a [colour](#colours) or `blurred[_INTENSITY][_BRIGHTNESS]`",
		"quality":     "a whole number from 1 to 100",
		"startOffset": "a number of at least 0, with at most 2 decimals",
		"rotation":    "a number (-10 is `N10`) or `auto`",
		"streamingResolutions": "an array of 1 or more items, in URLs separated by `_`, without repetition, " +
			"each `240`, `360` or `480`",
	} {
		if got := formsPhrase(find(t, l, name).forms); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
