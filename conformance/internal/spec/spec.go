// Package spec reads openapi.yaml for tests.
package spec

import (
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// file is the path of openapi.yaml relative to the working directory of tests, two folders below the root of the
// module.
const file = "../../openapi.yaml"

var load = sync.OnceValues(func() (*openapi3.T, error) { return openapi3.NewLoader().LoadFromFile(file) })

// Document returns openapi.yaml. All tests of a binary share it and must not change it.
func Document(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := load()
	if err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	return doc
}

// Operation is an operation of the document.
type Operation struct {
	*openapi3.Operation
	Item         *openapi3.PathItem
	Method, Path string
}

// Operations returns all operations of the document by operationId.
func Operations(t testing.TB) map[string]Operation {
	t.Helper()
	all := map[string]Operation{}
	for path, item := range Document(t).Paths.Map() {
		for method, op := range item.Operations() {
			all[op.OperationID] = Operation{op, item, method, path}
		}
	}
	return all
}

// Find returns the operation with the given operationId. It ends the test as failed if the operation does not exist.
func Find(t testing.TB, id string) Operation {
	t.Helper()
	op, ok := Operations(t)[id]
	if !ok {
		t.Fatalf("the document has no operation %s", id)
	}
	return op
}

// Form returns the multipart/form-data request body of the operation, or nil for none.
func (op Operation) Form() *openapi3.MediaType { return op.RequestMedia("multipart/form-data") }

// RequestMedia returns the request body with the media type, or nil for none.
func (op Operation) RequestMedia(mediaType string) *openapi3.MediaType {
	if op.RequestBody == nil {
		return nil
	}
	return op.RequestBody.Value.Content[mediaType]
}
