package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is a JSON object of a document.
type node = map[string]any

// document is an OpenAPI document.
type document struct{ root node }

// readDocument reads a document in YAML or JSON.
func readDocument(file string) (*document, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	d, err := parseDocument(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return d, nil
}

func parseDocument(data []byte) (*document, error) {
	var root any
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, err
	}
	d := &document{}
	var ok bool
	if d.root, ok = withTextKeys(root).(node); !ok || d.root["openapi"] == nil {
		return nil, fmt.Errorf("not an OpenAPI document")
	}
	return d, nil
}

// withTextKeys converts the keys of all objects in a YAML value to strings. Some keys, such as statuses, are numbers.
func withTextKeys(value any) any {
	switch value := value.(type) {
	case node:
		for key, v := range value {
			value[key] = withTextKeys(v)
		}
	case map[any]any:
		texts := node{}
		for key, v := range value {
			texts[fmt.Sprint(key)] = withTextKeys(v)
		}
		return texts
	case []any:
		for i, v := range value {
			value[i] = withTextKeys(v)
		}
	}
	return value
}

// resolve returns value if it is an object, or the object that it refers to, or nil in other cases.
func (d *document) resolve(value any) node {
	n, _ := value.(node)
	for range 100 {
		ref, isRef := n["$ref"].(string)
		if !isRef {
			return n
		}
		n = d.find(ref)
	}
	return nil // circular references
}

// find returns the object that a reference points to, or nil.
func (d *document) find(ref string) node {
	path, isLocal := strings.CutPrefix(ref, "#/")
	if !isLocal {
		return nil
	}
	n := d.root
	for name := range strings.SplitSeq(path, "/") {
		n = child(n, unescapePointer.Replace(name))
	}
	return n
}

var unescapePointer = strings.NewReplacer("~1", "/", "~0", "~")

// child returns the property of n with the given name if it is an object, and nil otherwise.
func child(n node, name string) node {
	c, _ := n[name].(node)
	return c
}

// list returns the property of n with the given name if it is an array, and nil otherwise.
func list(n node, name string) []any {
	l, _ := n[name].([]any)
	return l
}

// text returns the property of n with the given name if it is a string, and "" otherwise.
func text(n node, name string) string {
	s, _ := n[name].(string)
	return s
}

// sortedKeys returns the keys of two maps in ascending order, without duplicates.
func sortedKeys[K cmp.Ordered, V any](a, b map[K]V) []K {
	var keys []K
	for _, m := range []map[K]V{a, b} {
		for key := range m {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
