package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is an OpenAPI document.
type document struct {
	root       *yaml.Node // the mapping at the top
	operations []*operation
	webhooks   []*operation
}

// operation is an operation or a webhook.
type operation struct {
	document   *document
	id, method string
	path       string // of a webhook, its type
	server     string // URL
	tag        string
	node       *yaml.Node
	parameters []*yaml.Node // of the path and of the operation, without $ref
}

// methods are the keys of operations in a path item.
var methods = []string{"get", "post", "put", "patch", "delete"}

func readDocument(text []byte) (*document, error) {
	var file yaml.Node
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	if len(file.Content) == 0 {
		return nil, errors.New("it is empty")
	}
	d := &document{root: file.Content[0]}
	var err error
	if d.operations, err = d.operationsOf(member(d.root, "paths")); err != nil {
		return nil, err
	}
	d.webhooks, err = d.operationsOf(member(d.root, "webhooks"))
	return d, err
}

// operationsOf returns the operations in a mapping of path items, in their order.
func (d *document) operationsOf(items *yaml.Node) (all []*operation, err error) {
	for path, item := range members(items) {
		for method, node := range members(item) {
			if !slices.Contains(methods, method) {
				continue
			}
			op := &operation{
				document: d, id: text(member(node, "operationId")), method: strings.ToUpper(method), path: path,
				server: d.serverOf(item), tag: d.tagOf(node), node: node,
				parameters: slices.Concat(d.listOf(item, "parameters"), d.listOf(node, "parameters")),
			}
			if op.id == "" || op.tag == "" || member(node, "summary") == nil {
				return nil, fmt.Errorf("line %d: an operation without operationId, tags or summary", node.Line)
			}
			all = append(all, op)
		}
	}
	return all, nil
}

// listOf returns the items of a member that is a list; none if there is no such member. It follows each $ref.
func (d *document) listOf(n *yaml.Node, name string) []*yaml.Node {
	list := member(n, name)
	if list == nil {
		return nil
	}
	items := slices.Clone(list.Content)
	for i := range items {
		items[i] = d.resolve(items[i])
	}
	return items
}

// serverOf returns the URL of the first server of a path, or of the document.
func (d *document) serverOf(item *yaml.Node) string {
	for _, server := range slices.Concat(d.listOf(item, "servers"), d.listOf(d.root, "servers")) {
		return text(member(server, "url"))
	}
	return ""
}

// tagOf returns the first tag of an operation, or an empty text for none.
func (d *document) tagOf(operation *yaml.Node) string {
	for _, tag := range d.listOf(operation, "tags") {
		return tag.Value
	}
	return ""
}

// resolve follows the $ref of a node, if it has one, within the document.
func (d *document) resolve(n *yaml.Node) *yaml.Node {
	ref, found := strings.CutPrefix(text(member(n, "$ref")), "#/")
	if !found {
		return n
	}
	target := d.root
	for name := range strings.SplitSeq(ref, "/") {
		target = member(target, name)
	}
	return target
}

// forGenerators are the beginnings of paragraphs of the description of the document that only generators need.
var forGenerators = []string{"**Errors.**", "**Secrets.**", "**Experimental parts.**", "**Transformations.**"}

// describe changes the document for readers: it adds examples and tables of errors, and removes what only generators
// need, and the full stops after summaries, which menus show.
func (d *document) describe(samples *samples) error {
	description := member(d.root, "info", "description")
	if description == nil {
		return errors.New("openapi.yaml has no description")
	}
	description.Value = withoutParagraphs(description.Value, forGenerators)
	for _, op := range slices.Concat(d.operations, d.webhooks) {
		summary := member(op.node, "summary")
		summary.Value = strings.TrimSuffix(summary.Value, ".")
		if err := nameDocumentation(op.node); err != nil {
			return err
		}
	}
	for _, tag := range d.listOf(d.root, "tags") {
		if err := nameDocumentation(tag); err != nil {
			return err
		}
	}
	for _, op := range d.webhooks {
		op.addDescription("Receive it in Go:\n\n" + codeBlock("go", samples.golang[op.id].declaration))
	}
	return d.describeOperations(samples)
}

func (d *document) describeOperations(samples *samples) error {
	for _, op := range d.operations {
		codes, err := op.codeSamples(samples)
		if err != nil {
			return fmt.Errorf("%s: %w", op.id, err)
		}
		if err := setMember(op.node, "x-codeSamples", codes); err != nil {
			return err
		}
		list, err := op.errors()
		if err != nil {
			return fmt.Errorf("%s: %w", op.id, err)
		}
		op.addDescription(errorSection(list))
	}
	return nil
}

// withoutParagraphs removes the paragraphs of Markdown that begin with one of the texts, each with the paragraphs after
// it that do not begin with a bold word.
func withoutParagraphs(markdown string, beginnings []string) string {
	var kept []string
	isDropped := false
	for paragraph := range strings.SplitSeq(markdown, "\n\n") {
		if strings.HasPrefix(paragraph, "**") {
			begins := func(text string) bool { return strings.HasPrefix(paragraph, text) }
			isDropped = slices.ContainsFunc(beginnings, begins)
		}
		if !isDropped {
			kept = append(kept, paragraph)
		}
	}
	return strings.Join(kept, "\n\n")
}

// nameDocumentation sets the text of the link to other documentation. Without it, pages show the address.
func nameDocumentation(n *yaml.Node) error {
	link := member(n, "externalDocs")
	if link == nil || member(link, "description") != nil {
		return nil
	}
	return setMember(link, "description", "ImageKit documentation")
}

// addDescription adds Markdown to the description of the operation.
func (op *operation) addDescription(markdown string) {
	if markdown == "" {
		return
	}
	description := member(op.node, "description")
	if description == nil {
		name := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "description"}
		description = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str"}
		op.node.Content = append(op.node.Content, name, description)
	}
	description.Value = strings.TrimSpace(description.Value + "\n\n" + markdown)
}
