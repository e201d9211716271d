package main

import (
	"fmt"
	"strings"
	"testing"
)

// parse returns a document with one operation, POST /a/{b}. The arguments are the YAML of the operation and of the
// components.
func parse(t *testing.T, operation, components string) *document {
	t.Helper()
	indent := func(by, yaml string) string { return by + strings.ReplaceAll(strings.TrimSpace(yaml), "\n", "\n"+by) }
	yaml := "openapi: 3.1.0\npaths:\n  /a/{b}:\n    post:\n" + indent("      ", operation) + "\n" +
		"components:\n" + indent("  ", components)
	d, err := parseDocument([]byte(yaml))
	if err != nil {
		t.Fatalf("%v in\n%s", err, yaml)
	}
	return d
}

// withSchema returns a document with one response. schema is the schema of the response, and a that of the component A.
func withSchema(t *testing.T, schema, a string) *document {
	t.Helper()
	operation := fmt.Sprintf("responses: {200: {content: {application/json: {schema: %s}}}}", schema)
	return parse(t, operation, "schemas: {A: "+a+"}")
}

// schemas are pairs of schemas of the response 200, with the differences of their documents.
var schemas = []struct {
	name, vendor, local string
	want                []string
}{
	{"text", "{type: string}", "{type: string}", nil},
	{"reference", "{$ref: '#/components/schemas/A'}", "{type: object, properties: {a: {type: string}}}", nil},
	{
		"reference with more", "{$ref: '#/components/schemas/A', required: [a]}",
		"{$ref: '#/components/schemas/A'}",
		[]string{"a: required only in vendor"},
	},
	{
		"all of several", "{allOf: [{$ref: '#/components/schemas/A'}, {required: [b], properties: {b: {}}}]}",
		"{type: object, required: [b], properties: {a: {type: string}, b: true}}", nil,
	},
	{
		"all of several with one property",
		"{allOf: [{$ref: '#/components/schemas/A'}, {properties: {a: {maxLength: 3}}}]}",
		"{$ref: '#/components/schemas/A'}",
		[]string{"a: maxLength: 3 in vendor, none in local"},
	},
	{"two types", "{oneOf: [{type: string}, {type: number}]}", "{type: [number, string]}", nil},
	{"null", "{type: [string, null]}", "{anyOf: [{type: string}, {type: 'null'}]}", nil},
	{"nullable", "{type: string, nullable: true}", "{type: string}", []string{
		": types: null or string in vendor, string in local",
	}},
	{"any type", "{}", "{type: string}", []string{": types: any in vendor, string in local"}},
	{"constant", "{const: a}", "{type: string, enum: [a]}", nil},
	{"enums of several schemas", "{oneOf: [{const: a}, {enum: [b, c]}]}", "{enum: [a, b]}", []string{
		`: value "c" only in vendor`,
	}},
	{"enum or any text", "{oneOf: [{const: a}, {type: string}]}", "{type: string}", nil},
	{
		"whole numbers", "{type: integer, minimum: 1}", "{type: number, maximum: 1.5}", []string{
			": maximum: none in vendor, 1.5 in local", ": minimum: 1 in vendor, none in local",
			": types: integer in vendor, number in local",
		},
	},
	{
		"limits of one of several texts", "{oneOf: [{type: string, maxLength: 3}, {type: string}]}",
		"{type: string, maxLength: 3}",
		[]string{": maxLength: 3 or none in vendor, 3 in local"},
	},
	{"lists", "{type: array, items: {type: string}}", "{type: array, maxItems: 3, items: {type: boolean}}", []string{
		"[]: types: string in vendor, boolean in local", ": maxItems: none in vendor, 3 in local",
	}},
	{
		"maps", "{type: object, additionalProperties: {type: string}}", "{type: object, additionalProperties: true}",
		[]string{
			"*: only in vendor",
		},
	},
	{"values of maps", "{additionalProperties: {type: string}}", "{additionalProperties: {type: number}}", []string{
		"*: types: string in vendor, number in local",
	}},
	{"closed", "{type: object, additionalProperties: false}", "{type: object, unevaluatedProperties: false}", nil},
	{"open", "{type: object, additionalProperties: false}", "{type: object}", []string{": closed only in vendor"}},
	{"default of null", "{type: string, default: null}", "{type: string}", []string{
		": default: null in vendor, none in local",
	}},
	{"marks", "{type: string, readOnly: true, deprecated: false}", "{type: string, writeOnly: true}", []string{
		": readOnly: true in vendor, none in local", ": writeOnly: none in vendor, true in local",
	}},
	{
		"kinds of objects",
		"{oneOf: [{properties: {k: {const: a}, x: {}}}, {properties: {k: {const: b}, y: {}}}]}",
		"{oneOf: [{properties: {k: {const: b}, x: {}}}, {properties: {k: {const: a}, x: {}}}]}",
		[]string{"<k=b>.x: only in local", "<k=b>.y: only in vendor"},
	},
	{
		"objects without a discriminator",
		"{oneOf: [{required: [a, b], properties: {a: {}, b: {}}}, {required: [b], properties: {b: {}, c: {}}}]}",
		"{required: [b], properties: {a: {}, b: {}, c: {}}}", nil,
	},
	{"reference to nothing", "{$ref: '#/components/schemas/C'}", "{$ref: 'other.yaml'}", nil},
}

func TestCompare_Schemas(t *testing.T) {
	t.Parallel()
	for _, test := range schemas {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			const a = "{type: object, properties: {a: {type: string}}}"
			got := compare(withSchema(t, test.vendor, a), withSchema(t, test.local, a))
			for i := range got {
				got[i] = strings.TrimPrefix(strings.TrimPrefix(got[i], "POST /a/{b} 200"), " ")
			}
			assertDifferences(t, got, test.want)
		})
	}
}

// TestCompare_Recursive compares schemas that contain themselves. A difference reports where the comparison ends.
func TestCompare_Recursive(t *testing.T) {
	t.Parallel()
	const a = "{$ref: '#/components/schemas/A'}"
	recursive := withSchema(t, a, "{properties: {a: "+a+"}}")
	got := compare(recursive, recursive)
	if len(got) != 1 || !strings.HasSuffix(got[0], ".a.a: too deep to be compared") {
		t.Errorf("differences %q", got)
	}
}

// operations are pairs of operations, with the differences of their documents.
var operations = []struct {
	name, vendor, local string
	want                []string
}{
	{
		"names of parameters in the path",
		"parameters: [{in: path, name: b, required: true}, {in: header, name: X-A}]",
		"parameters: [{in: header, name: x-a}, {in: path, name: b, required: true}]", nil,
	},
	{
		"lists in parameters",
		"parameters: [{in: query, name: a, schema: {type: array}}, {in: query, name: b, schema: {type: string}}]",
		"parameters: [{in: query, name: a, explode: false, schema: {type: array}}, " +
			"{in: query, name: b, explode: false, schema: {type: string}}]",
		[]string{"query a: style: form with explode true in vendor, form with explode false in local"},
	},
	{
		"responses that are shared", "responses: {'404': {$ref: '#/components/responses/R'}}", "responses: {404: {}}",
		[]string{
			"404 application/json: only in vendor", `404: message "Gone." only in vendor`,
		},
	},
	{
		"texts of fields", `
responses:
  '400':
    content:
      application/json:
        schema: {properties: {message: {examples: ["Value is -1.", "Bad."]}, reason: {example: BAD}}}`, `
responses:
  '400': {content: {application/json: {schema: {properties: {message: {}, reason: {}}}, example: {message: Sample.}}}}
x-errors: [{status: 400, message: 'Value is {limit}.'}, {status: 404, message: Bad.}, {status: 400, reason: WORSE}]`,
		[]string{
			`400: message "Bad." only in vendor`, `400: reason "BAD" only in vendor`,
			`400: reason "WORSE" only in local`,
		},
	},
	{
		"texts of partial success",
		"responses: {'207': {content: {application/json: {schema: {example: {message: Some.}}}}}}",
		"responses: {'207': {content: {application/json: {example: {message: Others., reason: SOME}}}}}",
		[]string{
			`207: message "Others." only in local`, `207: message "Some." only in vendor`,
			`207: reason "SOME" only in local`,
		},
	},
}

func TestCompare_Operations(t *testing.T) {
	t.Parallel()
	for _, test := range operations {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			const components = "responses: {R: {x-errors: [{message: Gone.}], content: {application/json: {}}}}"
			got := compare(parse(t, test.vendor, components), parse(t, test.local, components))
			for i := range got {
				got[i] = strings.TrimPrefix(got[i], "POST /a/{b} ")
			}
			assertDifferences(t, got, test.want)
		})
	}
}

// TestCompare_PathNames compares an operation whose path parameters have different names.
func TestCompare_PathNames(t *testing.T) {
	t.Parallel()
	vendor := parse(t, "parameters: [{in: path, name: b}]", "schemas: {}")
	local := parse(t, "parameters: [{in: path, name: id}]", "schemas: {}")
	paths := child(local.root, "paths")
	paths["/a/{id}"] = paths["/a/{b}"]
	delete(paths, "/a/{b}")
	assertDifferences(t, compare(vendor, local), nil)
}
