// Command reference writes the sources of the API reference, from which the script build makes the site:
//
//   - reference.json, openapi.yaml as JSON, with examples in Go, curl and TypeScript (x-codeSamples) and with tables of
//     the errors in the descriptions;
//   - webhooks.md, the webhooks with their payloads and the Go code that receives them;
//   - errors.md, the errors of all operations;
//   - index.md, transformations.md and presets.md, which are copies.
//
// The examples are those of the folder samples, whose tests run them. The command fails if an operation has none.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", ".", "the root `folder` of the module")
	out := flag.String("o", "", "the `folder` to which the files are written")
	flag.Parse()
	if err := run(*root, *out); err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
}

// run reads the document, the examples and the pages below root, and writes the files to the folder out.
func run(root, out string) error {
	files, err := build(os.DirFS(root))
	if err != nil {
		return err
	}
	if out == "" {
		return errors.New("the flag -o is missing")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil { //nolint:gosec // a public page
			return err
		}
	}
	return nil
}
