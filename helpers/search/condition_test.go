package search_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/helpers/search"
)

var (
	a = search.Name.Is("a")
	b = search.Width.Is(1)
	c = search.Tags.In("c")
)

func TestCondition_Query_Groups(t *testing.T) {
	t.Parallel()
	const textA, textB, textC = `name = "a"`, `width = 1`, `tags IN ["c"]`
	var none search.Condition
	for want, condition := range map[string]search.Condition{
		textA: a,
		textA + " AND " + textB + " AND " + textC:                          a.And(b, c),
		textB + " AND " + textA + " AND " + textC:                          b.And(a.And(c)),
		textA + " OR " + textB + " OR " + textC:                            a.Or(b).Or(c),
		"(" + textA + " OR " + textB + ") AND " + textC:                    a.Or(b).And(c),
		"(" + textA + " AND " + textB + ") OR " + textC:                    a.And(b).Or(c),
		textA + " AND (" + textB + " OR " + textC + ")":                    a.And(b.Or(c)),
		"(" + textA + " AND (" + textB + " OR " + textC + ")) OR " + textB: a.And(b.Or(c)).Or(b),
		textB:                             none.And(none, b),
		textB + " OR " + textC:            none.Or(b, none.And(none), c, none),
		`name NOT = "a"`:                  search.Not(a),
		"tags IN [\"c\"] ":                c.And(none), // with a space, to be a different key
		`name NOT = "a" OR width NOT = 1`: search.Not(a.And(b)),
		`(name NOT = "a" AND width NOT = 1) OR tags NOT IN ["c"]`: search.Not(a.Or(b).And(c)),
	} {
		if got, err := condition.Query(); err != nil || got != strings.TrimSpace(want) || condition.IsZero() {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

func TestCondition_Immutable(t *testing.T) {
	t.Parallel()
	both := a.And(b)
	before := both.String()
	first, second := both.And(c), both.And(search.Private.Is(true))
	_, _, _ = search.Not(both), both.Or(c), both.And(both)
	if both.String() != before || first.String() == second.String() {
		t.Errorf("%s became %s; %s and %s", before, both, first, second)
	}
}

func TestCondition_Zero(t *testing.T) {
	t.Parallel()
	var none search.Condition
	for _, zero := range []search.Condition{none, none.And(none), none.Or(), search.Not(none)} {
		query, err := zero.Query()
		param, errParam := zero.Param()
		if query != "" || param != nil || err != nil || errParam != nil || !zero.IsZero() || zero.String() != "" {
			t.Errorf("got %q, %v, %v, %v", query, param, err, errParam)
		}
	}
	if param, err := a.Param(); err != nil || *param != `name = "a"` {
		t.Errorf("got %v, %v", param, err)
	}
}

// TestCondition_Query_Errors checks that an error survives all combinations, and that its text names field and value.
func TestCondition_Query_Errors(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, time.January, 31, 0, 0, 0, 1, time.UTC)
	north, long := search.Point{Latitude: 91}, strings.Repeat("é", 100)
	const control = "contains a control character, which a query cannot express"
	const hours, opposite = "must be a whole number of hours, at least one", "has no opposite that a query can express"
	for _, test := range []struct {
		condition search.Condition
		want      string
	}{
		{search.Tags.In(), `tags IN must have at least one value`},
		{search.Tags.NotIn(), `tags NOT IN must have at least one value`},
		{search.Name.Is("a\x00"), `name = "a\x00" ` + control},
		{search.Tags.In("a", "\n"), `tags IN "\n" ` + control},
		{search.Name.HasPrefix("\xff"), `name : "\xff" is not valid UTF-8`},
		{search.Name.HasPrefix(long + "\xff"), `name : "` + long + `…" is not valid UTF-8`},
		{search.Name.HasPrefix(""), `name : must not be empty`},
		{search.Name.Has("- -"), `name HAS "- -" must contain a letter or a digit`},
		{search.Type.Is("image"), `type = "image" must be one of file, file-version, folder`},
		{search.Path.Is(""), `path = must be a folder; the root is "/"`},
		{search.Path.Within("//"), `path : "//" must be a folder; the root is "/"`},
		{search.Path.Is("/a/../b"), `path = "/a/../b" must not have empty segments or the segments . and ..`},
		{search.CreatedAt.After(90 * time.Minute), `createdAt > "1h30m0s" ` + hours},
		{search.CreatedAt.Before(0), `createdAt < "0s" ` + hours},
		{
			search.CreatedAt.Is(day),
			`createdAt = "2026-01-31T00:00:00.000000001Z" has a fraction of a second, which a query cannot express`,
		},
		{search.CreatedAt.BeforeTime(time.Time{}), `createdAt < "0001-01-01T00:00:00Z" must not be the zero time`},
		{
			search.CreatedAt.BeforeTime(day.AddDate(10000, 0, 0)),
			`createdAt < "12026-01-31T00:00:00.000000001Z" must have a year from 0 to 9999`,
		},
		{search.Size.GreaterThan(search.MB(-2)), `size > "-2mb" must not be negative`},
		{search.CustomNumber("price").LessThan(math.NaN()), `customMetadata.price < "NaN" must be a finite number`},
		{
			search.LocationTaken.Near(search.Point{}, 0),
			`embeddedMetadata.LocationTaken = "0,0 0km" must have a distance greater than 0`,
		},
		{
			search.LocationTaken.InRectangle(north, search.Point{}), `embeddedMetadata.LocationTaken = "91,0|0,0" ` +
				`must have latitudes from -90 to 90 and longitudes from -180 to 180`,
		},
		{
			search.LocationTaken.Near(north, 1), `embeddedMetadata.LocationTaken = "91,0 1km" ` +
				`must have a latitude from -90 to 90 and a longitude from -180 to 180`,
		},
		{search.CustomText("").Is("x"), `customMetadata. = needs the name of a custom metadata field`},
		{
			search.CustomBool("\n").Exists(),
			`"customMetadata.\n" EXISTS is a condition on a field whose name ` + control,
		},
		{search.TextField{}.Is("x"), `"" = is a condition on the zero value of a field, which has no name`},
		{search.Not(search.Name.HasPrefix("red")), `name : "red" ` + opposite},
		{search.Not(search.Name.Has(`"red"`)), `name HAS "\"red\"" ` + opposite},
		{search.Not(search.Format.Is("jpg")), `format = "jpg" ` + opposite},
		{search.Not(search.Format.In("jpg", "png")), `format IN "\"jpg\", \"png\"" ` + opposite},
		{search.Not(a.And(search.Path.Within("a"))), `path : "/a/" ` + opposite},
	} {
		c, want := test.condition, "search: "+test.want
		for _, combined := range []search.Condition{c, a.And(c), c.Or(b), search.Not(c), b.And(a.Or(c))} {
			query, err := combined.Query()
			_, ok := errors.AsType[*search.Error](err)
			if !ok || err.Error() != want || query != "" || combined.IsZero() {
				t.Errorf("got %q, %v\nwant %s", query, err, want)
			}
			if param, err := combined.Param(); param != nil || err == nil {
				t.Errorf("%v: param %v", err, param)
			}
			if text := combined.String(); text != "(invalid: "+want+")" {
				t.Errorf("String returns %s", text)
			}
		}
	}
}

func TestCondition_Query_ManyConditions(t *testing.T) {
	t.Parallel()
	var deep, wide search.Condition
	for range 2000 {
		wide = wide.Or(a)
		deep = deep.Or(a).And(b)
	}
	if n := strings.Count(wide.String(), " OR "); n != 1999 {
		t.Errorf("%d", n)
	}
	if text := deep.String(); strings.Count(text, "(") != 3998 || strings.Count(text, ")") != 3998 {
		t.Errorf("%d parentheses", strings.Count(text, "("))
	}
}

func TestCondition_Query_TooLong(t *testing.T) {
	t.Parallel()
	doubled, alternating := a, a.Or(b)
	for range 20 { // so few that a broken limit does not exhaust the memory
		doubled = doubled.And(doubled)
		alternating = search.Not(alternating).Or(search.Not(alternating))
	}
	names := make([]string, 100_000)
	for i := range names {
		names[i] = "a long name.jpg"
	}
	const barely = 1<<20 - len(`name = ""`)
	longest := search.Name.Is(strings.Repeat("x", barely))
	for name, condition := range map[string]search.Condition{
		"doubled": doubled, "alternating": alternating, "list": search.Name.In(names...),
		"escaped":       search.Name.Is(strings.Repeat(`"`, barely/2+1)),
		"negated":       search.Not(longest),
		"one too many":  search.Name.Is(strings.Repeat("x", barely+1)),
		"parentheses":   longest.And(a.Or(b)),
		"in a long one": doubled.Or(a),
	} {
		_, err := condition.Query()
		problem, ok := errors.AsType[*search.Error](err)
		if !ok || problem.Error() != "search: the query has more than 1048576 bytes" || condition.IsZero() {
			t.Errorf("%s: got the error %v", name, err)
		}
	}
	if query, err := longest.Query(); err != nil || len(query) != 1<<20 {
		t.Errorf("got %d bytes, %v", len(query), err)
	}
}
