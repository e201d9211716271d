package main

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// members returns the members of a YAML mapping in their order.
func members(n *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for pair := range slices.Chunk(n.Content, 2) {
			if !yield(pair[0].Value, pair[1]) {
				return
			}
		}
	}
}

// member returns a member of a YAML mapping, or nil for none.
func member(n *yaml.Node, path ...string) *yaml.Node {
	for _, name := range path {
		var found *yaml.Node
		for key, value := range members(n) {
			if key == name {
				found = value
			}
		}
		n = found
	}
	return n
}

// text returns the text of a scalar, or an empty text for nil.
func text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

// setMember adds a member to a YAML mapping.
func setMember(n *yaml.Node, name string, value any) error {
	var encoded yaml.Node
	if err := encoded.Encode(value); err != nil {
		return err
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}, &encoded)
	return nil
}

// encodeJSON returns a YAML node as JSON, with the members of mappings in their order.
func encodeJSON(n *yaml.Node, opts ...jsontext.Options) ([]byte, error) {
	var out bytes.Buffer
	if err := writeJSON(jsontext.NewEncoder(&out, opts...), n); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

func writeJSON(e *jsontext.Encoder, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		return writeItems(e, jsontext.BeginObject, jsontext.EndObject, n.Content)
	case yaml.SequenceNode:
		return writeItems(e, jsontext.BeginArray, jsontext.EndArray, n.Content)
	case yaml.ScalarNode:
		return writeScalar(e, n)
	}
	return fmt.Errorf("line %d: a YAML alias, which is not supported", n.Line)
}

// writeItems writes an array, or an object whose names and values alternate.
func writeItems(e *jsontext.Encoder, begin, end jsontext.Token, items []*yaml.Node) error {
	if err := e.WriteToken(begin); err != nil {
		return err
	}
	for i, item := range items {
		var err error
		if begin.Kind() == jsontext.KindBeginObject && i%2 == 0 {
			err = e.WriteToken(jsontext.String(item.Value)) // a name, which YAML may read as a number
		} else {
			err = writeJSON(e, item)
		}
		if err != nil {
			return err
		}
	}
	return e.WriteToken(end)
}

func writeScalar(e *jsontext.Encoder, n *yaml.Node) error {
	switch n.Tag {
	case "!!null":
		return e.WriteToken(jsontext.Null)
	case "!!bool":
		return e.WriteToken(jsontext.Bool(n.Value == "true"))
	case "!!int", "!!float":
		if err := e.WriteValue(jsontext.Value(n.Value)); err != nil {
			return fmt.Errorf("line %d: a number that JSON does not have: %w", n.Line, err)
		}
		return nil
	}
	return e.WriteToken(jsontext.String(n.Value))
}
