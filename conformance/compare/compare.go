package main

import (
	"fmt"
	"slices"
	"strings"
)

// comparison collects the differences between two documents.
type comparison struct {
	vendor, local *document
	differences   []string
}

// compare returns the differences between two documents. Each is one line: the place, a colon and a description.
func compare(vendor, local *document) []string {
	c := &comparison{vendor: vendor, local: local}
	a, b := vendor.operations(), local.operations()
	for _, key := range sortedKeys(a, b) {
		t, inVendor := a[key]
		o, inLocal := b[key]
		at := place{part: o.name}
		if !inLocal {
			at.part = t.name
		}
		if c.both(at, inVendor, inLocal) {
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

// both reports whether both documents have a part. If only one of them has it, both adds a difference.
func (c *comparison) both(at place, inVendor, inLocal bool) bool {
	c.same(at, "", inVendor, inLocal)
	return inVendor && inLocal
}

// same adds a difference if only one of the documents has the property that what names, such as "required".
func (c *comparison) same(at place, what string, inVendor, inLocal bool) {
	switch what = strings.TrimSpace(what + " only in"); {
	case inVendor && !inLocal:
		c.add(at, "%s vendor", what)
	case inLocal && !inVendor:
		c.add(at, "%s local", what)
	}
}

// equal adds a difference if two values differ. An empty string means that the value is absent.
func (c *comparison) equal(at place, what, vendor, local string) {
	if vendor != local {
		c.add(at, "%s: %s in vendor, %s in local", what, orNone(vendor), orNone(local))
	}
}

// orNone returns value, or "none" if it is empty.
func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

func (c *comparison) operation(name string, vendor, local operation) {
	c.requestBody(name, vendor.resolve(vendor.node["requestBody"]), local.resolve(local.node["requestBody"]))
	if local.isWebhook {
		return
	}
	c.equal(place{part: name}, "servers", vendor.servers(), local.servers())
	a, b := vendor.parameters(), local.parameters()
	for _, key := range sortedKeys(a, b) {
		at := place{part: name + " " + key}
		if c.both(at, a[key] != nil, b[key] != nil) {
			c.same(at, "required", a[key]["required"] == true, b[key]["required"] == true)
			c.equal(at, "style", style(a[key]), style(b[key]))
			c.schema(at, child(a[key], "schema"), child(b[key], "schema"))
		}
	}
	c.responses(name, vendor, local)
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

func (c *comparison) requestBody(name string, vendor, local node) {
	at := place{part: name + " request"}
	if c.both(at, vendor != nil, local != nil) {
		c.same(at, "required", vendor["required"] == true, local["required"] == true)
		c.content(at, vendor, local)
	}
}

// content compares the content of two requests or responses.
func (c *comparison) content(at place, vendor, local node) {
	a, b := child(vendor, "content"), child(local, "content")
	for _, mediaType := range sortedKeys(a, b) {
		if c.both(place{part: at.part + " " + mediaType}, a[mediaType] != nil, b[mediaType] != nil) {
			c.schema(at, child(child(a, mediaType), "schema"), child(child(b, mediaType), "schema"))
		}
	}
}

func (c *comparison) responses(name string, vendor, local operation) {
	a, b := child(vendor.node, "responses"), child(local.node, "responses")
	for _, status := range sortedKeys(a, b) {
		at := place{part: name + " " + status}
		if !c.both(at, a[status] != nil, b[status] != nil) {
			continue
		}
		t, o := vendor.resolve(a[status]), local.resolve(b[status])
		c.headers(at, t, o)
		c.content(at, t, o)
		c.texts(at, vendor.texts(status, t), local.texts(status, o))
	}
}

func (c *comparison) headers(at place, vendor, local node) {
	a, b := c.vendor.headers(vendor), c.local.headers(local)
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
