package search_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

func TestQuery_Match_Has(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`name HAS "red"`, "red winter logo"}, // the last word may be the beginning of a word
		{`name HAS "RED dress"`, "red winter"},
		{`name HAS "dress RED"`, "red winter"},
		{`name HAS "winter-red"`, "winter"},
		{`name HAS "red jpg"`, "red winter"}, // the first word must be a whole word
		{`name HAS "dres red"`, ""},
		{`name HAS "edwood"`, ""},
		{`name HAS "cafÉ"`, "logo"},
		{`name HAS "café 1"`, "logo"},
		{`name HAS "caf"`, "logo"},
		{`name HAS "cafés"`, ""},
		{`name HAS "png"`, "logo"},
		{`name HAS "1"`, "logo"},
		{`name HAS "2"`, ""},
		{`name HAS "é"`, ""},
		{`tags HAS "sale"`, "red winter logo"},
		{`tags HAS "neck DRESS"`, "red"}, // in two tags
		{`tags HAS "sales"`, "logo"},
		{`tags HAS "o"`, ""},
	})
}

func TestParse_Words(t *testing.T) {
	t.Parallel()
	for _, character := range []string{"0", "9", "A", "Z", "a", "z", "é", "ж", "字"} {
		if _, err := search.Parse(`name HAS "`+character+`"`, now); err != nil {
			t.Errorf("%s is not parsed as a word: %v", character, err)
		}
	}
	const separators = "!#$%&'()*+,-./:;<=>?@[]^_`{|}~\x7f\u00a0–…"
	if q, err := search.Parse(`name HAS "`+separators+`"`, now); err == nil {
		t.Errorf("got %s, want an error, as separators are not words", q)
	}
}
