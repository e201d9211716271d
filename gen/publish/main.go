// Command publish writes openapi.yaml as JSON, with the keys in the same order, to two files:
//
//   - docs/openapi/openapi.json is the document;
//   - docs/openapi/openapi.wire.json is the wire variant, which describes values as they are sent.
//
// go generate runs it in the root of the module.
//
// # The wire variant
//
// Many generators ignore how the document says that values are encoded. They repeat a list where the service expects
// commas, or send "[object Object]" where it expects JSON. In the wire variant, such a value is text, and its
// description says what the text contains. These are all differences from the document:
//
//   - A part of a multipart request whose encoding has the content type application/json is a string. It does not have
//     contentMediaType, because there are generators that take every text with this keyword for a file.
//   - A list is a string if it is a part of a multipart request, or a query parameter, with explode: false.
//   - Examples and defaults of both are text as well.
//   - Multipart requests have no encoding.
//   - Responses with the status 5XX have the status default.
//   - The schema File is named FileDetails, because browsers have a type File, which generated code would hide.
//   - The description of the document says that it is the wire variant.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
)

func main() {
	spec := flag.String("spec", "openapi.yaml", "the OpenAPI document")
	jsonFile := flag.String("json", "docs/openapi/openapi.json", "the file for the document as JSON")
	wireFile := flag.String("wire", "docs/openapi/openapi.wire.json", "the file for the wire variant")
	flag.Parse()
	if err := run(*spec, *jsonFile, *wireFile); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads the document and writes the files. It writes no file if one of them cannot be made.
func run(spec, jsonFile, wireFile string) error {
	text, err := os.ReadFile(spec)
	if err != nil {
		return err
	}
	published, wire, err := publish(text)
	if err != nil {
		return fmt.Errorf("%s: %w", spec, err)
	}
	return errors.Join(write(jsonFile, published), write(wireFile, wire))
}

// publish returns the document and its wire variant as JSON.
func publish(text []byte) (published, wire []byte, err error) {
	root, err := readYAML(bytes.NewReader(text))
	if err != nil {
		return nil, nil, err
	}
	if published, err = toJSON(root); err != nil {
		return nil, nil, err
	}
	if err := toWire(root); err != nil {
		return nil, nil, err
	}
	wire, err = toJSON(root)
	return published, wire, err
}

func write(name string, content []byte) error {
	return os.WriteFile(name, content, 0o644) //nolint:gosec // everybody may read the file
}
