package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxDepth is the maximum depth of fields that are compared. Recursive schemas are compared up to this depth.
const maxDepth = 12

// place is a place in a document: a part of an operation, and a field of its body, such as items[].name.
type place struct{ part, field string }

// String returns the place as it is written in differences.
func (p place) String() string {
	if p.field == "" {
		return p.part
	}
	return p.part + " " + p.field
}

// property returns the place of a property of an object.
func (p place) property(name string) place {
	if p.field != "" {
		name = p.field + "." + name
	}
	return place{p.part, name}
}

// inside returns the place of the elements of an array (which is "[]"), or of a variant of an object.
func (p place) inside(which string) place { return place{p.part, p.field + which} }

// schema compares two schemas and the schemas of their fields.
func (c *comparison) schema(at place, vendor, local node) {
	if strings.Count(at.field, ".")+strings.Count(at.field, "[]") > maxDepth {
		c.add(at, "too deep to be compared")
		return
	}
	for _, keyword := range []string{"default", "readOnly", "writeOnly", "deprecated"} {
		c.equal(at, keyword, c.vendor.annotation(vendor, keyword), c.local.annotation(local, keyword))
	}
	a, b := c.vendor.shapes(vendor), c.local.shapes(local)
	types := func(shapes []shape) string { return strings.Join(slices.Sorted(maps.Keys(byKind(shapes))), " or ") }
	c.equal(at, "types", types(a), types(b))
	c.shapes(at, a, b)
}

// annotation returns the value of a keyword that does not restrict values, such as default, or "" if the schema does
// not have the keyword.
func (d *document) annotation(schema node, keyword string) string {
	if value, ok := schema[keyword]; ok && (value != false || keyword == "default") {
		return inJSON(value)
	}
	if ref := text(schema, "$ref"); ref != "" {
		return d.annotation(d.find(ref), keyword)
	}
	for _, part := range list(schema, "allOf") {
		if value := d.annotation(schemaOf(part), keyword); value != "" {
			return value
		}
	}
	return ""
}

// shapes compares the values that two schemas allow. If both schemas have the same discriminator, it compares each
// variant of an object with the variant that has the same value of the discriminator.
func (c *comparison) shapes(at place, vendor, local []shape) {
	property := discriminator(c.vendor.objects(vendor), c.local.objects(local))
	if property != "" {
		c.variants(at, property, vendor, local)
	}
	a, b := byKind(vendor), byKind(local)
	for kind, t := range a {
		o, inLocal := counterpart(b, kind)
		if inLocal && (property == "" || kind != "object") {
			c.shape(at, t, o)
		}
	}
}

// counterpart returns the shape of the JSON type kind. If there is none, it returns the shape of number for integer,
// and that of integer for number.
func counterpart(shapes map[string]shape, kind string) (shape, bool) {
	s, ok := shapes[kind]
	if other, isNumber := map[string]string{"integer": "number", "number": "integer"}[kind]; !ok && isNumber {
		s, ok = shapes[other]
	}
	return s, ok
}

// shape compares the values of one JSON type that two schemas allow.
func (c *comparison) shape(at place, vendor, local shape) {
	for _, keyword := range sortedKeys(vendor.keywords, local.keywords) {
		c.equal(at, keyword, vendor.keywords[keyword], local.keywords[keyword])
	}
	if vendor.enum == nil || local.enum == nil {
		c.same(at, "enum", vendor.enum != nil, local.enum != nil)
	} else {
		for _, value := range sortedKeys(vendor.enum, local.enum) {
			c.same(at, "value "+value, vendor.enum[value], local.enum[value])
		}
	}
	if vendor.items != nil || local.items != nil {
		c.schema(at.inside("[]"), vendor.items, local.items)
	}
	c.properties(at, vendor, local)
}

func (c *comparison) properties(at place, vendor, local shape) {
	for _, name := range sortedKeys(vendor.properties, local.properties) {
		in := at.property(name)
		a, b := vendor.properties[name], local.properties[name]
		if c.both(in, a != nil, b != nil) {
			c.same(in, "required", vendor.required[name], local.required[name])
			c.schema(in, a, b)
		}
	}
	c.same(at, "closed", vendor.isClosed, local.isClosed)
	in := at.property("*")
	if c.both(in, vendor.additional != nil, local.additional != nil) {
		c.schema(in, vendor.additional, local.additional)
	}
}

// object is one of the objects that a schema allows.
type object struct {
	shape
	kinds map[string]string // values of each property that has an enum, by name
}

// objects returns the objects among the shapes.
func (d *document) objects(shapes []shape) []object {
	var all []object
	for _, s := range shapes {
		if s.kind != "object" {
			continue
		}
		o := object{shape: s, kinds: map[string]string{}}
		for name, schema := range s.properties {
			if enum := byKind(d.shapes(schema))["string"].enum; enum != nil {
				o.kinds[name] = strings.ReplaceAll(strings.Join(slices.Sorted(maps.Keys(enum)), "|"), `"`, "")
			}
		}
		all = append(all, o)
	}
	return all
}

// discriminator returns the name of a property whose value identifies the variant of an object in both documents. It
// returns "" if there is only one variant, or no property identifies the variant.
func discriminator(vendor, local []object) string {
	if len(vendor) < 2 || len(local) < 2 {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(vendor[0].kinds)) {
		if distinguishes(name, vendor) && distinguishes(name, local) {
			return name
		}
	}
	return ""
}

func distinguishes(property string, objects []object) bool {
	seen := map[string]bool{}
	for _, o := range objects {
		kind := o.kinds[property]
		if kind == "" || seen[kind] {
			return false
		}
		seen[kind] = true
	}
	return true
}

// variants compares the objects of two schemas that have the same value of the discriminator.
func (c *comparison) variants(at place, property string, vendor, local []shape) {
	byValue := func(objects []object) map[string]*object {
		all := map[string]*object{}
		for _, o := range objects {
			all[o.kinds[property]] = &o
		}
		return all
	}
	a, b := byValue(c.vendor.objects(vendor)), byValue(c.local.objects(local))
	for _, kind := range sortedKeys(a, b) {
		in := at.inside(fmt.Sprintf("<%s=%s>", property, kind))
		if c.both(in, a[kind] != nil, b[kind] != nil) {
			c.shape(in, a[kind].shape, b[kind].shape)
		}
	}
}
