package main

import "strings"

// readExpression reads the words of expressions.
func (l *language) readExpression() (err error) {
	var x struct {
		Variables []word
		Operators []word
	}
	l.expression, err = l.readWords(expressionSchema, "x-expression", &x)
	l.variables, l.operators = x.Variables, x.Operators
	return err
}

// readCondition reads the words of conditions.
func (l *language) readCondition() (err error) {
	var x struct {
		Properties  []word
		Comparisons []word
	}
	l.condition, err = l.readWords(conditionSchema, "x-condition", &x)
	l.properties, l.comparisons = x.Properties, x.Comparisons
	return err
}

// readColor reads the pattern of colours.
func (l *language) readColor() error {
	n, err := l.textSchema(colorSchema)
	if err == nil && n.get("x-color").text() != "true" {
		err = n.errorf("has no x-color: true")
	}
	l.color = withoutAnchors(n.get("pattern").text())
	return err
}

// readWords decodes an extension of a schema, and returns the pattern of the schema.
func (l *language) readWords(name, extension string, to any) (pattern string, err error) {
	n, err := l.textSchema(name)
	if err != nil {
		return "", err
	}
	x := n.get(extension)
	if x.isZero() {
		return "", n.errorf("has no %s", extension)
	}
	return withoutAnchors(n.get("pattern").text()), x.decode(to)
}

// textSchema returns a named schema, which must be a schema of texts with a pattern.
func (l *language) textSchema(name string) (node, error) {
	n := l.root.get(name)
	if n.isZero() {
		return n, l.root.errorf("no schema has the name %s", name)
	}
	n.where = name
	if n.get("pattern").isZero() {
		return n, n.errorf("has no pattern")
	}
	return n, nil
}

// withoutAnchors removes the anchors of a pattern, so that it can be part of another pattern.
func withoutAnchors(pattern string) string {
	return "(?:" + strings.TrimSuffix(strings.TrimPrefix(pattern, "^"), "$") + ")"
}
