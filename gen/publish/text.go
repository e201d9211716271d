package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// kind says how a value is written in the wire variant.
type kind int

const (
	asIs     kind = iota // as in the document
	listText             // as text, with commas between the items
	jsonText             // as text, in JSON
)

// kind returns how a value is written. encoding is the encoding of a part, or a parameter.
func (w *wire) kind(schema, encoding *yaml.Node) (kind, error) {
	if text(encoding, "contentType") == "application/json" {
		return jsonText, nil
	}
	schema, err := resolve(w.root, schema)
	if err != nil {
		return asIs, err
	}
	if text(schema, "type") == "array" && text(encoding, "explode") == "false" {
		return listText, nil
	}
	return asIs, nil
}

// textSchema returns the schema of text that contains a value with the given schema. The example is for the
// description, if the schema has none; it can be nil.
func (w *wire) textSchema(schema *yaml.Node, kind kind, example *yaml.Node) (*yaml.Node, error) {
	format, err := w.format(schema, kind, example)
	if err != nil {
		return nil, err
	}
	target, err := resolve(w.root, schema)
	if err != nil {
		return nil, err
	}
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	add(out, "type", newText("string"))
	add(out, "description", newText(join(text(target, "description"), format)))
	for key, value := range members(target) {
		if isAnnotation(key.Value) && key.Value != "description" {
			add(out, key.Value, clone(value))
		}
	}
	return out, convertExamples(out, func(value *yaml.Node) error { return toText(value, kind) })
}

// format describes the text that contains a value, with an example of the schema, or else the given one.
func (w *wire) format(schema *yaml.Node, kind kind, example *yaml.Node) (string, error) {
	name, isNamed := strings.CutPrefix(text(schema, "$ref"), schemaPrefix)
	schema, err := resolve(w.root, schema)
	if err != nil {
		return "", err
	}
	if examples := items(get(schema, "examples")); len(examples) > 0 {
		example = examples[0]
	}
	end := "."
	if example != nil {
		value := clone(example)
		if err := toText(value, kind); err != nil {
			return "", err
		}
		end = ", such as `" + value.Value + "`."
	}
	switch {
	case kind == jsonText && isNamed:
		return "This is JSON text with the schema `" + newName(name) + "`" + end, nil
	case kind == jsonText:
		return "This is JSON text" + end, nil
	}
	item, err := resolve(w.root, get(schema, "items"))
	if err != nil {
		return "", err
	}
	var words []string
	for _, word := range items(get(item, "enum")) {
		words = append(words, "`"+word.Value+"`")
	}
	if len(words) > 0 {
		end += " The values are " + strings.Join(words, ", ") + "."
	}
	return "This is text, with commas between the values" + end, nil
}

// isAnnotation reports whether a keyword of a schema does not restrict its values.
func isAnnotation(keyword string) bool {
	return strings.HasPrefix(keyword, "x-") || slices.Contains([]string{
		"title", "description", "default", "example", "examples", "externalDocs", "deprecated", "readOnly", "writeOnly",
	}, keyword)
}

// convertExamples converts the default and the examples of a schema, a parameter or a media type.
func convertExamples(n *yaml.Node, convert func(value *yaml.Node) error) error {
	var values []*yaml.Node
	for _, key := range []string{"default", "example"} {
		if value := get(n, key); value != nil {
			values = append(values, value)
		}
	}
	examples := get(n, "examples")
	values = append(values, items(examples)...)
	for name, example := range members(examples) {
		value := get(example, "value")
		if value == nil {
			return fmt.Errorf("line %d: the example %s has no value", name.Line, name.Value)
		}
		values = append(values, value)
	}
	for _, value := range values {
		if err := convert(value); err != nil {
			return fmt.Errorf("line %d: %w", value.Line, err)
		}
	}
	return nil
}

// toTexts converts members of an object to text.
func toTexts(object *yaml.Node, kinds map[string]kind) error {
	for name, value := range members(object) {
		if err := toText(value, kinds[name.Value]); err != nil {
			return fmt.Errorf("%s: %w", name.Value, err)
		}
	}
	return nil
}

// toText converts a value to text.
func toText(value *yaml.Node, kind kind) error {
	switch kind {
	case jsonText:
		line, err := lineOfJSON(value)
		if err != nil {
			return err
		}
		*value = *newText(line)
	case listText:
		var values []string
		for _, item := range items(value) {
			if item.Kind != yaml.ScalarNode {
				return errors.New("only numbers, booleans and text can be separated by commas")
			}
			values = append(values, item.Value)
		}
		*value = *newText(strings.Join(values, ","))
	}
	return nil
}

// join joins sentences by a space.
func join(text, sentences string) string {
	return strings.TrimSpace(strings.TrimRight(text, "\n ") + " " + strings.TrimSpace(sentences))
}

func clone(n *yaml.Node) *yaml.Node {
	out := *n
	out.Content = nil
	for _, child := range n.Content {
		out.Content = append(out.Content, clone(child))
	}
	return &out
}
