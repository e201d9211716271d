package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// object is an object of JSON. Its members keep their order.
type object []member

type member struct {
	name  string
	value any // object, []any, string, bool, or a number as jsontext.Value
}

// jsonValue returns a value of YAML as one of JSON.
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

// encode returns a value as JSON.
func encode(value any, options ...jsontext.Options) ([]byte, error) {
	var out bytes.Buffer
	e := jsontext.NewEncoder(&out, options...)
	err := encodeValue(e, value)
	return out.Bytes(), err
}

func encodeValue(e *jsontext.Encoder, value any) error {
	switch value := value.(type) {
	case object:
		return encodeObject(e, value)
	case []any:
		return encodeArray(e, value)
	case string:
		return e.WriteToken(jsontext.String(value))
	case bool:
		return e.WriteToken(jsontext.Bool(value))
	case jsontext.Value:
		return e.WriteValue(value)
	}
	return fmt.Errorf("%T is no value of JSON", value)
}

func encodeObject(e *jsontext.Encoder, o object) error {
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, m := range o {
		if err := e.WriteToken(jsontext.String(m.name)); err != nil {
			return err
		}
		if err := encodeValue(e, m.value); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndObject)
}

func encodeArray(e *jsontext.Encoder, items []any) error {
	if err := e.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for _, item := range items {
		if err := encodeValue(e, item); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndArray)
}
