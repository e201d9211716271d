package main

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readYAML returns the root of a YAML document.
func readYAML(r io.Reader) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.NewDecoder(r).Decode(&document); err != nil {
		return nil, err
	}
	return document.Content[0], nil
}

// members returns the keys and values of a mapping. There are none if n is not a mapping.
func members(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(*yaml.Node, *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for pair := range slices.Chunk(n.Content, 2) {
			if !yield(pair[0], pair[1]) {
				return
			}
		}
	}
}

// items returns the items of a sequence. There are none if n is not a sequence.
func items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// get returns the value at a path of keys, or nil if there is none.
func get(n *yaml.Node, path ...string) *yaml.Node {
	for _, name := range path {
		var found *yaml.Node
		for key, value := range members(n) {
			if key.Value == name {
				found = value
			}
		}
		n = found
	}
	return n
}

// text returns the scalar at a path of keys, or "" if there is none.
func text(n *yaml.Node, path ...string) string {
	if n = get(n, path...); n == nil {
		return ""
	}
	return n.Value
}

// add adds a member to the end of a mapping.
func add(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, newText(key), value)
}

// remove removes a member of a mapping.
func remove(n *yaml.Node, name string) {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

func newText(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
}

// walk calls visit for each node below n, and for n itself.
func walk(n *yaml.Node, visit func(*yaml.Node)) {
	visit(n)
	for _, child := range n.Content {
		walk(child, visit)
	}
}

// resolve returns the node that a reference refers to, or n itself if it is not a reference.
func resolve(root, n *yaml.Node) (*yaml.Node, error) {
	ref := get(n, "$ref")
	if ref == nil {
		return n, nil
	}
	pointer, ok := strings.CutPrefix(ref.Value, "#/")
	if !ok {
		return nil, fmt.Errorf("line %d: a reference to another document: %s", ref.Line, ref.Value)
	}
	keys := strings.Split(strings.NewReplacer("~1", "\x00", "~0", "~").Replace(pointer), "/")
	for i := range keys {
		keys[i] = strings.ReplaceAll(keys[i], "\x00", "/")
	}
	target := get(root, keys...)
	if target == nil {
		return nil, fmt.Errorf("line %d: nothing is at %s", ref.Line, ref.Value)
	}
	return resolve(root, target)
}
