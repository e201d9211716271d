package contract

import (
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

var load = sync.OnceValues(server.GetSpec)

// document is for functions that do not return an error: a server calls [Document] first and does not start if the
// document is broken.
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

// PublicPaths returns the paths of the operations with POST that can be called without credentials, in order.
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

// Events returns the types of all webhook events, in order.
func Events() []string { return slices.Sorted(maps.Keys(document().Webhooks)) }

// HasEvent reports whether the document has webhook events of a type.
func HasEvent(event string) bool { return document().Webhooks[event] != nil }

// ExampleEvent returns a copy of the document's example of a type of webhook events, nil if there is none.
func ExampleEvent(event string) map[string]any {
	item := document().Webhooks[event]
	if item == nil {
		return nil
	}
	example, _ := item.Post.RequestBody.Value.Content[jsonMedia].Example.(map[string]any)
	return maps.Clone(example)
}

// CheckEvent compares the body of a webhook event with the document. The error is an [*Error] whose field is payload or
// begins with payload.
func CheckEvent(event string, body []byte) error {
	value, err := decode(body)
	if err == nil {
		err = validate(Pointer("webhooks", event, "post", "requestBody", "content", jsonMedia, "schema"), value)
	}
	return describe("payload", err)
}

// IsSecret reports whether a field of this name is a secret anywhere in the document: a credential, or a value that the
// service never shows again. Case does not matter, because names of Go fields differ in it.
func IsSecret(name string) bool { return secretNames()[strings.ToLower(name)] }

var secretNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, s := range document().Components.Schemas {
		addSecrets(names, s)
	}
	return names
})

// addSecrets adds the properties of a schema that are its own. Others are found where they are declared.
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
