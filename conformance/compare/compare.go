package main

import (
	"fmt"
	"slices"
	"strings"
)

// comparison collects the differences between two documents.
type comparison struct {
	theirs, ours *document
	differences  []string
}

// compare returns the differences between two documents. Each is one line: the place, and the difference.
func compare(theirs, ours *document) []string {
	c := &comparison{theirs: theirs, ours: ours}
	a, b := theirs.operations(), ours.operations()
	for _, key := range sortedKeys(a, b) {
		t, inTheirs := a[key]
		o, inOurs := b[key]
		at := place{part: o.name}
		if !inOurs {
			at.part = t.name
		}
		if c.both(at, inTheirs, inOurs) {
			c.operation(at.part, t, o)
		}
	}
	slices.Sort(c.differences)
	return slices.Compact(c.differences)
}

// add adds a difference.
func (c *comparison) add(at place, format string, args ...any) {
	c.differences = append(c.differences, at.String()+": "+fmt.Sprintf(format, args...))
}

// both reports whether a part is in both documents, and adds a difference if it is in only one of them.
func (c *comparison) both(at place, inTheirs, inOurs bool) bool {
	c.same(at, "", inTheirs, inOurs)
	return inTheirs && inOurs
}

// same adds a difference if only one of the documents has what, such as "required".
func (c *comparison) same(at place, what string, inTheirs, inOurs bool) {
	switch what = strings.TrimSpace(what + " only in"); {
	case inTheirs && !inOurs:
		c.add(at, "%s theirs", what)
	case inOurs && !inTheirs:
		c.add(at, "%s ours", what)
	}
}

// equal adds a difference if two values differ. An empty string means that the value is absent.
func (c *comparison) equal(at place, what, theirs, ours string) {
	if theirs != ours {
		c.add(at, "%s: %s in theirs, %s in ours", what, orNone(theirs), orNone(ours))
	}
}

// orNone returns value, or "none" if it is empty.
func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

func (c *comparison) operation(name string, theirs, ours operation) {
	c.requestBody(name, theirs.resolve(theirs.node["requestBody"]), ours.resolve(ours.node["requestBody"]))
	if ours.isWebhook {
		return
	}
	c.equal(place{part: name}, "servers", theirs.servers(), ours.servers())
	a, b := theirs.parameters(), ours.parameters()
	for _, key := range sortedKeys(a, b) {
		at := place{part: name + " " + key}
		if c.both(at, a[key] != nil, b[key] != nil) {
			c.same(at, "required", a[key]["required"] == true, b[key]["required"] == true)
			c.equal(at, "style", style(a[key]), style(b[key]))
			c.schema(at, child(a[key], "schema"), child(b[key], "schema"))
		}
	}
	c.responses(name, theirs, ours)
}

// style returns the serialization of a parameter that is an array or an object: its style and explode, with the
// defaults of OpenAPI. It returns "" for other parameters.
func style(parameter node) string {
	if kind := child(parameter, "schema")["type"]; kind != "array" && kind != "object" {
		return ""
	}
	how, explode := text(parameter, "style"), parameter["explode"]
	if how == "" {
		how = map[string]string{"query": "form", "path": "simple", "header": "simple"}[text(parameter, "in")]
	}
	if explode == nil {
		explode = how == "form"
	}
	return fmt.Sprintf("%s with explode %v", how, explode)
}

func (c *comparison) requestBody(name string, theirs, ours node) {
	at := place{part: name + " request"}
	if c.both(at, theirs != nil, ours != nil) {
		c.same(at, "required", theirs["required"] == true, ours["required"] == true)
		c.content(at, theirs, ours)
	}
}

// content compares the bodies of two requests or responses.
func (c *comparison) content(at place, theirs, ours node) {
	a, b := child(theirs, "content"), child(ours, "content")
	for _, mediaType := range sortedKeys(a, b) {
		if c.both(place{part: at.part + " " + mediaType}, a[mediaType] != nil, b[mediaType] != nil) {
			c.schema(at, child(child(a, mediaType), "schema"), child(child(b, mediaType), "schema"))
		}
	}
}

func (c *comparison) responses(name string, theirs, ours operation) {
	a, b := child(theirs.node, "responses"), child(ours.node, "responses")
	for _, status := range sortedKeys(a, b) {
		at := place{part: name + " " + status}
		if !c.both(at, a[status] != nil, b[status] != nil) {
			continue
		}
		t, o := theirs.resolve(a[status]), ours.resolve(b[status])
		c.headers(at, t, o)
		c.content(at, t, o)
		c.texts(at, theirs.texts(status, t), ours.texts(status, o))
	}
}

func (c *comparison) headers(at place, theirs, ours node) {
	a, b := c.theirs.headers(theirs), c.ours.headers(ours)
	for _, name := range sortedKeys(a, b) {
		in := place{part: at.part + " header " + name}
		if c.both(in, a[name] != nil, b[name] != nil) {
			c.schema(in, child(a[name], "schema"), child(b[name], "schema"))
		}
	}
}

// headers returns the headers of a response by name, in lower case.
func (d *document) headers(response node) map[string]node {
	all := map[string]node{}
	for name, header := range child(response, "headers") {
		all[strings.ToLower(name)] = d.resolve(header)
	}
	return all
}
