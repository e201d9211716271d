package fuzz_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// branches returns a schema, and the schemas of its allOf, oneOf and anyOf.
func branches(s *openapi3.Schema) []*openapi3.Schema {
	if s == nil {
		return nil
	}
	all := []*openapi3.Schema{s}
	for _, ref := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		all = append(all, branches(ref.Value)...)
	}
	return all
}

// property returns the schema of a member of an object, or nil.
func property(s *openapi3.Schema, name string) *openapi3.Schema {
	for _, b := range branches(s) {
		if p := b.Properties[name]; p != nil {
			return p.Value
		}
	}
	return nil
}

// items returns the schema of the items of a list, or nil.
func items(s *openapi3.Schema) *openapi3.Schema {
	for _, b := range branches(s) {
		if b.Items != nil {
			return b.Items.Value
		}
	}
	return nil
}

// boundary returns a value at or beyond a limit of a schema, or nil if the schema has no limits.
func (s source) boundary(schema *openapi3.Schema) any {
	var all []any
	for _, b := range branches(schema) {
		all = append(all, numberLimits(b)...)
		all = append(all, textLimits(b)...)
		all = append(all, listLimits(b)...)
	}
	if len(all) == 0 {
		return nil
	}
	return pick(s, all)
}

func numberLimits(s *openapi3.Schema) (all []any) {
	if s.Min != nil {
		all = append(all, *s.Min, *s.Min-1, *s.Min+0.5)
	}
	if s.Max != nil {
		all = append(all, *s.Max, *s.Max+1, *s.Max-0.5)
	}
	if s.Type.Is("integer") || s.Type.Is("number") {
		all = append(all, rawJSON("1e400"), rawJSON("-0"), rawJSON("9223372036854775808"), rawJSON("1.5"), "1")
	}
	if s.Type.Is("boolean") {
		all = append(all, "true", "TRUE", rawJSON("1"), true, false)
	}
	return all
}

func textLimits(s *openapi3.Schema) (all []any) {
	for _, value := range s.Enum {
		all = append(all, value)
		if text, ok := value.(string); ok {
			all = append(all, strings.ToLower(text), text+" ", strings.ToUpper(text))
		}
	}
	if s.MinLength > 0 {
		all = append(all, strings.Repeat("x", int(s.MinLength)), strings.Repeat("x", int(s.MinLength)-1))
	}
	if s.MaxLength != nil {
		all = append(all, strings.Repeat("ä", int(*s.MaxLength)), strings.Repeat("x", int(*s.MaxLength)+1))
	}
	switch s.Format {
	case "date", "date-time":
		all = append(all, "0000-01-01", "9999-12-31", "9999-12-31T23:59:59.999Z", "10000-01-01", "2024-02-30",
			"2024-06-01",
			"2024-06-01T12:00:00Z", "20240601")
	case "uri":
		all = append(all, "http://", "https://host:99999/", "//host", "mailto:a@b", "http://127.0.0.1:1/x",
			"https://ä.example/%zz")
	}
	return all
}

func listLimits(s *openapi3.Schema) (all []any) {
	if s.MaxItems != nil {
		all = append(all, slices.Repeat([]any{"x"}, int(*s.MaxItems)+1), slices.Repeat([]any{"x"}, int(*s.MaxItems)))
	}
	if s.Items != nil {
		all = append(all, []any{}, []any{nil})
	}
	return all
}

// sample returns a random value of a schema, which is usually valid. It returns nil for a schema without a type, and
// below a maximum depth.
func (s source) sample(schema *openapi3.Schema, depth int) any {
	if choice := slices.Concat(schema.OneOf, schema.AnyOf); len(choice) > 0 {
		return s.sample(pick(s, choice).Value, depth)
	}
	switch {
	case depth > 6:
		return nil
	case schema.Const != nil:
		return schema.Const
	case len(schema.Enum) > 0:
		return pick(s, schema.Enum)
	case schema.Example != nil && s.oneIn(2):
		return schema.Example
	case schema.Type.Includes("object") || len(schema.Properties) > 0 || len(schema.AllOf) > 0:
		return s.sampleObject(schema, depth)
	case schema.Type.Includes("array"):
		list := []any{}
		for range s.IntN(4) {
			list = append(list, s.sample(schema.Items.Value, depth+1))
		}
		return list
	case schema.Type.Includes("string"):
		return s.sampleText(schema)
	case schema.Type.Includes("integer"), schema.Type.Includes("number"):
		return s.IntN(1000)
	case schema.Type.Includes("boolean"):
		return s.oneIn(2)
	}
	return nil
}

func (s source) sampleObject(schema *openapi3.Schema, depth int) any {
	o := map[string]any{}
	for _, b := range branches(schema) {
		for _, name := range slices.Sorted(maps.Keys(b.Properties)) {
			if slices.Contains(b.Required, name) || s.oneIn(2) {
				o[name] = s.sample(b.Properties[name].Value, depth+1)
			}
		}
	}
	return o
}

func (s source) sampleText(schema *openapi3.Schema) any {
	switch schema.Format {
	case "date":
		return "2026-03-01"
	case "date-time":
		return "2026-03-01T12:00:00Z"
	case "uri":
		return "https://example.com/" + s.word()
	}
	return s.word()
}
