package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// call is the operation of a request and the values of its path. It travels in the request's context.
type call struct {
	operation *contract.Operation
	path      map[string]string // decoded
}

type callKey struct{}

// operationOf returns nil for requests that are no operation: delivery, the mock's own paths, and what does not exist.
func operationOf(r *http.Request) *contract.Operation {
	c, _ := r.Context().Value(callKey{}).(call)
	return c.operation
}

// checkResponse compares a response with the document, if the request is an operation of it.
func checkResponse(r *http.Request, status int, body []byte) error {
	operation := operationOf(r)
	if operation == nil {
		return nil
	}
	return operation.CheckResponse(status, body)
}
