package main

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// object is a JSON object with ordered members, unlike a map.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSONTo implements [json.MarshalerTo].
func (o object) MarshalJSONTo(e *jsontext.Encoder) error {
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, m := range o {
		if err := e.WriteToken(jsontext.String(m.name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(e, m.value); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndObject)
}

// jsonValue converts a YAML value to a value that can be encoded as JSON.
func jsonValue(n *yaml.Node) any {
	switch n.Kind {
	case yaml.SequenceNode:
		items := []any{}
		for _, item := range n.Content {
			items = append(items, jsonValue(item))
		}
		return items
	case yaml.MappingNode:
		out := object{}
		for pair := range slices.Chunk(n.Content, 2) {
			out = append(out, member{pair[0].Value, jsonValue(pair[1])})
		}
		return out
	}
	switch n.Tag {
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		number, _ := strconv.ParseFloat(n.Value, 64)
		return jsontext.Value(strconv.FormatFloat(number, 'f', -1, 64))
	}
	return n.Value
}
