package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// call has the operation of a request and the values of its path parameters. It is stored in the request's context.
type call struct {
	operation *contract.Operation
	path      map[string]string // decoded
}

type callKey struct{}

// operationOf returns the operation of a request. It returns nil for other requests: delivery, control endpoints and
// unknown paths.
func operationOf(r *http.Request) *contract.Operation {
	c, _ := r.Context().Value(callKey{}).(call)
	return c.operation
}

// checkResponse validates the response of an operation against openapi.yaml. It ignores requests without an operation.
func checkResponse(r *http.Request, status int, body []byte) error {
	operation := operationOf(r)
	if operation == nil {
		return nil
	}
	return operation.CheckResponse(status, body)
}
