package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// shape describes the values of one JSON type that a schema allows.
type shape struct {
	kind       string            // JSON type, "any" for all
	keywords   map[string]string // keywords of the type, such as maxLength
	enum       map[string]bool   // allowed values in JSON; nil if all are allowed
	properties map[string]node   // of objects
	required   map[string]bool   // of objects
	additional node              // schema of additional properties of objects; nil if there is none
	isClosed   bool              // additional properties are not allowed
	items      node              // schema of the elements of arrays
}

const anyKind = "any"

// keywordsOf has the keywords that are compared, by JSON type.
var keywordsOf = map[string][]string{
	"string":  {"format", "pattern", "minLength", "maxLength"},
	"integer": {"format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
	"array":   {"minItems", "maxItems", "uniqueItems"},
	"object":  {"minProperties", "maxProperties"},
}

func init() {
	keywordsOf["number"] = keywordsOf["integer"]
	for _, kind := range slices.Collect(maps.Keys(keywordsOf)) {
		keywordsOf[anyKind] = append(keywordsOf[anyKind], keywordsOf[kind]...)
	}
}

// shapes returns the shapes that a schema allows by its own keywords and by $ref, allOf, oneOf and anyOf.
func (d *document) shapes(schema node) []shape {
	all := ownShapes(schema)
	if ref := text(schema, "$ref"); ref != "" {
		all = intersect(all, d.shapes(d.find(ref)))
	}
	for _, part := range list(schema, "allOf") {
		all = intersect(all, d.shapes(schemaOf(part)))
	}
	for _, union := range [][]any{list(schema, "oneOf"), list(schema, "anyOf")} {
		if union == nil {
			continue
		}
		var alternatives []shape
		for _, part := range union {
			alternatives = append(alternatives, d.shapes(schemaOf(part))...)
		}
		all = intersect(all, alternatives)
	}
	return all
}

// schemaOf returns a schema as an object. A schema that is true becomes an empty object.
func schemaOf(value any) node {
	if n, ok := value.(node); ok {
		return n
	}
	return node{}
}

// ownShapes returns the shapes that a schema allows, without $ref, allOf, oneOf and anyOf.
func ownShapes(schema node) []shape {
	var all []shape
	for _, kind := range kinds(schema) {
		s := shape{kind: kind, keywords: map[string]string{}, enum: enumOf(schema, kind)}
		for _, keyword := range keywordsOf[kind] {
			if value, ok := schema[keyword]; ok {
				s.keywords[keyword] = inJSON(value)
			}
		}
		if kind == "object" || kind == anyKind {
			s.addProperties(schema)
		}
		s.items = child(schema, "items")
		all = append(all, s)
	}
	return all
}

func (s *shape) addProperties(schema node) {
	s.properties, s.required = map[string]node{}, map[string]bool{}
	for name, property := range child(schema, "properties") {
		s.properties[name] = schemaOf(property)
	}
	for _, name := range list(schema, "required") {
		s.required[fmt.Sprint(name)] = true
	}
	for _, keyword := range []string{"additionalProperties", "unevaluatedProperties"} {
		s.isClosed = s.isClosed || schema[keyword] == false
		if n := child(schema, keyword); n != nil {
			s.additional = n
		}
	}
}

// kinds returns the JSON types that a schema allows, without $ref, allOf, oneOf and anyOf.
func kinds(schema node) []string {
	var all []string
	switch t := schema["type"].(type) {
	case string:
		all = []string{t}
	case []any:
		for _, kind := range t {
			name, isText := kind.(string)
			if !isText {
				name = "null" // in YAML, null without quotation marks is not a string
			}
			all = append(all, name)
		}
	default:
		all = impliedKinds(schema)
	}
	if schema["nullable"] == true && !slices.Contains(all, "null") {
		all = append(all, "null")
	}
	return all
}

func impliedKinds(schema node) []string {
	switch values := allowedValues(schema); {
	case values != nil:
		var all []string
		for _, value := range values {
			all = append(all, kindOf(value))
		}
		slices.Sort(all)
		return slices.Compact(all)
	case schema["properties"] != nil || schema["required"] != nil || schema["additionalProperties"] != nil:
		return []string{"object"}
	case schema["items"] != nil:
		return []string{"array"}
	}
	return []string{anyKind}
}

// allowedValues returns the values of enum or const. It returns nil if a schema has neither.
func allowedValues(schema node) []any {
	if value, ok := schema["const"]; ok {
		return []any{value}
	}
	return list(schema, "enum")
}

func enumOf(schema node, kind string) map[string]bool {
	values := allowedValues(schema)
	if values == nil || kind == "null" {
		return nil
	}
	enum := map[string]bool{}
	for _, value := range values {
		if of := kindOf(value); of == kind || kind == anyKind || kind == "number" && of == "integer" {
			enum[inJSON(value)] = true
		}
	}
	return enum
}

// kindOf returns the JSON type of a value.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case int, int64, uint64:
		return "integer"
	case float64:
		return "number"
	case []any:
		return "array"
	case node:
		return "object"
	}
	return "string"
}

// inJSON returns a value in JSON, on one line.
func inJSON(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case []any:
		var items []string
		for _, v := range value {
			items = append(items, inJSON(v))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case string:
		return fmt.Sprintf("%q", value)
	}
	return fmt.Sprint(value)
}
