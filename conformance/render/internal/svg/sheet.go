package svg

import (
	"slices"
	"strings"
)

// property is a name and a value.
type property struct{ name, value string }

// rule is a rule of a style sheet with one of its selectors.
type rule struct {
	selector   string // a name of an element, .class, or #id
	properties []property
}

// specificity orders rules: those for an id count more than those for a class, and those for an element the least.
func (r rule) specificity() int {
	return strings.IndexByte("*.#", r.selector[0])
}

// matches reports whether a rule is for an element.
func (r rule) matches(e *element) bool {
	switch r.selector[0] {
	case '.':
		return slices.Contains(e.classes, r.selector[1:])
	case '#':
		return e.attribute("id") == r.selector[1:]
	}
	return r.selector == "*" || r.selector == e.name
}

// readRules returns the rules of all style sheets in a document, those that count more after the others.
func readRules(e *element) ([]rule, error) {
	var rules []rule
	if e.name == elementStyle {
		var err error
		if rules, err = parseSheet(e.text); err != nil {
			return nil, err
		}
	}
	for _, child := range e.children {
		more, err := readRules(child)
		if err != nil {
			return nil, err
		}
		rules = append(rules, more...)
	}
	if len(rules) > maxRules {
		return nil, errTooComplex
	}
	slices.SortStableFunc(rules, func(a, b rule) int { return a.specificity() - b.specificity() })
	return rules, nil
}

// maxRules is the maximum number of rules. All of them are compared with each element.
const maxRules = 500

// parseSheet reads a style sheet.
func parseSheet(text string) ([]rule, error) {
	var rules []rule
	text = withoutComments(text)
	for strings.TrimSpace(text) != "" {
		selectors, rest, opened := strings.Cut(text, "{")
		body, after, closed := strings.Cut(rest, "}")
		if !opened || !closed {
			return nil, unsupported("style sheet", strings.TrimSpace(text))
		}
		text = after
		properties, err := parseDeclarations(body)
		if err != nil {
			return nil, err
		}
		for selector := range strings.SplitSeq(selectors, ",") {
			if selector = strings.TrimSpace(selector); !isSimple(selector) {
				return nil, unsupported("selector", selector)
			}
			rules = append(rules, rule{selector, properties})
		}
		if len(rules) > maxRules {
			return nil, errTooComplex
		}
	}
	return rules, nil
}

// isSimple reports whether a selector is one class, id or name of an element.
func isSimple(selector string) bool {
	name := strings.TrimLeft(selector, ".#")
	return selector == "*" ||
		len(selector)-len(name) <= 1 && name != "" && !strings.ContainsAny(name, " \t\r\n.#:[]>+~@*\\(")
}

// parseDeclarations reads properties, such as those of the attribute style.
func parseDeclarations(text string) ([]property, error) {
	var all []property
	for declaration := range strings.SplitSeq(withoutComments(text), ";") {
		if declaration = strings.TrimSpace(declaration); declaration == "" {
			continue
		}
		name, value, ok := strings.Cut(declaration, ":")
		if !ok || strings.Contains(value, "!") {
			return nil, unsupported("declaration", declaration)
		}
		all = append(all, property{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return all, nil
}

// withoutComments removes the comments of a style sheet.
func withoutComments(text string) string {
	var kept strings.Builder
	for {
		before, comment, found := strings.Cut(text, "/*")
		kept.WriteString(before)
		if !found {
			return kept.String()
		}
		_, text, _ = strings.Cut(comment, "*/")
	}
}
