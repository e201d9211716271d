// Command search reads the fields of search queries from openapi.yaml, where the extension x-search-fields of the
// parameter searchQuery lists them. It writes helpers/search/fields.gen.go: the table of the fields, and a variable for
// each field with the Go type that has a method for each of its operators.
//
// go generate runs it in the root of the module. If there is no Go type for a field, it fails with an error that names
// file, line and field: add a type to package search, and to goTypes in golang.go. The description of the document
// explains the keys of x-search-fields.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

func main() {
	spec := flag.String("spec", "openapi.yaml", "the OpenAPI document")
	goFile := flag.String("go", "helpers/search/fields.gen.go", "the file for Go")
	flag.Parse()
	if err := run(*spec, *goFile); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads the document and writes the file. It writes nothing if the file cannot be made.
func run(spec, goFile string) error {
	text, err := os.ReadFile(spec)
	if err != nil {
		return err
	}
	fields, err := read(spec, text)
	if err != nil {
		return err
	}
	content, err := goText(fields)
	if err != nil {
		return err
	}
	return os.WriteFile(goFile, content, 0o644) //nolint:gosec // everybody may read the file
}

// searchField is an entry of x-search-fields.
type searchField struct {
	Name          string
	MetadataTypes []string `yaml:"metadataTypes"`
	Description   string
	Values        []string
	Units         []string
	Enum          []string
	Operators     []string
	Assets        string

	place string // of the entry in the document, for errors
}

// document has the parts of an OpenAPI document that this command reads.
type document struct {
	Paths map[string]struct {
		Get struct {
			Parameters []struct {
				Name   string
				Fields []yaml.Node `yaml:"x-search-fields"`
			}
		}
	}
}

// read returns the entries of x-search-fields.
func read(file string, text []byte) ([]searchField, error) {
	var d document
	if err := yaml.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var fields []searchField
	for _, parameter := range d.Paths["/v1/files"].Get.Parameters {
		for _, node := range parameter.Fields {
			f, err := readField(fmt.Sprintf("%s:%d", file, node.Line), &node)
			if err != nil {
				return nil, err
			}
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("%s: no parameter of GET /v1/files has x-search-fields", file)
	}
	return fields, nil
}

// keys are the keys of an entry.
var keys = []string{
	"name", "metadataTypes", "description", "values", "units", "enum", "operators", "assets",
}

// readField decodes an entry. place is its place in the document.
func readField(place string, entry *yaml.Node) (searchField, error) {
	f := searchField{place: place}
	if err := entry.Decode(&f); err != nil {
		return f, fmt.Errorf("%s: %w", place, err)
	}
	for pair := range slices.Chunk(entry.Content, 2) {
		if key := pair[0].Value; !slices.Contains(keys, key) {
			return f, fmt.Errorf("%s: unknown key %q; supported are %s", place, key, strings.Join(keys, ", "))
		}
	}
	switch {
	case f.Name == "" || f.Description == "" || len(f.Values) == 0:
		return f, fmt.Errorf("%s: %q needs a name, a description and values", place, f.Name)
	case f.isCustom() && len(f.MetadataTypes) == 0:
		return f, fmt.Errorf("%s: %s needs metadataTypes", place, f.Name)
	}
	return f, nil
}
