package search

// Tree returns the syntax tree of a query: a slice that begins with AND or OR for a group, and a [Comparison] for a
// condition.
func Tree(q *Query) any { return tree(q.root) }

// Comparison is a condition in a syntax tree. Texts are without quotes and escapes.
type Comparison struct {
	Field, Operator string
	Values          []any // text, or Bare
}

// Bare is a value without quotes.
type Bare string

func tree(n node) any {
	if g, ok := n.(*group); ok {
		nodes := []any{g.keyword}
		for _, inner := range g.nodes {
			nodes = append(nodes, tree(inner))
		}
		return nodes
	}
	c := n.(*condition)
	comparison := Comparison{Field: c.field.name, Operator: string(c.operator)}
	for _, v := range c.values {
		if v.quoted {
			comparison.Values = append(comparison.Values, v.text)
		} else {
			comparison.Values = append(comparison.Values, Bare(v.text))
		}
	}
	return comparison
}
