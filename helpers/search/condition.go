package search

import (
	"fmt"
	"slices"
	"strings"
)

// Condition is a condition on files and folders. It is immutable. The zero value is no condition: And and Or ignore it,
// and a query of it is empty.
type Condition struct {
	tree *node
	err  *Error // the first error
}

// node is a comparison, or a group of nodes with AND or OR between them.
type node struct {
	keyword string  // AND or OR; empty for a comparison
	parts   []*node // of a group; at least two

	field    field
	operator string
	values   []string // as they are written in queries

	length int // of the query in bytes
}

// maxLength is the maximum length of a query in bytes. No server accepts a URL of this length.
const maxLength = 1 << 20

// And returns a condition that holds if c and all others hold.
func (c Condition) And(others ...Condition) Condition { return c.join("AND", others) }

// Or returns a condition that holds if c or one of the others holds.
func (c Condition) Or(others ...Condition) Condition { return c.join("OR", others) }

func (c Condition) join(keyword string, others []Condition) Condition {
	group := &node{keyword: keyword}
	for _, other := range slices.Concat([]Condition{c}, others) {
		if other.err != nil {
			return Condition{err: other.err}
		}
		if other.tree != nil {
			group.parts = append(group.parts, other.tree)
		}
	}
	switch len(group.parts) {
	case 0:
		return Condition{}
	case 1:
		return Condition{tree: group.parts[0]}
	}
	return group.condition()
}

// condition returns the condition with a tree, whose parts have their lengths.
func (n *node) condition() Condition {
	if n.measure(); n.length > maxLength {
		return Condition{err: &Error{Reason: fmt.Sprintf("the query has more than %d bytes", maxLength)}}
	}
	return Condition{tree: n}
}

// measure sets the length. That of a comparison is measured by writing it.
func (n *node) measure() {
	if n.keyword == "" {
		var b strings.Builder
		n.writeComparison(&b)
		n.length = b.Len()
		return
	}
	n.length = (len(n.parts) - 1) * (len(n.keyword) + len("  "))
	for _, part := range n.parts {
		if n.length += part.length; n.encloses(part) {
			n.length += len("()")
		}
	}
}

// encloses reports whether a part of the group is written in parentheses.
func (n *node) encloses(part *node) bool { return part.keyword != "" && part.keyword != n.keyword }

// Not returns the opposite of a condition. The service has no general NOT, so Not replaces And by Or, Or by And, and
// each comparison by its opposite:
//
//   - Is by IsNot, In by NotIn, Exists by NotExists, and the other way round. IsNot and NotIn also hold for assets that
//     could have the field, but have no value.
//   - LessThan by AtLeast, After by NotAfter and the like, and a boolean by the other boolean. Neither of the two holds
//     for assets without a value.
//
// HasPrefix, Has, Within and conditions on locations have no opposite, and neither has Is of a field without IsNot,
// such as a format; Not is an error for them. The opposite of the zero value is the zero value.
func Not(c Condition) Condition {
	if c.tree == nil {
		return c
	}
	tree, err := c.tree.negated()
	if err != nil {
		return Condition{err: err}
	}
	return tree.condition()
}

var opposites = map[string]string{
	opEqual: opNotEqual, opNotEqual: opEqual, opIn: opNotIn, opNotIn: opIn, opExists: opNotExists,
	opNotExists: opExists, opLess: opAtLeast, opAtLeast: opLess, opGreater: opAtMost, opAtMost: opGreater,
}

func (n *node) negated() (*node, *Error) {
	if n.keyword == "" {
		return n.negatedComparison()
	}
	group := &node{keyword: "OR"}
	if n.keyword == "OR" {
		group.keyword = "AND"
	}
	for _, part := range n.parts {
		negated, err := part.negated()
		if err != nil {
			return nil, err
		}
		group.parts = append(group.parts, negated)
	}
	group.measure()
	return group, nil
}

func (n *node) negatedComparison() (*node, *Error) {
	negated := *n
	opposite := opposites[n.operator]
	switch {
	case n.field.supports(opposite):
		negated.operator = opposite
	case n.operator == opEqual && n.values[0] == "true":
		negated.values = []string{"false"}
	case n.operator == opEqual && n.values[0] == "false":
		negated.values = []string{"true"}
	default:
		return nil, n.field.err(n.operator, unquoted(n.values), "has no opposite that a query can express")
	}
	negated.measure()
	return &negated, nil
}

// Query returns the query. It is empty for the zero value. The error is an [*Error].
func (c Condition) Query() (string, error) {
	switch {
	case c.err != nil:
		return "", c.err
	case c.tree == nil:
		return "", nil
	}
	var b strings.Builder
	b.Grow(c.tree.length)
	c.tree.write(&b)
	return b.String(), nil
}

// Param returns the query for the parameter SearchQuery. It is nil for the zero value, so that all files are listed.
// The error is an [*Error]. Do not ignore it: the query is then nil too, and would list all files.
func (c Condition) Param() (*string, error) {
	query, err := c.Query()
	if err != nil || query == "" {
		return nil, err
	}
	return &query, nil
}

// String returns the query, for logs. For a condition with an error, it returns the error in a form that the service
// refuses as a query.
func (c Condition) String() string {
	query, err := c.Query()
	if err != nil {
		return "(invalid: " + err.Error() + ")"
	}
	return query
}

// IsZero reports whether c is no condition. It is false for a condition with an error.
func (c Condition) IsZero() bool { return c.tree == nil && c.err == nil }

// write writes a group without outer parentheses. A group within a group of the other kind has parentheses, because no
// documentation says whether AND or OR binds more tightly. A group within a group of the same kind has none.
func (n *node) write(b *strings.Builder) {
	if n.keyword == "" {
		n.writeComparison(b)
		return
	}
	for i, part := range n.parts {
		if i > 0 {
			b.WriteString(" " + n.keyword + " ")
		}
		if !n.encloses(part) {
			part.write(b)
			continue
		}
		b.WriteByte('(')
		part.write(b)
		b.WriteByte(')')
	}
}

func (n *node) writeComparison(b *strings.Builder) {
	b.WriteString(n.field.written() + " " + n.operator)
	switch values := strings.Join(n.values, ", "); n.operator {
	case opIn, opNotIn:
		b.WriteString(" [" + values + "]")
	case opExists, opNotExists:
	default:
		b.WriteString(" " + values)
	}
}

// compare returns the condition that compares a field with values.
func compare[T any](f field, operator string, values ...T) Condition {
	n := &node{field: f, operator: operator}
	fail := func(value, reason string) Condition { return Condition{err: f.err(operator, value, reason)} }
	if reason := f.problem(operator); reason != "" {
		return fail("", reason)
	}
	for _, value := range values {
		text, reason := f.literal(operator, value)
		if reason != "" {
			return fail(describe(value), reason)
		}
		n.values = append(n.values, text)
	}
	if len(values) == 0 && (operator == opIn || operator == opNotIn) {
		return fail("", "must have at least one value")
	}
	return n.condition()
}
