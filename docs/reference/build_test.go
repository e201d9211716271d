package main

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"
)

const (
	testDocument = `openapi: 3.1.0
info: {description: "Text.\n\n**Errors.** For generators.\n\n- a list\n\n**Hosts.** More."}
servers: [{url: https://api.test}]
paths:
  /v1/things/{id}:
    parameters: [{$ref: '#/components/parameters/ID'}]
    patch:
      operationId: changeThing
      tags: [Small things]
      summary: Changes a thing.
      requestBody: {content: {application/json: {example: {name: "it's", 1: [1.50, null, true]}}}}
      responses: {'401': {$ref: '#/components/responses/Unauthorized'}}
      x-errors:
        - {status: 404, message: 'No {id} | "x".', when: the id is wrong}
        - {status: 400, message: 'Bad.', reason: BAD}
webhooks:
  thing.changed:
    post:
      operationId: onThingChanged
      tags: [Webhooks]
      summary: A thing has changed.
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Event'}, example: {id: 1}}}
components:
  parameters:
    ID: {name: id, in: path, required: true, example: a b}
  responses:
    Unauthorized: {x-errors: [{message: No key.}]}
`
	testSamples = `package samples_test

func changeThing(ik *Client) error {
	if err := ik.ChangeThing("x"); err != nil {
		return err
	}
	return nil
}

// onThingChanged has a comment.
func onThingChanged(event Event) error { return nil }

func receiveWebhooks() { a() }

func readWebhook() { b() }

func handleError() error {
	c()
	return nil
}
`
)

// testTree returns a root folder with a small document.
func testTree() fstest.MapFS {
	tree := fstest.MapFS{}
	for name, text := range map[string]string{
		"openapi.yaml": testDocument, "docs/reference/samples/samples_test.go": testSamples,
		"docs/reference/pages/index.md":    "# Index\n",
		"docs/reference/pages/webhooks.md": "<!-- receiveWebhooks -->\n<!-- readWebhook -->\n<!-- webhooks -->\n",
		"docs/reference/pages/errors.md":   "<!-- handleError -->\n<!-- shared -->\n<!-- operations -->\n",
		"docs/transformations.md":          "# Transformations\n", "docs/presets.md": "# Presets\n",
		"docs/transformations.schema.json": "{}",
	} {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

func TestBuild_Reference(t *testing.T) {
	t.Parallel()
	files, err := build(testTree())
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Info  struct{ Description string }
		Paths map[string]map[string]struct {
			Summary, Description string
			CodeSamples          []struct{ Lang, Label, Source string } `json:"x-codeSamples"`
		}
		Webhooks map[string]map[string]struct{ Description string }
	}
	const parameters = `"parameters":[{"$ref":"#/components/parameters/ID"}],` // beside the operations
	text := strings.Replace(string(files["reference.json"]), parameters, "", 1)
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if want := "Text.\n\n**Hosts.** More."; got.Info.Description != want {
		t.Errorf("description %q, want %q", got.Info.Description, want)
	}
	op := got.Paths["/v1/things/{id}"]["patch"]
	if op.Summary != "Changes a thing" {
		t.Errorf("summary %q", op.Summary)
	}
	for _, row := range []string{
		"| Status | Message | Reason | When |\n",
		"| 400 | `Bad.` | `BAD` |  |\n| 404 | `No {id} \\| \"x\".` |  | the id is wrong |",
	} {
		if !strings.Contains(op.Description, row) {
			t.Errorf("the description has no %q: %s", row, op.Description)
		}
	}
	wantGo := "if err := ik.ChangeThing(\"x\"); err != nil {\n    return err\n}"
	wantCurl := "curl -X PATCH -u \"$IMAGEKIT_PRIVATE_KEY:\" https://api.test/v1/things/a%20b \\\n" +
		`  --json '{"name": "it'\''s", "1": [1.50, null, true]}'`
	if len(op.CodeSamples) != 2 || op.CodeSamples[0].Source != wantGo || op.CodeSamples[1].Source != wantCurl {
		t.Errorf("samples %+v, want\n%s\n%s", op.CodeSamples, wantGo, wantCurl)
	}
	webhook := got.Webhooks["thing.changed"]["post"].Description
	if !strings.Contains(webhook, "func onThingChanged(event Event)") {
		t.Errorf("the description of the webhook is %q", webhook)
	}
}

func TestBuild_Pages(t *testing.T) {
	t.Parallel()
	files, err := build(testTree())
	if err != nil {
		t.Fatal(err)
	}
	for page, parts := range map[string][]string{
		"webhooks.md": {
			"func receiveWebhooks() { a() }", "func readWebhook() { b() }",
			"### thing.changed\n\nA thing has changed.\n",
			"`Event`", "(api.html#tag/webhooks/webhook/thing.changed)", "{\n  \"id\": 1\n}",
		},
		"errors.md": {
			"```go\nc()\n```", "| 401 | `No key.` |", "### changeThing\n\nChanges a thing: ",
			"[`PATCH /v1/things/{id}`](api.html#tag/small-things/changeThing)",
		},
		"index.md": {"# Index"}, "transformations.md": {"# Transformations"},
	} {
		for _, part := range parts {
			if !strings.Contains(string(files[page]), part) {
				t.Errorf("%s has no %q: %s", page, part, files[page])
			}
		}
	}
}

func TestBuild_Errors(t *testing.T) {
	t.Parallel()
	const document, samples = "openapi.yaml", "docs/reference/samples/samples_test.go"
	for want, change := range map[string]struct{ file, old, new string }{
		"changeThing: docs/reference/samples has no Go function": {samples, "func changeThing", "func other"},
		"onThingChanged: want an example of the payload":         {samples, "func onThingChanged", "func other"},
		"want the marker <!-- shared --> once":                   {"docs/reference/pages/errors.md", "shared", "x"},
		"the parameter id has no example":                        {document, ", example: a b", ""},
		"the body has no JSON example":                           {document, "{example: {name", "{other: {name"},
		"a YAML alias, which is not supported":                   {document, "{id: 1}}", "&x {id: 1}, x: *x}"},
		"without operationId, tags or summary":                   {document, "tags: [Small things]", "x: 1"},
		"a number that JSON does not have":                       {document, "1.50", "0x1F"},
		"no operation has the response":                          {document, "responses/Unauthorized'", "responses/X'"},
		"openapi.yaml: it is empty":                              {document, testDocument, ""},
	} {
		tree := testTree()
		old := string(tree[change.file].Data)
		tree[change.file].Data = []byte(strings.Replace(old, change.old, change.new, 1))
		if _, err := build(tree); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// TestBuild_Document builds the reference of openapi.yaml, and checks that it has all that the document has.
func TestBuild_Document(t *testing.T) {
	t.Parallel()
	files, err := build(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := yaml.Unmarshal(files["openapi.yaml"], &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(files["reference.json"], &got); err != nil {
		t.Fatal(err)
	}
	assertContains(t, "", want, got)
	if n := strings.Count(string(files["reference.json"]), `"x-codeSamples":[{"lang":"go",`); n != 59 {
		t.Errorf("%d operations have Go examples, want 59", n)
	}
	if n := len(regexp.MustCompile("(?m)^```go\nfunc on").FindAll(files["webhooks.md"], -1)); n != 12 {
		t.Errorf("%d webhooks have Go examples, want 12", n)
	}
}

// assertContains checks that got has all members of want. Summaries and descriptions are changed.
func assertContains(t *testing.T, at string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		object, _ := got.(map[string]any)
		for name, value := range want {
			if text, ok := value.(string); ok && (name == "summary" || name == "description") {
				value, object[name] = strings.Fields(text)[0], strings.Fields(object[name].(string))[0]
			}
			assertContains(t, at+"/"+name, value, object[name])
		}
	case []any:
		list, _ := got.([]any)
		if len(list) != len(want) {
			t.Fatalf("%s: %v, want %v", at, got, want)
		}
		for i := range want {
			assertContains(t, at, want[i], list[i])
		}
	case int:
		assertContains(t, at, float64(want), got)
	default:
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v, want %#v", at, got, want)
		}
	}
}
