package search_test

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
	build "github.com/openimagekit/imagekit/helpers/search"
)

// randomCondition is a condition of package helpers/search that was made from random bytes.
type randomCondition struct {
	build.Condition
	tree  any  // the syntax tree that its query must have, as in [search.Tree]; nil if there is no condition
	wrong bool // no query can express it
}

// randomSource makes choices from random bytes. When there are none left, it chooses 0.
type randomSource struct {
	data  []byte
	words []string // texts that assets have
}

func (s *randomSource) choose(n int) int {
	if len(s.data) == 0 {
		return 0
	}
	choice := int(s.data[0]) % n
	s.data = s.data[1:]
	return choice
}

// condition returns a comparison or a combination of conditions.
func (s *randomSource) condition(depth int) randomCondition {
	if depth == 0 {
		return s.comparison()
	}
	switch s.choose(8) {
	case 1, 2:
		return s.combination("AND", depth-1)
	case 3, 4:
		return s.combination("OR", depth-1)
	case 5:
		inner := s.condition(depth - 1)
		opposite, ok := oppositeTree(inner.tree)
		return randomCondition{build.Not(inner.Condition), opposite, inner.wrong || !ok}
	case 6:
		return randomCondition{}
	}
	return s.comparison()
}

func (s *randomSource) combination(keyword string, depth int) randomCondition {
	first := s.condition(depth)
	trees, wrong := []any{keyword}, first.wrong
	var others []build.Condition
	for i, c := range append([]randomCondition{first}, s.conditions(depth)...) {
		if i > 0 {
			others = append(others, c.Condition)
		}
		wrong = wrong || c.wrong
		if group, ok := c.tree.([]any); ok && group[0] == keyword {
			trees = append(trees, group[1:]...)
		} else if c.tree != nil {
			trees = append(trees, c.tree)
		}
	}
	combined := randomCondition{first.And(others...), trees, wrong}
	if keyword == "OR" {
		combined.Condition = first.Or(others...)
	}
	switch len(trees) {
	case 1:
		combined.tree = nil
	case 2:
		combined.tree = trees[1]
	}
	return combined
}

func (s *randomSource) conditions(depth int) (several []randomCondition) {
	for range s.choose(4) {
		several = append(several, s.condition(depth))
	}
	return several
}

var oppositeOperators = map[string]string{
	"=": "NOT =", "IN": "NOT IN", "EXISTS": "NOT EXISTS", "NOT =": "=", "NOT IN": "IN", "NOT EXISTS": "EXISTS",
	"<": ">=", ">=": "<", ">": "<=", "<=": ">",
}

// oppositeTree returns the tree of the opposite of a condition. ok is false if no query can express it.
func oppositeTree(tree any) (opposite any, ok bool) {
	switch tree := tree.(type) {
	case []any:
		group := []any{map[any]any{"AND": "OR", "OR": "AND"}[tree[0]]}
		for _, part := range tree[1:] {
			opposite, ok := oppositeTree(part)
			if !ok {
				return nil, false
			}
			group = append(group, opposite)
		}
		return group, true
	case search.Comparison:
		booleans := map[any]any{search.Bare("true"): search.Bare("false"), search.Bare("false"): search.Bare("true")}
		switch {
		case slices.Contains([]string{"private", "published", "transparency", "customMetadata.active"}, tree.Field) &&
			tree.Operator == "=":
			tree.Values = []any{booleans[tree.Values[0]]}
			return tree, true
		case tree.Field == "format", strings.HasSuffix(tree.Field, "LocationTaken"):
			return nil, false
		}
		tree.Operator, ok = oppositeOperators[tree.Operator]
		return tree, ok
	}
	return nil, true
}

// comparison returns a condition on one field.
func (s *randomSource) comparison() randomCondition {
	comparisons := []func() randomCondition{
		func() randomCondition { return s.text(build.Name, "name") },
		func() randomCondition { return s.exact(build.ID, "id") },
		func() randomCondition { return s.exact(build.CreatedBy, "createdBy") },
		func() randomCondition { return s.list(build.Keywords, "embeddedMetadata.Keywords") },
		func() randomCondition { return s.list(build.CustomMultiSelect("sizes"), "customMetadata.sizes") },
		s.custom, s.tags, s.assetType, s.format, s.boolean, s.path, s.location, s.options, s.existence,
		func() randomCondition { return numbers(s, build.Width, "width", s.integer) },
		func() randomCondition { return numbers(s, build.Height, "height", s.integer) },
		func() randomCondition {
			return numbers(s, build.CustomNumber("price").NumberField, customPrice, s.number)
		},
		func() randomCondition { return numbers(s, build.Size, "size", s.size) },
		func() randomCondition { return s.date(build.CreatedAt, "createdAt") },
		func() randomCondition { return s.date(build.UpdatedAt, "updatedAt") },
		func() randomCondition { return s.date(build.DateTimeOriginal, "embeddedMetadata.DateTimeOriginal") },
		func() randomCondition { return s.date(build.CustomDate("bought").DateField, "customMetadata.bought") },
	}
	return comparisons[s.choose(len(comparisons))]()
}

const customPrice = "customMetadata.price"

// anyText returns a text that assets have, or random bytes, and whether a query can express it.
func (s *randomSource) anyText() (string, bool) {
	text := s.words[s.choose(len(s.words))]
	if s.choose(8) == 7 {
		n := min(s.choose(20), len(s.data))
		text, s.data = string(s.data[:n]), s.data[n:]
	}
	return text, utf8.ValidString(text) && !regexp.MustCompile(`[\x00-\x1f\x7f-\x{9f}]`).MatchString(text)
}

func (s *randomSource) anyTexts() (texts []string, values []any, ok bool) {
	ok = true
	for range s.choose(4) {
		text, isText := s.anyText()
		texts, values, ok = append(texts, text), append(values, text), ok && isText
	}
	return texts, values, ok && len(texts) > 0
}
