package search_test

import "testing"

func TestQuery_Match_CustomMetadata(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`"customMetadata.color" = "red"`, "red sales"},
		{`"customMetadata.color" = "Red"`, ""},
		{`"customMetadata.color" NOT = "red"`, "winter logo terms"}, // also files without the field
		{`"customMetadata.color" : "b"`, "winter"},
		{`"customMetadata.color" IN ["black", "blue"]`, "winter"},
		{`"customMetadata.color" NOT IN ["black", "red"]`, "logo terms"},
		{`"customMetadata.note" HAS "CARS red"`, "red"},
		{`"customMetadata.note" HAS "blue"`, ""},
		{`"customMetadata.sizes" HAS "S"`, ""}, // a list is not a text
		{`"customMetadata.rating" > 4.3`, "red"},
		{`"customMetadata.rating" >= 3`, "red winter"},
		{`"customMetadata.rating" < 4.5`, "winter"},
		{`"customMetadata.rating" <= 4.5`, "red winter"},
		{`"customMetadata.rating" = 4.5`, "red"},
		{`"customMetadata.rating" = "4.5"`, "terms"}, // a text
		{`"customMetadata.active" = true`, "red"},
		{`"customMetadata.active" = false`, "winter"},
		{`"customMetadata.active" = "true"`, ""},
		{`"customMetadata.sizes" IN ["M", "L"]`, "winter"},
		{`"customMetadata.sizes" IN ["L", 500]`, "red"},
		{`"customMetadata.sizes" IN [true]`, "red"},
		{`"customMetadata.sizes" NOT IN ["S"]`, "winter logo terms sales"},
		{`"customMetadata.bought" > "2026-02-01"`, "winter"},
		{`"customMetadata.bought" < 2m`, "red"},
		{`"customMetadata.bought" = "2026-01-31"`, "red"}, // the same time
		{`"customMetadata.bought" IN ["2026-01-31", "2026-06-01"]`, "red winter"},
		{`"customMetadata.color" > "2026-01-31"`, ""},
		{`"customMetadata.color" < "2026-01-31"`, ""}, // not dates
		{`"customMetadata.rating" > "2026-01-31"`, ""},
		{`"customMetadata.color" > 5`, ""},
		{`"customMetadata.active" : ""`, ""}, // not a text
		{`"customMetadata.color" EXISTS`, "red winter terms sales"},
		{`"customMetadata.color" NOT EXISTS`, "logo"},
		{`"customMetadata.empty" EXISTS`, ""},
		{`"customMetadata.none" EXISTS`, ""},
		{`"customMetadata.\"" EXISTS`, ""},
	})
}
