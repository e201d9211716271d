package main

import (
	"bytes"
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v3"
)

// folder has the examples and pages, relative to the root of the module.
const folder = "docs/reference/"

// build returns the contents of the files of the reference by name. root is the root folder of the module.
func build(root fs.FS) (map[string][]byte, error) {
	text, err := fs.ReadFile(root, "openapi.yaml")
	if err != nil {
		return nil, err
	}
	d, err := readDocument(text)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	samples, err := readSamples(root, folder+"samples")
	if err != nil {
		return nil, err
	}
	files, err := readPages(root)
	if err != nil {
		return nil, err
	}
	files["openapi.yaml"] = text
	if err := d.fillPages(files, samples); err != nil {
		return nil, err
	}
	if err := d.describe(samples); err != nil {
		return nil, err
	}
	files["reference.json"], err = encodeJSON(d.root)
	return files, err
}

// readPages returns the pages that are not generated.
func readPages(root fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for name, path := range map[string]string{
		"index.md":                    folder + "pages/index.md",
		"webhooks.md":                 folder + "pages/webhooks.md",
		"errors.md":                   folder + "pages/errors.md",
		"transformations.md":          "docs/transformations.md",
		"transformations.schema.json": "docs/transformations.schema.json",
		"presets.md":                  "docs/presets.md",
	} {
		content, err := fs.ReadFile(root, path)
		if err != nil {
			return nil, err
		}
		files[name] = content
	}
	return files, nil
}

// fillPages replaces the markers of the pages, such as <!-- webhooks -->, by what the document and the examples say.
func (d *document) fillPages(files map[string][]byte, samples *samples) error {
	webhooks, err := d.webhookSections(samples)
	if err != nil {
		return err
	}
	operations, err := d.operationErrors()
	if err != nil {
		return err
	}
	shared, err := d.sharedErrors()
	if err != nil {
		return err
	}
	for _, fill := range []struct{ page, marker, text string }{
		{"webhooks.md", "receiveWebhooks", codeBlock("go", samples.golang["receiveWebhooks"].declaration)},
		{"webhooks.md", "readWebhook", codeBlock("go", samples.golang["readWebhook"].declaration)},
		{"webhooks.md", "webhooks", webhooks},
		{"errors.md", "handleError", codeBlock("go", samples.golang["handleError"].body)},
		{"errors.md", "shared", shared},
		{"errors.md", "operations", operations},
	} {
		marker := []byte("<!-- " + fill.marker + " -->")
		if bytes.Count(files[fill.page], marker) != 1 || fill.text == "" {
			return fmt.Errorf("%spages/%s: want the marker %s once, and a text for it", folder, fill.page, marker)
		}
		files[fill.page] = bytes.Replace(files[fill.page], marker, []byte(fill.text), 1)
	}
	return nil
}

// codeBlock returns code as a block of Markdown, or an empty text for none.
func codeBlock(language, code string) string {
	if code == "" {
		return ""
	}
	return "```" + language + "\n" + code + "\n```"
}

// decode reads a YAML node into a Go value.
func decode[T any](n *yaml.Node) (value T, err error) {
	if n != nil {
		err = n.Decode(&value)
	}
	return value, err
}
