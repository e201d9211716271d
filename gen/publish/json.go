package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// toJSON returns a YAML document as JSON, with the keys in the order of the document and an indentation of two spaces.
func toJSON(root *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	encoder := jsontext.NewEncoder(&out, jsontext.WithIndent("  "))
	if err := encode(encoder, root); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// lineOfJSON returns a YAML value as JSON without spaces and line breaks.
func lineOfJSON(value *yaml.Node) (string, error) {
	var out bytes.Buffer
	if err := encode(jsontext.NewEncoder(&out), value); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

func encode(e *jsontext.Encoder, n *yaml.Node) error {
	switch n.Kind {
	case yaml.DocumentNode:
		return encode(e, n.Content[0])
	case yaml.MappingNode:
		return encodeAll(e, n.Content, jsontext.BeginObject, jsontext.EndObject)
	case yaml.SequenceNode:
		return encodeAll(e, n.Content, jsontext.BeginArray, jsontext.EndArray)
	case yaml.ScalarNode:
		return encodeScalar(e, n)
	}
	return fmt.Errorf("line %d: aliases are not supported", n.Line)
}

// encodeAll writes the items of a sequence, or the keys and values of a mapping.
func encodeAll(e *jsontext.Encoder, content []*yaml.Node, begin, end jsontext.Token) error {
	if err := e.WriteToken(begin); err != nil {
		return err
	}
	for i, n := range content {
		write := encode
		if begin.Kind() == '{' && i%2 == 0 {
			write = encodeKey
		}
		if err := write(e, n); err != nil {
			return err
		}
	}
	return e.WriteToken(end)
}

// encodeKey writes a key of a mapping. Keys that are not text in YAML, such as the status 200 without quotes, become
// text.
func encodeKey(e *jsontext.Encoder, n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!merge" {
		return fmt.Errorf("line %d: a key must be text", n.Line)
	}
	if err := e.WriteToken(jsontext.String(n.Value)); err != nil {
		return fmt.Errorf("line %d: key %q: %w", n.Line, n.Value, err) // a duplicate, for example
	}
	return nil
}

func encodeScalar(e *jsontext.Encoder, n *yaml.Node) error {
	switch n.Tag {
	case "!!null":
		return e.WriteToken(jsontext.Null)
	case "!!bool":
		return e.WriteToken(jsontext.Bool(slices.Contains([]string{"true", "True", "TRUE"}, n.Value)))
	case "!!int", "!!float": // as written, so that 1.0 and large numbers stay what they are
		if err := e.WriteValue(jsontext.Value(n.Value)); err != nil {
			return fmt.Errorf("line %d: %s is not a number in JSON", n.Line, n.Value)
		}
		return nil
	}
	return e.WriteToken(jsontext.String(n.Value)) // also !!timestamp
}
