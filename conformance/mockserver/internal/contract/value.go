package contract

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// CheckJSON validates the JSON body of a request with the schema at a JSON pointer of the document. The error is an
// [*Error].
func CheckJSON(where string, text []byte) error {
	if err := CheckBounds(text); err != nil {
		return err
	}
	value, err := decode(text)
	if err != nil {
		return &Error{Field: "body", Reason: err.Error()}
	}
	return CheckValue(where, "body", value)
}

// decode decodes JSON as leniently as the service: if a field occurs twice, the last one counts.
func decode(text []byte) (value any, err error) {
	err = json.Unmarshal(text, &value, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		err = syntax.Err // without the name of the package
	}
	return value, err
}

// CheckValue validates the value of a field of a request, or the body, with the schema at a JSON pointer of the
// document. The value was decoded from JSON. The error is an [*Error].
func CheckValue(where, field string, value any) error {
	if err := new(bounds).checkValue(field, value, 0); err != nil {
		return err
	}
	if err := validate(where, value); err != nil {
		return describe(field, err)
	}
	return checkKeys(where, field, value)
}

// checkKeys returns an error for a key that differs from one of the document only in case. The schema ignores this key,
// but a handler would use its unchecked value, because decoding ignores case. The service may ignore the key. Here, the
// key is an error, because it is most likely a mistake.
func checkKeys(where, field string, value any) error {
	schema, err := schemaAt(where)
	if err != nil {
		return err
	}
	if path, name := misspelt(branches(schema), value); name != "" {
		return &Error{Field: fieldPath(field, path), Reason: "Its name must be written " + name}
	}
	return nil
}

// misspelt returns the path of the first key that differs from one of the document only in case, and the name in the
// document. The name is empty if there is no such key. about has the schemas of the value, including branches of
// choices that it does not match.
func misspelt(about []*jsonschema.Schema, value any) (path []string, name string) {
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			if path, name = misspelt(itemsOf(about), item); name != "" {
				return append([]string{strconv.Itoa(i)}, path...), name
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			inner, other := fieldOf(about, key)
			if other != "" {
				return []string{key}, other
			}
			if path, name = misspelt(inner, value[key]); name != "" {
				return append([]string{key}, path...), name
			}
		}
	}
	return nil, ""
}

// branches returns a schema and all schemas that it refers to for the same value.
func branches(s *jsonschema.Schema) []*jsonschema.Schema {
	if s == nil {
		return nil
	}
	all := []*jsonschema.Schema{s}
	for _, more := range slices.Concat([]*jsonschema.Schema{s.Ref}, s.AllOf, s.AnyOf, s.OneOf) {
		all = append(all, branches(more)...)
	}
	return all
}

func itemsOf(about []*jsonschema.Schema) (items []*jsonschema.Schema) {
	for _, s := range about {
		items = append(items, branches(s.Items2020)...)
	}
	return items
}

// fieldOf returns the schemas of a field. If there are none, but a field has the same name in another case, it returns
// that name.
func fieldOf(about []*jsonschema.Schema, key string) (inner []*jsonschema.Schema, other string) {
	known := false
	for _, s := range about {
		for name, field := range s.Properties {
			if name == key {
				inner, known = append(inner, branches(field)...), true
			} else if strings.EqualFold(name, key) {
				other = name
			}
		}
		if field, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
			inner = append(inner, branches(field)...)
		}
	}
	if known {
		other = ""
	}
	return inner, other
}
