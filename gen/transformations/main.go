// Command transformations reads the transformation language from openapi.yaml and writes what is made of it:
//
//   - urlbuilder/parameters.gen.go, the tables of package urlbuilder;
//   - docs/transformations.md, the reference documentation of the language;
//   - docs/transformations.schema.json, a JSON Schema of files with presets, for editors.
//
// go generate runs it in the root of the module. The extensions of OpenAPI that it reads are described in package gen.
package main

import (
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

// run reads the document and writes the files. It writes none if it cannot make all of them.
func run(spec, goFile, markdown, schema string) error {
	text, err := os.ReadFile(spec)
	if err != nil {
		return err
	}
	l, err := read(spec, text)
	if err != nil {
		return err
	}
	files := map[string][]byte{markdown: l.markdownFile()}
	if files[goFile], err = l.goFile(); err != nil {
		return err
	}
	if files[schema], err = l.schemaFile(); err != nil {
		return err
	}
	for name, content := range files {
		err := os.WriteFile(name, content, 0o644) //nolint:gosec // for everybody to read
		if err != nil {
			return err
		}
	}
	return nil
}
