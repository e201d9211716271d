package search_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
	build "github.com/openimagekit/imagekit/helpers/search"
)

// hostile are texts that could change the structure of a query.
var hostile = []string{
	"", "a", `"`, `\`, `\"`, `'`, `" OR name : "`, `" OR (`, `\" OR name = \"x`, `\\" OR name = "x`, `") AND (id = "`,
	"]", `", "`, "a OR b", "EXISTS", "NOT", "7d", "1mb", "true", "5", "ünïcödé 文字 🎈", "\u2028", "\ufeff", "\u202e",
	"a\x00b", "a\nb", "\x7f", "\u0085", "\xff", "- -", "customMetadata.x",
}

// FuzzCondition checks that the query of each condition has the structure and the values of the condition, and that a
// condition that no query can express is an error.
func FuzzCondition(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		f.Add(randomBytes(random, 200))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := checkCondition((&randomSource{data: data, words: hostile}).condition(5)); err != nil {
			t.Error(err)
		}
	})
}

// TestCondition_Random checks many random conditions, like [FuzzCondition].
func TestCondition_Random(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	valid := 0
	for range 2000 {
		c := (&randomSource{data: randomBytes(random, random.IntN(150)), words: hostile}).condition(4)
		if err := checkCondition(c); err != nil {
			t.Fatal(err)
		}
		if !c.wrong && c.tree != nil {
			valid++
		}
	}
	if valid < 500 {
		t.Errorf("only %d conditions could be expressed", valid)
	}
}

// checkCondition returns an error if the query of a condition does not have the wanted tree.
func checkCondition(c randomCondition) error {
	query, err := c.Query()
	if c.wrong || err != nil {
		return checkRefused(c, query, err)
	}
	if c.tree == nil {
		if query != "" || !c.IsZero() {
			return fmt.Errorf("no condition is %q", query)
		}
		return nil
	}
	parsed, err := search.Parse(query, now)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	if got := search.Tree(parsed); !reflect.DeepEqual(got, c.tree) {
		return fmt.Errorf("%s\nis parsed as %q\nwant         %q", query, got, c.tree)
	}
	return nil
}

// checkRefused returns an error if a condition that no query can express has one.
func checkRefused(c randomCondition, query string, err error) error {
	e, ok := errors.AsType[*build.Error](err)
	switch {
	case !c.wrong:
		return fmt.Errorf("%q: unexpected error %w", c.tree, err)
	case !ok || e.Field == "" || e.Operator == "" || e.Reason == "" || query != "":
		return fmt.Errorf("%q: query %q, error %w", c.tree, query, err)
	}
	if _, err := search.Parse(c.String(), now); err == nil {
		return fmt.Errorf("%q: String returns a query, %s", c.tree, c)
	}
	return nil
}
