// Command transformations reads the transformation language from openapi.yaml and writes these files:
//
//   - urlbuilder/parameters.gen.go, the tables of package urlbuilder;
//   - docs/transformations.md, the reference documentation of the language;
//   - docs/transformations.schema.json, a JSON Schema of files with presets, for editors.
//
// go generate runs it in the root of the module. If the document has something that the command does not support, it
// fails with an error that names file, line, schema and property.
//
// # Schemas
//
// TransformationChain and the schemas that it refers to describe the language. RemovedTransformation has the parameters
// that the service no longer supports. A comment of one line above a property is the heading of a group. A property
// with a name in URLs has the extension x-transformation:
//
//	x-transformation:
//	  code: w                     # the name in URLs
//	  base64: ie                  # the name under which the value is in base64
//	  classic: [width]            # the names in versions 3 to 6 of the SDKs
//	  places: [image, layer]      # where it is documented; at a schema, for all its properties
//	  forbidden: [condition]      # where it cannot be used, according to the documentation
//	  exclusive: ai               # a step can have one parameter of this group
//	  alone: true                 # the code can be without a value in URLs, although JSON has no form for that
//	  default: maintain_ratio     # the default: a value, or a sentence
//	  separator: _                # between the items of an array
//
// The places are image, video, image layer, video layer, text layer, subtitle layer, solid colour layer, condition, and
// layer for all layers. An alternative within anyOf can have forbidden and exclusive as well. In RemovedTransformation,
// removed is the day of the removal. x-experimental: true marks a parameter that may change.
//
// # Values
//
// A value has the types, bounds, enums and patterns of JSON Schema. A boolean with const: true is a parameter without
// a value in URLs. x-enumDescriptions describes the words of an enum. Text can have one of these extensions:
//
//	x-format: path                # or base64, or prompt
//	x-number: true                # with a pattern: numbers as text, which are equal to numbers in URLs
//	x-parts:                      # several parts
//	  prefix: blurred             # the word that the value begins with
//	  separator: [-, _]           # the first one is the usual one
//	  parts:                      # each with a name and a schema
//	    - {name: blur, label: bl-, type: integer, default: 10}
//	x-list: {separator: _, minItems: 1, maxItems: 4, uniqueItems: true, items: {type: integer}}
//
// Parts with a label can be in any order. The others are in the order of the document; only the last ones of these can
// be optional. TransformationExpression, TransformationColor and TransformationCondition are patterns; x-expression,
// x-color and x-condition list their words.
//
// # Files
//
// The types in document.go are decoded from the document; the types in language.go describe the language. read.go,
// read_values.go, read_words.go and examples.go convert the document to the language. golang.go writes the Go file;
// markdown.go, with markdown_section.go, phrases.go and the introduction intro.md, writes the documentation; schema.go,
// with pattern.go and json.go, writes the JSON Schema.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

func main() {
	spec := flag.String("spec", "openapi.yaml", "the OpenAPI document")
	goFile := flag.String("go", "urlbuilder/parameters.gen.go", "the file for Go")
	markdown := flag.String("markdown", "docs/transformations.md", "the file with the documentation")
	schema := flag.String("schema", "docs/transformations.schema.json", "the file with the JSON Schema")
	flag.Parse()
	if err := run(*spec, *goFile, *markdown, *schema); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads the document and writes the files. It writes no file if one of them cannot be made.
func run(spec, goFile, markdown, schema string) error {
	text, err := os.ReadFile(spec)
	if err != nil {
		return err
	}
	l, err := read(spec, text)
	if err != nil {
		return err
	}
	goText, err := l.goFile()
	if err != nil {
		return err
	}
	schemaText, err := l.schemaFile()
	if err != nil {
		return err
	}
	return errors.Join(write(goFile, goText), write(markdown, l.markdownFile()), write(schema, schemaText))
}

func write(name string, content []byte) error {
	return os.WriteFile(name, content, 0o644) //nolint:gosec // everybody may read the file
}
