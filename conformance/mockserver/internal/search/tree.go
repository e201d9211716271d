package search

import (
	"slices"
	"strings"
)

// node is a node of the syntax tree.
type node interface {
	match(a *Asset) bool
	relevance(a *Asset) int
	possible(t Type) bool // whether it can hold for an asset of the type
	names(t Type) bool    // whether a condition on the field type has this type among its values
	write(b *strings.Builder)
}

// group is two or more nodes with AND or OR between them.
type group struct {
	keyword string
	nodes   []node
}

func (g *group) isOr() bool { return g.keyword == "OR" }

// match stops at the first node that determines the result.
func (g *group) match(a *Asset) bool {
	or := g.isOr()
	for _, n := range g.nodes {
		if n.match(a) == or {
			return or
		}
	}
	return !or
}

func (g *group) relevance(a *Asset) int {
	sum := 0
	for _, n := range g.nodes {
		sum += n.relevance(a)
	}
	return sum
}

// possible is true if the result is not known, which is correct because no node negates another one.
func (g *group) possible(t Type) bool {
	isPossible := func(n node) bool { return n.possible(t) }
	if g.isOr() {
		return slices.ContainsFunc(g.nodes, isPossible)
	}
	return !slices.ContainsFunc(g.nodes, func(n node) bool { return !isPossible(n) })
}

func (g *group) names(t Type) bool {
	return slices.ContainsFunc(g.nodes, func(n node) bool { return n.names(t) })
}

// write omits only the parentheses that the precedence of operators makes redundant.
func (g *group) write(b *strings.Builder) {
	for i, n := range g.nodes {
		if i > 0 {
			b.WriteString(" " + g.keyword + " ")
		}
		inner, isGroup := n.(*group)
		if isGroup && (inner.isOr() || !g.isOr()) {
			b.WriteByte('(')
			n.write(b)
			b.WriteByte(')')
			continue
		}
		n.write(b)
	}
}

// condition compares one field with values.
type condition struct {
	field    *field
	operator operator
	values   []value

	test
	negated bool
}

func newCondition(f *field, op operator, values []value) *condition {
	return &condition{field: f, operator: op, values: values, test: f.compile(op.base(), values), negated: op.negated()}
}

func (c *condition) match(a *Asset) bool { return c.field.scope.covers(a) && c.holds(a) != c.negated }

func (c *condition) relevance(a *Asset) int {
	if c.grade == nil || !c.field.scope.covers(a) {
		return 0
	}
	return c.grade(a)
}

func (c *condition) possible(t Type) bool {
	switch {
	case c.field.scope != everything:
		return t != Folder
	case c.field.name == "type":
		return c.match(&Asset{Type: t})
	}
	return true
}

func (c *condition) names(t Type) bool {
	return c.field.name == "type" && slices.ContainsFunc(c.values, func(v value) bool { return v.text == t.String() })
}

func (c *condition) write(b *strings.Builder) {
	b.WriteString(c.field.String() + " " + string(c.operator))
	switch c.operator {
	case opExists, opNotExists:
		return
	case opIn, opNotIn:
		b.WriteString(" [" + joinValues(c.values) + "]")
	default:
		b.WriteString(" " + joinValues(c.values))
	}
}

func joinValues(values []value) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.String()
	}
	return strings.Join(texts, ", ")
}
