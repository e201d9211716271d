package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxDepth is the maximum depth of the fields that are compared. It ends the comparison of recursive schemas.
const maxDepth = 12

// place is a place in a document: a part of an operation, and a field of its body, such as items[].name.
type place struct{ part, field string }

// String returns the place in the form that differences have.
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

// inside returns the place of the elements of an array, or of one variant of an object.
func (p place) inside(which string) place { return place{p.part, p.field + which} }

// schema compares two schemas and the schemas of their fields.
func (c *comparison) schema(at place, theirs, ours node) {
	if strings.Count(at.field, ".")+strings.Count(at.field, "[]") > maxDepth {
		c.add(at, "too deep to be compared")
		return
	}
	for _, keyword := range []string{"default", "readOnly", "writeOnly", "deprecated"} {
		c.equal(at, keyword, c.theirs.annotation(theirs, keyword), c.ours.annotation(ours, keyword))
	}
	a, b := c.theirs.shapes(theirs), c.ours.shapes(ours)
	types := func(shapes []shape) string { return strings.Join(slices.Sorted(maps.Keys(byKind(shapes))), " or ") }
	c.equal(at, "types", types(a), types(b))
	c.shapes(at, a, b)
}

// annotation returns the value of a keyword that does not restrict values, such as default. It returns "" if the schema
// does not have the keyword.
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

// shapes compares the values that two schemas allow. Objects are compared variant by variant if both schemas have the
// same discriminator.
func (c *comparison) shapes(at place, theirs, ours []shape) {
	property := discriminator(c.theirs.objects(theirs), c.ours.objects(ours))
	if property != "" {
		c.variants(at, property, theirs, ours)
	}
	a, b := byKind(theirs), byKind(ours)
	for kind, t := range a {
		o, inOurs := counterpart(b, kind)
		if inOurs && (property == "" || kind != "object") {
			c.shape(at, t, o)
		}
	}
}

// counterpart returns the shape of the type kind. If there is none, number is a counterpart of integer and the reverse.
func counterpart(shapes map[string]shape, kind string) (shape, bool) {
	s, ok := shapes[kind]
	if other, isNumber := map[string]string{"integer": "number", "number": "integer"}[kind]; !ok && isNumber {
		s, ok = shapes[other]
	}
	return s, ok
}

// shape compares the values of one JSON type that two schemas allow.
func (c *comparison) shape(at place, theirs, ours shape) {
	for _, keyword := range sortedKeys(theirs.keywords, ours.keywords) {
		c.equal(at, keyword, theirs.keywords[keyword], ours.keywords[keyword])
	}
	if theirs.enum == nil || ours.enum == nil {
		c.same(at, "enum", theirs.enum != nil, ours.enum != nil)
	} else {
		for _, value := range sortedKeys(theirs.enum, ours.enum) {
			c.same(at, "value "+value, theirs.enum[value], ours.enum[value])
		}
	}
	if theirs.items != nil || ours.items != nil {
		c.schema(at.inside("[]"), theirs.items, ours.items)
	}
	c.properties(at, theirs, ours)
}

func (c *comparison) properties(at place, theirs, ours shape) {
	for _, name := range sortedKeys(theirs.properties, ours.properties) {
		in := at.property(name)
		a, b := theirs.properties[name], ours.properties[name]
		if c.both(in, a != nil, b != nil) {
			c.same(in, "required", theirs.required[name], ours.required[name])
			c.schema(in, a, b)
		}
	}
	c.same(at, "closed", theirs.isClosed, ours.isClosed)
	in := at.property("*")
	if c.both(in, theirs.additional != nil, ours.additional != nil) {
		c.schema(in, theirs.additional, ours.additional)
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
// returns "" if there is no such property, or only one variant.
func discriminator(theirs, ours []object) string {
	if len(theirs) < 2 || len(ours) < 2 {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(theirs[0].kinds)) {
		if distinguishes(name, theirs) && distinguishes(name, ours) {
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
func (c *comparison) variants(at place, property string, theirs, ours []shape) {
	byValue := func(objects []object) map[string]*object {
		all := map[string]*object{}
		for _, o := range objects {
			all[o.kinds[property]] = &o
		}
		return all
	}
	a, b := byValue(c.theirs.objects(theirs)), byValue(c.ours.objects(ours))
	for _, kind := range sortedKeys(a, b) {
		in := at.inside(fmt.Sprintf("<%s=%s>", property, kind))
		if c.both(in, a[kind] != nil, b[kind] != nil) {
			c.shape(in, a[kind].shape, b[kind].shape)
		}
	}
}
