package search_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// FuzzParse checks that an error has a position in the query, and that the canonical form of a valid query means the
// same as the query.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`(size < "1mb" AND width > 500) OR (tags IN ["summer-sale", "banner"])`,
		`createdAt < 2020-01-01 OR createdAt >= "3w"`,
		`name : "red" AND name NOT = "r\"\\" AND name HAS "é dress"`,
		`type NOT IN ["file", "file-version"] OR tags NOT EXISTS`,
		`"customMetadata.x" IN ["luxury", 500, true, "2020-01-01T00:00:00Z"]`,
		`"customMetadata.x" > 4.3 AND "customMetadata.y" < "1y"`,
		`"embeddedMetadata.LocationTaken" = "40,100 5km" OR path : "/a/b/"`,
		`"embeddedMetadata.LocationTaken" = "40,100|50,105"`,
		`private = true AND ((transparency = false))`, `name NOT IN [`, "name = \"\xff\" \xff", `name ! "x"`,
		`size=1.5e3kb`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := search.Parse(query, now)
		if err != nil {
			checkSyntaxError(t, query, err)
			return
		}
		checkWritten(t, query, q)
	})
}

// checkSyntaxError fails the test if an error has no position in the query.
func checkSyntaxError(t *testing.T, query string, err error) {
	t.Helper()
	e, ok := errors.AsType[*search.SyntaxError](err)
	if !ok || e.Offset < 1 || e.Offset > utf8.RuneCountInString(query)+1 || e.Problem == "" {
		t.Fatalf("error %v", err)
	}
}

// checkWritten fails the test if the canonical form of a query means something else.
func checkWritten(t *testing.T, query string, q *search.Query) {
	t.Helper()
	written := q.String()
	if utf8.RuneCountInString(written) > search.MaxLength {
		return // spaces and escapes can make it longer
	}
	again, err := search.Parse(written, now)
	if err != nil || again.String() != written {
		t.Fatalf("%q is written as %q and that as %v; error %v", query, written, again, err)
	}
	for _, a := range library {
		if q.Match(&a) != again.Match(&a) || q.Relevance(&a) != again.Relevance(&a) ||
			q.Match(&a) && !q.Wants(a.Type) {
			t.Fatalf("%q and %q differ about %s", query, written, a.ID)
		}
	}
}
