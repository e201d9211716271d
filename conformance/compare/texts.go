package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// texts are the messages and reasons of errors that a document lists for one status of an operation.
type texts struct{ messages, reasons []string }

// texts returns the texts of a status: those in x-errors, and the examples of the fields message and reason. Examples
// of whole bodies are used only for successes, because operations share the examples of failures.
func (op operation) texts(status string, response node) texts {
	var all texts
	for _, item := range list(op.node, "x-errors") {
		if e := schemaOf(item); fmt.Sprint(e["status"]) == status {
			all.add(e)
		}
	}
	for _, item := range list(response, "x-errors") {
		all.add(schemaOf(item))
	}
	for _, media := range child(response, "content") {
		all.addExamples(op, schemaOf(media), strings.HasPrefix(status, "2"))
	}
	for _, l := range []*[]string{&all.messages, &all.reasons} {
		slices.Sort(*l)
		*l = slices.Compact(*l)
	}
	return all
}

// add adds the message and the reason of a body.
func (t *texts) add(body node) {
	if message := text(body, "message"); message != "" {
		t.messages = append(t.messages, message)
	}
	if reason := text(body, "reason"); reason != "" {
		t.reasons = append(t.reasons, reason)
	}
}

func (t *texts) addExamples(op operation, media node, ofBodies bool) {
	schema := op.resolve(media["schema"])
	for _, name := range []string{"message", "reason"} {
		for _, example := range examples(op.resolve(child(schema, "properties")[name])) {
			t.add(node{name: example})
		}
	}
	if !ofBodies {
		return
	}
	bodies := examples(media)
	if child(media, "schema")["$ref"] == nil { // otherwise, other responses share the examples
		bodies = slices.Concat(bodies, examples(schema))
	}
	for _, example := range child(media, "examples") {
		bodies = append(bodies, op.resolve(example)["value"])
	}
	for _, body := range bodies {
		t.add(op.resolve(body))
	}
}

// examples returns the examples of a schema or of a media type.
func examples(n node) []any {
	all := list(n, "examples")
	if example, ok := n["example"]; ok {
		all = append(slices.Clip(all), example)
	}
	return all
}

// texts compares the texts of two documents.
func (c *comparison) texts(at place, vendor, local texts) {
	c.textLists(at, "message", vendor.messages, local.messages)
	c.textLists(at, "reason", vendor.reasons, local.reasons)
}

func (c *comparison) textLists(at place, what string, vendor, local []string) {
	for _, t := range vendor {
		isLocal := slices.ContainsFunc(local, func(o string) bool { return matchesTemplate(t, o) })
		c.same(at, fmt.Sprintf("%s %q", what, t), true, isLocal)
	}
	for _, o := range local {
		isVendor := slices.ContainsFunc(vendor, func(t string) bool { return matchesTemplate(t, o) })
		c.same(at, fmt.Sprintf("%s %q", what, o), isVendor, true)
	}
}

// matchesTemplate reports whether a text matches a template, in which a placeholder such as {name} matches any text.
func matchesTemplate(text, template string) bool {
	return text == template ||
		strings.Contains(template, "{") && spec.Error{Message: template}.Matches(text, "")
}
