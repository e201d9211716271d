package mockserver

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// checkJSONBody reads a JSON body, holds it against the document, and leaves it to be read again.
func (c *call) checkJSONBody(w http.ResponseWriter, r *http.Request) error {
	where, required, ok := c.bodySchema()
	if !ok {
		return nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSONBody))
	r.Body = io.NopCloser(bytes.NewReader(body))
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && len(body) > 0 && mediaType != jsonMedia {
		return invalid("body", "Its type has to be "+jsonMedia)
	}
	switch {
	case err != nil:
		return bodyError(err)
	case len(body) > 0:
		return checkJSON(where, body)
	case required:
		return missing("body")
	}
	return nil
}

// checkJSON holds JSON text of a request against the schema at a JSON pointer of the document.
func checkJSON(where string, text []byte) error {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return invalid("body", err.Error())
	}
	return checkSent(where, "body", value)
}

// checkSent holds the value of a field of a request, or of its body, against the schema at a JSON pointer of the
// document.
func checkSent(where, field string, value any) error {
	if err := checkSchema(where, value); err != nil {
		return invalidValue(field, err)
	}
	return checkKeys(where, field, value)
}

// checkKeys refuses keys that differ from those of the document in case only. The schema does not know them, but
// encoding/json would take them for the others, and their values would be unchecked.
//
// Assumed: the service does not take them for the others. It may ignore them; the mock finds a mistake.
func checkKeys(where, field string, value any) error {
	schema, err := schemaAt(where)
	if err != nil {
		return err
	}
	if path, name := misspelt(branches(schema), value); name != "" {
		return invalid(fieldPath(field, path), "Its name is written "+name)
	}
	return nil
}

// misspelt returns the path to the first such key, and how it is written; the name is empty if there is none. All
// schemas are about the value, though some are branches of a choice that it did not take.
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

// branches returns a schema and all that it refers to for the same value.
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

// fieldOf returns the schemas of a field. If there is none, but one of a field whose name has the same letters, it
// returns that name.
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
