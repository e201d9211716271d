package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// note is added to the description of the document.
const note = "**Wire variant.** This is a variant of the document for generators that ignore how values are encoded. " +
	"Lists in queries, and lists and objects in uploads, are text here, and their descriptions say what it contains. " +
	"Responses with the status `5XX` have the status `default`."

// newNames has the new names of the schemas that have the name of a type of browsers.
var newNames = map[string]string{"File": "FileDetails"}

// newName returns the name of a schema in the wire variant.
func newName(name string) string { return cmp.Or(newNames[name], name) }

// methods are the keys of a path item that have an operation.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

const schemaPrefix = "#/components/schemas/"

// wire converts a document to its wire variant.
type wire struct {
	root      *yaml.Node
	converted map[*yaml.Node]bool // the parameters, media types and schemas that have been converted
	inParts   map[*yaml.Node]int  // how many media types refer to the schema of the parts
}

// toWire converts a document to its wire variant.
func toWire(root *yaml.Node) error {
	w := &wire{root: root, converted: map[*yaml.Node]bool{}, inParts: map[*yaml.Node]int{}}
	for _, key := range []string{"paths", "webhooks"} {
		for _, item := range members(get(root, key)) {
			if err := w.pathItem(item); err != nil {
				return err
			}
		}
	}
	if err := w.checkParts(); err != nil {
		return err
	}
	for from, to := range newNames {
		if err := w.rename(from, to); err != nil {
			return err
		}
	}
	if description := get(root, "info", "description"); description != nil {
		description.Value = strings.TrimRight(description.Value, "\n") + "\n\n" + note + "\n"
	}
	return nil
}

func (w *wire) pathItem(item *yaml.Node) error {
	if err := w.parameters(get(item, "parameters")); err != nil {
		return err
	}
	for key, operation := range members(item) {
		if !slices.Contains(methods, key.Value) {
			continue
		}
		if err := w.operation(operation); err != nil {
			return err
		}
	}
	return nil
}

func (w *wire) operation(operation *yaml.Node) error {
	if err := w.parameters(get(operation, "parameters")); err != nil {
		return err
	}
	if body := get(operation, "requestBody"); body != nil {
		body, err := resolve(w.root, body)
		if err != nil {
			return err
		}
		for name, media := range members(get(body, "content")) {
			if !strings.HasPrefix(name.Value, "multipart/") || get(media, "encoding") == nil {
				continue
			}
			if err := w.multipart(media); err != nil {
				return err
			}
		}
	}
	return renameKey(get(operation, "responses"), "5XX", "default")
}

// parameters converts the lists among parameters that are separated by commas.
func (w *wire) parameters(list *yaml.Node) error {
	for _, parameter := range items(list) {
		parameter, err := resolve(w.root, parameter)
		if err != nil {
			return err
		}
		if w.converted[parameter] || text(parameter, "in") != "query" {
			continue
		}
		w.converted[parameter] = true
		if err := w.parameter(parameter); err != nil {
			return err
		}
	}
	return nil
}

func (w *wire) parameter(parameter *yaml.Node) error {
	schema, example := get(parameter, "schema"), get(parameter, "example")
	kind, err := w.kind(schema, parameter)
	if err != nil || kind == asIs {
		return err
	}
	format, err := w.format(schema, kind, example)
	if err != nil {
		return err
	}
	converted, err := w.textSchema(schema, kind, example)
	if err != nil {
		return err
	}
	if own := get(parameter, "description"); own != nil {
		own.Value = join(own.Value, format)
		remove(converted, "description")
	}
	*schema = *converted
	remove(parameter, "style")
	remove(parameter, "explode")
	return convertExamples(parameter, func(value *yaml.Node) error { return toText(value, kind) })
}

// multipart converts a media type with an encoding.
func (w *wire) multipart(media *yaml.Node) error {
	schema, err := resolve(w.root, get(media, "schema"))
	if err != nil {
		return err
	}
	w.inParts[schema]++
	if w.converted[media] {
		return nil
	}
	w.converted[media] = true
	kinds := map[string]kind{}
	for name, encoding := range members(get(media, "encoding")) {
		part := get(schema, "properties", name.Value)
		if part == nil {
			return fmt.Errorf("line %d: encoding of %s, which is not a property", name.Line, name.Value)
		}
		if kinds[name.Value], err = w.kind(part, encoding); err != nil {
			return err
		}
	}
	if err := w.parts(schema, media, kinds); err != nil {
		return err
	}
	remove(media, "encoding")
	return convertExamples(media, func(value *yaml.Node) error { return toTexts(value, kinds) })
}

// parts converts the schema of the parts of a multipart request.
func (w *wire) parts(schema, media *yaml.Node, kinds map[string]kind) error {
	if w.converted[schema] {
		return nil
	}
	w.converted[schema] = true
	for name, part := range members(get(schema, "properties")) {
		if kinds[name.Value] == asIs {
			continue
		}
		converted, err := w.textSchema(part, kinds[name.Value], get(media, "example", name.Value))
		if err != nil {
			return err
		}
		*part = *converted
	}
	return convertExamples(schema, func(value *yaml.Node) error { return toTexts(value, kinds) })
}

// checkParts returns an error if a schema of parts is also used elsewhere, where its values are not text.
func (w *wire) checkParts() error {
	uses := map[*yaml.Node]int{}
	var failed error
	walk(w.root, func(n *yaml.Node) {
		if get(n, "$ref") == nil {
			return
		}
		target, err := resolve(w.root, n)
		if err != nil {
			failed = err
			return
		}
		uses[target]++
	})
	for schema, count := range w.inParts {
		if uses[schema] > count {
			return fmt.Errorf("line %d: the schema of a multipart request is also used elsewhere", schema.Line)
		}
	}
	return failed
}

// rename renames a schema and changes the references to it.
func (w *wire) rename(from, to string) error {
	if err := renameKey(get(w.root, "components", "schemas"), from, to); err != nil {
		return err
	}
	walk(w.root, func(n *yaml.Node) {
		for key, value := range members(n) {
			if key.Value == "$ref" && value.Value == schemaPrefix+from {
				value.Value = schemaPrefix + to
			}
		}
		for _, value := range members(get(n, "discriminator", "mapping")) {
			switch value.Value {
			case from:
				value.Value = to
			case schemaPrefix + from:
				value.Value = schemaPrefix + to
			}
		}
	})
	return nil
}

// renameKey renames a key of a mapping, if there is one.
func renameKey(n *yaml.Node, from, to string) error {
	for key := range members(n) {
		if key.Value != from {
			continue
		}
		if get(n, to) != nil {
			return fmt.Errorf("line %d: cannot rename %s, because there is a %s", key.Line, from, to)
		}
		*key = *newText(to)
	}
	return nil
}
