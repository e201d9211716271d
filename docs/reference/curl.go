package main

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// shownParameters are the optional query parameters that the commands contain. All parameters have examples, but these
// do not fit together.
var shownParameters = map[string][]string{"listFiles": {"searchQuery", "sort", "limit"}}

// curl returns a command that sends the example of the operation. It supports requests without a body and with JSON.
func (op *operation) curl() (string, error) {
	address := op.server + op.path
	var query []string
	for _, parameter := range op.parameters {
		name, example := text(member(parameter, "name")), member(parameter, "example")
		isShown := text(member(parameter, "required")) == "true" || slices.Contains(shownParameters[op.id], name)
		switch {
		case !isShown:
			continue
		case example == nil:
			return "", fmt.Errorf("the parameter %s has no example", name)
		}
		switch in := text(member(parameter, "in")); in {
		case "path":
			address = strings.ReplaceAll(address, "{"+name+"}", url.PathEscape(example.Value))
		case "query":
			query = append(query, "--data-urlencode "+quoted(name+"="+example.Value))
		default:
			return "", fmt.Errorf("the parameter %s is in %s, which is not supported", name, in)
		}
	}
	body, err := op.jsonExample()
	if err != nil {
		return "", err
	}
	lines := []string{`curl -u "$IMAGEKIT_PRIVATE_KEY:" ` + quoted(address)}
	switch {
	case body != "" && len(query) > 0:
		return "", errors.New("parameters and a body are not supported")
	case len(query) > 0:
		lines[0] = strings.Replace(lines[0], "curl", "curl -G", 1)
		lines = append(lines, query...)
	case body != "":
		lines = append(lines, "--json "+quoted(body))
	}
	if method := map[bool]string{true: "POST", false: "GET"}[body != ""]; op.method != method {
		lines[0] = strings.Replace(lines[0], "curl", "curl -X "+op.method, 1)
	}
	return strings.Join(lines, " \\\n  "), nil
}

// jsonExample returns the example of the body as JSON, or an empty text if the operation has no body.
func (op *operation) jsonExample() (string, error) {
	body := member(op.node, "requestBody")
	if body == nil {
		return "", nil
	}
	example := op.document.exampleOf(member(body, "content", "application/json"))
	if example == nil {
		return "", errors.New("the body has no JSON example")
	}
	line, err := encodeJSON(example, jsontext.SpaceAfterColon(true), jsontext.SpaceAfterComma(true))
	if err == nil && len(line) > maxJSONLine {
		line, err = encodeJSON(example, jsontext.Multiline(true), jsontext.WithIndent("  "))
	}
	return string(line), err
}

// maxJSONLine is the length up to which a body is written in one line.
const maxJSONLine = 60

// exampleOf returns the example of a media type, or the first one of several; nil for none.
func (d *document) exampleOf(mediaType *yaml.Node) *yaml.Node {
	if example := member(mediaType, "example"); example != nil {
		return example
	}
	for _, example := range members(member(mediaType, "examples")) {
		return member(d.resolve(example), "value")
	}
	return nil
}

var unquoted = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

// quoted returns a word of a shell command.
func quoted(word string) string {
	if unquoted.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
