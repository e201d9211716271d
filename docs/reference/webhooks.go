package main

import (
	"fmt"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// webhookSections returns a section for each webhook: what it means, its payload, and the Go function that receives it.
func (d *document) webhookSections(s *samples) (string, error) {
	var out strings.Builder
	for _, op := range d.webhooks {
		media := member(op.node, "requestBody", "content", "application/json")
		receiver := s.golang[op.id].declaration
		example := d.exampleOf(media)
		if receiver == "" || example == nil {
			return "", fmt.Errorf("%s: want an example of the payload, and a Go function in %ssamples", op.id, folder)
		}
		payload, err := encodeJSON(example, jsontext.Multiline(true), jsontext.WithIndent("  "))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "### %s\n\n%s\n", op.path, text(member(op.node, "summary")))
		if description := text(member(op.node, "description")); description != "" {
			fmt.Fprintf(&out, "%s\n", strings.TrimSpace(description))
		}
		fmt.Fprintf(&out, "\nThe type in Go and in the document is `%s`; the [reference](%s) describes its fields.\n\n",
			path.Base(text(member(media, "schema", "$ref"))), op.link())
		fmt.Fprintf(&out, "%s\n\n%s\n\n", codeBlock("go", receiver), codeBlock("json", string(payload)))
	}
	return out.String(), nil
}

// link returns the address of the operation in the reference. The script build checks that it exists.
func (op *operation) link() string {
	tag := strings.ReplaceAll(strings.ToLower(op.tag), " ", "-")
	if strings.HasPrefix(op.path, "/") {
		return "api.html#tag/" + tag + "/" + op.id
	}
	return "api.html#tag/" + tag + "/webhook/" + op.path
}
