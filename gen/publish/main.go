// Command publish writes openapi.yaml as JSON, in the same order, to docs/openapi/openapi.json.
//
// go generate runs it in the root of the module.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
)

func main() {
	spec := flag.String("spec", "openapi.yaml", "the OpenAPI document")
	out := flag.String("out", "docs/openapi/openapi.json", "the file for the document as JSON")
	flag.Parse()
	if err := run(*spec, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(spec, out string) error {
	text, err := os.ReadFile(spec)
	if err != nil {
		return err
	}
	root, err := readYAML(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("%s: %w", spec, err)
	}
	published, err := toJSON(root)
	if err != nil {
		return fmt.Errorf("%s: %w", spec, err)
	}
	return write(out, published)
}

func write(name string, content []byte) error {
	return os.WriteFile(name, content, 0o644) //nolint:gosec // everybody may read the file
}
