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
			f := searchField{place: fmt.Sprintf("%s:%d", file, node.Line)}
			if err := node.Decode(&f); err != nil {
				return nil, fmt.Errorf("%s: %w", f.place, err)
			}
			if f.Name == "" || f.Description == "" {
				return nil, fmt.Errorf("%s: %q needs a name and a description", f.place, f.Name)
			}
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("%s: no parameter of GET /v1/files has x-search-fields", file)
	}
	return fields, nil
}
