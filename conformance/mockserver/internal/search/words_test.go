package search_test

import "testing"

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
		{`tags HAS "sale"`, "red winter logo"},
		{`tags HAS "neck DRESS"`, "red"}, // in two tags
		{`tags HAS "sales"`, "logo"},
		{`tags HAS "o"`, ""},
	})
}
