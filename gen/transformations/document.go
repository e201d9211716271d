package main

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The types in this file are decoded from the schemas and extensions of the document. A key for which a type has no
// field is an error.

// objectSchema is the schema of an object, with all supported keys.
type objectSchema struct {
	Type                 string
	Description          string
	ExternalDocs         yaml.Node `yaml:"externalDocs"`
	Required             []string
	AdditionalProperties bool `yaml:"additionalProperties"`
	Properties           yaml.Node
	Examples             yaml.Node
	Deprecated           bool
	Extension            yaml.Node `yaml:"x-transformation"`
}

// schemaExtension is the extension x-transformation of a schema.
type schemaExtension struct {
	Places  []string
	Removed string
}

// extension is the extension x-transformation of a property.
type extension struct {
	Code      string
	Base64    string
	Classic   []string
	Places    []string
	Forbidden []string
	Exclusive string
	Alone     bool // the code can be written without a value in URLs
	Default   string
	Separator string
}

// value is the schema of a value, with all supported keys.
type value struct {
	Ref         string `yaml:"$ref"`
	Title       string
	Description string
	Type        string
	Const       yaml.Node
	Enum        []yaml.Node
	Meanings    yaml.Node `yaml:"x-enumDescriptions"`
	AnyOf       yaml.Node `yaml:"anyOf"`

	Minimum          *float64
	Maximum          *float64
	ExclusiveMinimum *float64 `yaml:"exclusiveMinimum"`
	MultipleOf       float64  `yaml:"multipleOf"`

	Pattern   string
	MinLength int       `yaml:"minLength"`
	MaxLength int       `yaml:"maxLength"`
	Format    string    `yaml:"x-format"`
	Number    bool      `yaml:"x-number"` // the pattern matches numbers as they are written in URLs
	Parts     yaml.Node `yaml:"x-parts"`
	List      yaml.Node `yaml:"x-list"`

	Items       yaml.Node
	MinItems    int  `yaml:"minItems"`
	MaxItems    int  `yaml:"maxItems"`
	UniqueItems bool `yaml:"uniqueItems"`
}

// property is the schema of a property, or a named schema.
type property struct {
	value        `yaml:",inline"`
	Examples     yaml.Node
	ExternalDocs yaml.Node `yaml:"externalDocs"`
	Extension    yaml.Node `yaml:"x-transformation"`
	Deprecated   bool
	Experimental bool `yaml:"x-experimental"`
}

// alternative is one of the schemas of an anyOf.
type alternative struct {
	value     `yaml:",inline"`
	Extension yaml.Node `yaml:"x-transformation"`
}

// rules is the extension x-transformation of an alternative: rules that apply only to its values.
type rules struct {
	Forbidden []string
	Exclusive string
}

// list is the extension x-list.
type list struct {
	Separator   yaml.Node
	MinItems    int  `yaml:"minItems"`
	MaxItems    int  `yaml:"maxItems"`
	UniqueItems bool `yaml:"uniqueItems"`
	Items       yaml.Node
}

// partsExtension is the extension x-parts.
type partsExtension struct {
	Prefix    string
	Separator yaml.Node
	Parts     []yaml.Node
}

// partSchema is a part of x-parts.
type partSchema struct {
	value    `yaml:",inline"`
	Name     string
	Label    string
	Optional bool
	Default  yaml.Node
}

// meaningful has, for each kind of form, the keys that are used, apart from the title and the description.
var meaningful = map[kind][]string{
	flagForm:    {"type", "const"},
	booleanForm: {"type"},
	wordForm:    {"type", "const", "enum", "x-enumDescriptions"},
	numberForm:  {"type", "minimum", "maximum", "exclusiveMinimum", "multipleOf"},
	textForm:    {"type", "minLength", "maxLength"},
	pathForm:    {"type", "minLength", "maxLength", "x-format"},
	base64Form:  {"type", "minLength", "maxLength", "x-format"},
	promptForm:  {"type", "minLength", "maxLength", "x-format"},
	patternForm: {"type", "minLength", "maxLength", "pattern", "x-number"},
	partsForm:   {"type", "x-parts"},
	listForm:    {"type", "x-list", "items", "minItems", "maxItems", "uniqueItems"},
}

// checkKeys returns an error if a value has keys that would be ignored.
func (n node) checkKeys(meaningful []string) error {
	keys := keysOf(reflect.TypeFor[value]())
	for key := range n.members() {
		switch {
		case !slices.Contains(keys, key.Value), key.Value == "title", key.Value == "description":
		case !slices.Contains(meaningful, key.Value):
			return n.at(key).errorf("the key %s has no effect here; supported are %s",
				key.Value, strings.Join(meaningful, ", "))
		}
	}
	return nil
}

// decode decodes a mapping into the struct that to points to. It fails if the struct has no field for a key.
func (n node) decode(to any) error {
	if n.Kind != yaml.MappingNode {
		return n.errorf("want a mapping, not %q", n.Value)
	}
	known := keysOf(reflect.TypeOf(to).Elem())
	for key := range n.members() {
		if !slices.Contains(known, key.Value) {
			return n.at(key).errorf("unknown key %q; supported are %s", key.Value, strings.Join(known, ", "))
		}
	}
	if err := n.Decode(to); err != nil {
		return n.errorf("%w", err)
	}
	return nil
}

// keysOf returns the keys that a struct has fields for.
func keysOf(t reflect.Type) []string {
	var keys []string
	for field := range t.Fields() {
		name, inline, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case inline == "inline":
			keys = append(keys, keysOf(field.Type)...)
		case name != "":
			keys = append(keys, name)
		default:
			keys = append(keys, strings.ToLower(field.Name))
		}
	}
	return keys
}
