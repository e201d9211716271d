package contract

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit/gen/server"
)

const jsonMedia = "application/json"

// Document returns openapi.yaml, parsed once per process. Callers must not change it.
func Document() (*openapi3.T, error) { return load() }

// load decodes the document as JSON. [server.GetSpec] decodes it as YAML, which takes more than three times the memory.
var load = sync.OnceValues(func() (*openapi3.T, error) {
	text, err := server.GetSpecJSON()
	if err != nil {
		return nil, err
	}
	doc := &openapi3.T{}
	if err := doc.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	return doc, openapi3.NewLoader().ResolveRefsIn(doc, nil)
})

// document returns the document, or an empty one if it cannot be parsed. It is for functions that return no error: a
// server calls [Document] first and does not start if that fails.
func document() *openapi3.T {
	doc, err := load()
	if err != nil {
		return &openapi3.T{Paths: openapi3.NewPaths(), Components: &openapi3.Components{}}
	}
	return doc
}

// HasOperation reports whether the document has an operation with this operationId.
func HasOperation(id string) bool { return operationIDs()[id] }

var operationIDs = sync.OnceValue(func() map[string]bool {
	ids := map[string]bool{}
	for _, item := range document().Paths.Map() {
		for _, operation := range item.Operations() {
			ids[operation.OperationID] = true
		}
	}
	return ids
})

// OperationSummary describes an operation of the document for people.
type OperationSummary struct {
	ID      string `json:"id"` // the operationId
	Method  string `json:"method"`
	Path    string `json:"path"`
	Summary string `json:"summary"` // a sentence
}

// Operations returns all operations, sorted by path and method.
func Operations() []OperationSummary {
	var all []OperationSummary
	for path, item := range document().Paths.Map() {
		for method, o := range item.Operations() {
			all = append(all, OperationSummary{o.OperationID, method, path, o.Summary})
		}
	}
	slices.SortFunc(all, func(a, b OperationSummary) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return all
}

// PublicPaths returns the sorted paths of the operations with POST that can be called without credentials.
func PublicPaths() []string {
	var paths []string
	for path, item := range document().Paths.Map() {
		if item.Post != nil && isPublic(item.Post) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// Events returns the sorted types of all webhook events.
func Events() []string { return slices.Sorted(maps.Keys(document().Webhooks)) }

// HasEvent reports whether the document has a type of webhook events.
func HasEvent(event string) bool { return document().Webhooks[event] != nil }

// ExampleEvent returns a copy of the example of a webhook event in the document, or nil.
func ExampleEvent(event string) map[string]any {
	item := document().Webhooks[event]
	if item == nil {
		return nil
	}
	example, _ := item.Post.RequestBody.Value.Content[jsonMedia].Example.(map[string]any)
	return maps.Clone(example)
}

// CheckEvent validates the body of a webhook event. The error is an [*Error] whose field is payload or begins with
// payload.
func CheckEvent(event string, body []byte) error {
	value, err := decode(body)
	if err == nil {
		err = validate(Pointer("webhooks", event, "post", "requestBody", "content", jsonMedia, "schema"), value)
	}
	return describe("payload", err)
}

// IsSecret reports whether a field with this name is a secret anywhere in the document: a credential, or a value that
// the service does not return later. It ignores case, so that it accepts names of Go fields too.
func IsSecret(name string) bool { return secretNames()[strings.ToLower(name)] }

var secretNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, s := range document().Components.Schemas {
		addSecrets(names, s)
	}
	return names
})

// addSecrets adds the secret properties of a schema. It does not follow references, because the schemas that they refer
// to are visited too.
func addSecrets(names map[string]bool, s *openapi3.SchemaRef) {
	for name, property := range s.Value.Properties {
		if property.Value.WriteOnly || property.Value.Extensions["x-credential"] == true {
			names[strings.ToLower(name)] = true
		}
		if property.Ref == "" {
			addSecrets(names, property)
		}
	}
	for _, part := range slices.Concat(s.Value.AllOf, s.Value.AnyOf, s.Value.OneOf) {
		if part.Ref == "" {
			addSecrets(names, part)
		}
	}
}
