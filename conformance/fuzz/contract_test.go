package fuzz_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
	"github.com/openimagekit/imagekit/gen/server"
)

const jsonMedia = "application/json"

// contract checks responses against openapi.yaml. All sessions share it.
type contract struct {
	operations map[string]spec.Operation // by operationId

	mu        sync.Mutex
	successes map[string]int // number of successful responses by operationId
	compiler  *jsonschema.Compiler
	schemas   map[string]*jsonschema.Schema // by JSON pointer
}

func newContract(t *testing.T) *contract {
	t.Helper()
	text, err := server.GetSpecJSON()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := &contract{
		operations: spec.Operations(t), compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{},
		successes: map[string]int{},
	}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("spec:openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return c
}

// findOperation returns the operation with a method and a path in the document, or nil.
func (c *contract) findOperation(method, path string) *spec.Operation {
	for _, op := range c.operations {
		if op.Method == method && op.Path == path {
			return &op
		}
	}
	return nil
}

func (c *contract) countSuccess(op *spec.Operation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.successes[op.OperationID]++
}

// maxMissedOperations is the maximum number of operations of which no request succeeds. Some random requests rarely
// succeed, such as the deletion of a version that is not the current one.
const maxMissedOperations = 2

// checkSuccesses fails the test if no request has succeeded for more than maxMissedOperations operations: then too few
// random requests are valid.
func (c *contract) checkSuccesses(t *testing.T) {
	t.Helper()
	var missed []string
	for id := range c.operations {
		if c.successes[id] == 0 {
			missed = append(missed, id)
		}
	}
	if len(missed) > maxMissedOperations {
		t.Errorf("no request has succeeded for %q", missed)
	}
}

// check returns an error if the response to a request violates the document.
func (c *contract) check(r *request, a *reply) error {
	fromServer := a.header.Get("X-Ik-Requestid") != ""
	switch {
	case !fromServer && r.isMalformed && (a.status/100 == 4 || a.status/100 == 5):
		return nil // net/http responds to malformed requests itself
	case a.status >= http.StatusInternalServerError:
		return fmt.Errorf("status %d", a.status)
	case !fromServer:
		return errors.New("no header x-ik-requestid")
	case r.kind == toDelivery:
		return checkDelivery(r, a)
	case r.kind == toControl:
		return c.checkControl(r, a)
	}
	return c.checkAPI(r, a)
}

// Statuses of requests that may not reach an operation.
var (
	unroutedStatuses  = []int{400, 401, 403, 404, 405}
	preflightStatuses = []int{200, 204}
)

func (c *contract) checkAPI(r *request, a *reply) error {
	documented := r.operation != nil && response(r.operation, a.status) != nil
	routed := r.isRouted && r.operation != nil
	switch {
	case r.method == http.MethodOptions && slices.Contains(preflightStatuses, a.status):
		return nil
	case !documented && (routed || !slices.Contains(unroutedStatuses, a.status)):
		return fmt.Errorf("status %d is not in the document", a.status)
	case r.method == http.MethodHead:
		return nil
	case a.status/100 == 4:
		if err := c.checkError(a); err != nil || !routed {
			return err
		}
		return c.checkBody(r.operation, a)
	case routed:
		return c.checkBody(r.operation, a)
	}
	return nil // the request may have reached another operation
}

// response returns the response that the document has for a status of an operation, or nil.
func response(op *spec.Operation, status int) *openapi3.ResponseRef {
	if ref := op.Responses.Value(strconv.Itoa(status)); ref != nil {
		return ref
	}
	return op.Responses.Value(strconv.Itoa(status/100) + "XX")
}

// checkError checks the format of an error of the API.
func (c *contract) checkError(a *reply) error {
	if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, jsonMedia) {
		return fmt.Errorf("the content type of an error is %q", got)
	}
	if err := c.validate("#/components/schemas/ErrorBody", a.body); err != nil {
		return err
	}
	var body struct{ Message, Help string }
	if err := json.Unmarshal(a.body, &body); err != nil || strings.TrimSpace(body.Message) == "" || body.Help == "" {
		return fmt.Errorf("an error has no message or no help: %w", err)
	}
	return nil
}

// checkBody validates the body of a response against the document. If the document describes no body, {} is allowed,
// because the SDKs of the service expect it for some operations.
func (c *contract) checkBody(op *spec.Operation, a *reply) error {
	ref := response(op, a.status)
	if ref == nil || ref.Value.Content[jsonMedia] == nil {
		if len(a.body) > 0 && string(a.body) != "{}" {
			return errors.New("the response has a body, but the document describes none")
		}
		return nil
	}
	if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, jsonMedia) && len(a.body) > 0 {
		return fmt.Errorf("the content type is %q", got)
	}
	if len(a.body) == 0 && a.status == http.StatusAccepted {
		return nil
	}
	where := ref.Ref
	if where == "" {
		key := strconv.Itoa(a.status)
		if op.Responses.Value(key) == nil {
			key = strconv.Itoa(a.status/100) + "XX"
		}
		where = pointer("#", "paths", op.Path, strings.ToLower(op.Method), "responses", key)
	}
	return c.validate(pointer(where, "content", jsonMedia, "schema"), a.body)
}

// pointer extends a JSON pointer of the document.
func pointer(where string, parts ...string) string {
	for _, p := range parts {
		where += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(p)
	}
	return where
}

// validate checks JSON text with the schema at a JSON pointer of the document.
func (c *contract) validate(where string, text []byte) error {
	if !utf8.Valid(text) {
		return errors.New("the body is not UTF-8")
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	schema, err := c.schema(where)
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func (c *contract) schema(where string) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.schemas[where]; known != nil {
		return known, nil
	}
	schema, err := c.compiler.Compile("spec:openapi.json" + where)
	if err == nil {
		c.schemas[where] = schema
	}
	return schema, err
}

// deliveryStatuses are the allowed statuses of requests for the URLs of files.
var deliveryStatuses = []int{200, 204, 206, 304, 400, 401, 403, 404, 405, 412, 416}

func checkDelivery(r *request, a *reply) error {
	switch {
	case !slices.Contains(deliveryStatuses, a.status):
		return fmt.Errorf("status %d for the URL of a file", a.status)
	case r.method != http.MethodHead && a.status/100 == 4 && a.status != http.StatusPreconditionFailed &&
		len(a.body) == 0:
		return errors.New("the body of an error is empty")
	}
	return nil
}

// checkControl checks a response of the control endpoints.
func (c *contract) checkControl(r *request, a *reply) error {
	switch {
	case a.status/100 != 4 || r.method == http.MethodHead:
		return nil
	case a.status == http.StatusNotFound && a.header.Get("Content-Type") == "":
		return errors.New("a 404 has no content type")
	}
	return c.checkError(a)
}
