package main

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Names of the schemas that this command treats in a special way.
const (
	chainSchema      = "TransformationChain"
	stepSchema       = "Transformation"
	removedSchema    = "RemovedTransformation"
	expressionSchema = "TransformationExpression"
	colorSchema      = "TransformationColor"
	conditionSchema  = "TransformationCondition"
)

// withoutCode are the properties that have no code in URLs.
var withoutCode = []string{
	"type", "encoding", "position", "timing", "transformation", "overlay", "raw", "if", "then", "else",
}

// read reads the transformation language from an OpenAPI document.
func read(file string, text []byte) (*language, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(document.Content) == 0 {
		return nil, fmt.Errorf("%s: is empty", file)
	}
	l := &language{root: node{document.Content[0], file, "components.schemas"}.get("components", "schemas")}
	names, err := l.reachable()
	if err != nil {
		return nil, err
	}
	err = errors.Join(l.readExpression(), l.readColor(), l.readCondition())
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		s, err := l.readSchema(name)
		if err != nil {
			return nil, err
		}
		l.schemas = append(l.schemas, s)
	}
	return l, l.check()
}

// reachable returns the names of the schemas that a chain refers to, directly or indirectly, and the name of the schema
// of removed parameters. They are in the order of the document, but Transformation comes first.
func (l *language) reachable() ([]string, error) {
	found := map[string]bool{}
	if err := l.visit(l.root.at(&yaml.Node{Kind: yaml.ScalarNode, Value: chainSchema}), found); err != nil {
		return nil, err
	}
	if !l.root.get(removedSchema).isZero() {
		found[removedSchema] = true
	}
	if !found[stepSchema] {
		return nil, l.root.errorf("%s does not refer to the schema %s", chainSchema, stepSchema)
	}
	names := []string{stepSchema}
	for key := range l.root.members() {
		if found[key.Value] && key.Value != stepSchema {
			names = append(names, key.Value)
		}
	}
	return names, nil
}

// visit adds a schema, and the schemas that it refers to, to found.
func (l *language) visit(reference node, found map[string]bool) error {
	name := reference.Value
	schema := l.root.get(name)
	if schema.isZero() {
		return reference.errorf("no schema has the name %s", name)
	}
	if found[name] {
		return nil
	}
	found[name] = true
	schema.where = name
	return l.visitReferences(schema, found)
}

func (l *language) visitReferences(n node, found map[string]bool) error {
	for _, item := range n.items() {
		if err := l.visitReferences(item, found); err != nil {
			return err
		}
	}
	for key, value := range n.members() {
		if key.Value == "examples" {
			continue
		}
		if err := l.visitReferences(value, found); err != nil {
			return err
		}
		if key.Value != "$ref" {
			continue
		}
		name, ok := refName(value.Value)
		if !ok {
			return value.errorf("the reference %q is not to a schema of the document", value.Value)
		}
		target := *value.Node
		target.Value = name
		if err := l.visit(n.at(&target), found); err != nil {
			return err
		}
	}
	return nil
}

// readSchema reads the parameters of a schema.
func (l *language) readSchema(name string) (schema, error) {
	n := l.root.get(name)
	n.where = name
	s := schema{
		name: name, node: n,
		description: n.get("description").text(), url: n.get("externalDocs", "url").text(),
	}
	if n.get("properties").isZero() {
		return s, nil
	}
	var object objectSchema
	if err := n.decode(&object); err != nil {
		return s, err
	}
	s.required = object.Required
	var extension schemaExtension
	if !object.Extension.IsZero() {
		if err := n.at(&object.Extension).decode(&extension); err != nil {
			return s, err
		}
	}
	var current group
	for key, property := range n.get("properties").members() {
		property.where = name + "." + key.Value
		if g, ok := readGroup(key.HeadComment); ok {
			current = g
		}
		entries, err := l.readProperty(key.Value, property, extension)
		if err != nil {
			return s, err
		}
		for _, p := range entries {
			p.schema, p.group = name, current
			l.parameters = append(l.parameters, p)
		}
		if len(entries) > 0 {
			s.parameters = append(s.parameters, entries[0])
		}
	}
	return s, nil
}

// readGroup reads a comment of one line as a heading: the text up to the first full stop is the title, the sentences
// after it are the description.
func readGroup(comment string) (g group, ok bool) {
	line := strings.TrimSpace(strings.TrimPrefix(comment, "#"))
	if line == "" || strings.Contains(line, "\n") {
		return group{}, false
	}
	heading, text, _ := strings.Cut(line, ".")
	return group{heading, strings.TrimSpace(text)}, true
}

// readProperty reads the entries of a property. A property without a code has no entry, and a property whose value can
// be in base64 has two entries.
func (l *language) readProperty(name string, n node, common schemaExtension) ([]*parameter, error) {
	x := n.get("x-transformation")
	if x.isZero() {
		if !slices.Contains(withoutCode, name) {
			return nil, n.errorf("has no x-transformation with a code")
		}
		return nil, nil
	}
	var extension extension
	if err := x.decode(&extension); err != nil {
		return nil, err
	}
	if extension.Code == "" {
		return nil, x.errorf("x-transformation has no code")
	}
	p := &parameter{
		name: name, code: extension.Code, classic: extension.Classic,
		exclusive: extension.Exclusive, alone: extension.Alone,
		byDefault: extension.Default, removed: common.Removed, node: n,
		description: n.get("description").text(), url: n.get("externalDocs", "url").text(),
		experimental: n.get("x-experimental").text() == "true",
	}
	if err := l.readPlaces(p, x, extension, common); err != nil {
		return nil, err
	}
	if p.removed != "" && p.name != p.code && !slices.Contains(p.classic, p.name) {
		p.classic = append(p.classic, p.name)
	} else if p.removed != "" && p.name == p.code {
		p.name = ""
	}
	var err error
	if p.forms, err = l.readPropertyForms(n, extension.Separator); err != nil {
		return nil, err
	}
	if err := l.checkDefault(p, x); err != nil {
		return nil, err
	}
	if p.examples, err = l.readExamples(n, p.forms); err != nil || extension.Base64 == "" {
		return []*parameter{p}, err
	}
	p.base64 = inBase64(p, extension.Base64)
	p.examples = slices.DeleteFunc(p.examples, func(e example) bool { return strings.ContainsAny(e.url, ",:;") })
	return []*parameter{p, p.base64}, nil
}

// checkDefault returns an error for a default that is a value, not a sentence, and has none of the parameter's forms.
func (l *language) checkDefault(p *parameter, x node) error {
	if p.byDefault == "" || strings.Contains(p.byDefault, " ") {
		return nil
	}
	pattern, err := compile(l.patternOf(p.forms))
	if err == nil && !pattern.MatchString(p.byDefault) {
		err = x.errorf("no form allows the default %q", p.byDefault)
	}
	return err
}

// readPlaces reads the places where a parameter can be used.
func (l *language) readPlaces(p *parameter, x node, extension extension, common schemaExtension) (err error) {
	names := extension.Places
	if len(names) == 0 {
		names = common.Places
	}
	if p.places, err = readPlaceNames(x, names); err != nil {
		return err
	}
	if p.forbidden, err = readPlaceNames(x, extension.Forbidden); err != nil {
		return err
	}
	switch {
	case p.places == 0 && p.removed == "":
		return x.errorf("%s has no places", p.code)
	case p.places&p.forbidden != 0:
		return x.errorf("%s is both documented and forbidden for %s", p.code,
			strings.Join((p.places&p.forbidden).names(placeNames), ", "))
	}
	return nil
}

func readPlaceNames(n node, names []string) (set places, err error) {
	for _, name := range names {
		i := slices.Index(placeNames, name)
		switch {
		case name == "layer":
			set |= inLayers
		case i >= 0:
			set |= 1 << i
		default:
			return 0, n.errorf("unknown place %q; supported are layer, %s", name, strings.Join(placeNames, ", "))
		}
	}
	return set, nil
}

// check checks the parameters against each other.
func (l *language) check() error {
	entries := map[string][]*parameter{}
	current, classic := map[string]*parameter{}, map[string]*parameter{}
	for _, p := range l.parameters {
		i := slices.IndexFunc(entries[p.code], func(other *parameter) bool { return clash(p, other) })
		if i >= 0 {
			other := entries[p.code][i].node
			return p.node.errorf("the code %s is already used by %s (line %d)", p.code, other.where, other.Line)
		}
		entries[p.code] = append(entries[p.code], p)
		if err := claimNames(current, classic, p); err != nil {
			return err
		}
	}
	// There are at most as many codes as parameters. The table of codes also has an empty entry.
	if n := len(l.parameters); n > math.MaxUint8 {
		return l.root.errorf("%d parameters are too many for indexes of type uint8", n)
	}
	return nil
}

// claimNames records the names of a parameter. It fails if another parameter has one of them.
func claimNames(current, classic map[string]*parameter, p *parameter) error {
	if isCurrentName(p) {
		if err := claim(current, p.name, p); err != nil {
			return err
		}
	}
	for _, name := range p.classic {
		if err := claim(classic, name, p); err != nil {
			return err
		}
	}
	return nil
}

// clash reports whether two parameters of the same code cannot be distinguished. The colour of a solid colour layer and
// the background in its transformation can have the same code, because they take the same values.
func clash(p, other *parameter) bool {
	if p.removed != "" || other.removed != "" {
		return true
	}
	return p.places&other.places != 0 && (p.schema == other.schema || !reflect.DeepEqual(p.forms, other.forms))
}

// claim records the parameter of a name. It fails if another parameter has the name.
func claim(names map[string]*parameter, name string, p *parameter) error {
	if other, ok := names[name]; ok && other.code != p.code {
		return p.node.errorf("the name %s of %s is already used by %s (line %d)", name, p.code, other.code,
			other.node.Line)
	}
	names[name] = p
	return nil
}
