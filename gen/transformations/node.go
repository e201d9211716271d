package main

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is a node of the document, with its place for errors.
type node struct {
	*yaml.Node
	file  string
	where string // such as "Transformation.width"
}

// errorf returns an error that begins with the place of the node.
func (n node) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s: "+format, append([]any{n.file, n.Line, n.where}, args...)...)
}

// at returns a node for other, with the same place in errors.
func (n node) at(other *yaml.Node) node { return node{other, n.file, n.where} }

// isZero reports whether the node does not exist in the document.
func (n node) isZero() bool { return n.Node == nil || n.IsZero() }

// members returns the members of a mapping, in the order of the document.
func (n node) members() iter.Seq2[*yaml.Node, node] {
	return func(yield func(*yaml.Node, node) bool) {
		if n.Node == nil || n.Kind != yaml.MappingNode {
			return
		}
		for pair := range slices.Chunk(n.Content, 2) {
			if !yield(pair[0], n.at(pair[1])) {
				return
			}
		}
	}
}

// get returns a member of a mapping. It is zero if the mapping does not have it.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		found := n.at(nil)
		for name, value := range n.members() {
			if name.Value == key {
				found = value
			}
		}
		n = found
	}
	return n
}

// text returns the text of a scalar, in which each paragraph is one line.
func (n node) text() string {
	if n.Node == nil {
		return ""
	}
	return oneLine(n.Value)
}

// oneLine joins the lines of each paragraph of a text. Each item of a list is a separate paragraph.
func oneLine(text string) string {
	var out strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimRight(line, "\n ")
		switch {
		case line == "":
			out.WriteString("\n\n")
		case strings.HasPrefix(line, "- "):
			out.WriteString("\n")
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "\n"):
			out.WriteString(" ")
		}
		out.WriteString(line)
	}
	return out.String()
}

// items returns the items of a sequence.
func (n node) items() []node {
	if n.Node == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	items := make([]node, 0, len(n.Content))
	for _, item := range n.Content {
		items = append(items, n.at(item))
	}
	return items
}

// refName returns the name of the schema that a reference refers to.
func refName(ref string) (name string, ok bool) {
	return strings.CutPrefix(ref, "#/components/schemas/")
}
