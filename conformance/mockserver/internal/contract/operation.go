package contract

import (
	"cmp"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Operation is an operation of the document.
type Operation struct {
	route *routers.Route
}

// FindOperation returns the operation with a method and a path as in the document, such as /v1/files/{fileId}. It
// returns nil if there is none.
func FindOperation(method, path string) *Operation {
	doc := document()
	item := doc.Paths.Value(path)
	if item == nil || item.GetOperation(method) == nil {
		return nil
	}
	return &Operation{&routers.Route{
		Spec: doc, Path: path, PathItem: item, Method: method, Operation: item.GetOperation(method),
	}}
}

// ID returns the operationId.
func (o *Operation) ID() string { return o.route.Operation.OperationID }

// Public reports whether the operation can be called without credentials.
func (o *Operation) Public() bool { return isPublic(o.route.Operation) }

func isPublic(o *openapi3.Operation) bool {
	anonymous := func(s openapi3.SecurityRequirement) bool { return len(s) == 0 }
	return o.Security != nil && slices.ContainsFunc(*o.Security, anonymous)
}

// Form returns the description of the multipart body, or nil if the operation does not accept a multipart body.
func (o *Operation) Form() *openapi3.MediaType { return o.bodyOf("multipart/form-data") }

// TakesJSON reports whether the operation accepts a JSON body.
func (o *Operation) TakesJSON() bool { return o.bodyOf(jsonMedia) != nil }

func (o *Operation) bodyOf(mediaType string) *openapi3.MediaType {
	body := o.route.Operation.RequestBody
	if body == nil || body.Value == nil {
		return nil
	}
	return body.Value.Content[mediaType]
}

// CheckParameters validates the parameters of a request: those of the path, which the caller has decoded, and those of
// the query and the header. The error is an [*Error]. It does not check authentication, because the errors of
// kin-openapi differ from those of the service. It does not check the body, because kin-openapi would read it into
// memory.
func (o *Operation) CheckParameters(r *http.Request, path map[string]string) error {
	if err := checkQuery(r.URL); err != nil {
		return err
	}
	withoutBody := *r
	withoutBody.Body = http.NoBody
	err := describeParameter(openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request:     &withoutBody,
		PathParams:  path,
		QueryParams: r.URL.Query(),
		Route:       o.route,
		Options: &openapi3filter.Options{
			ExcludeRequestBody: true,
			// Handlers set defaults: the default order of a list depends on whether there is a search query.
			SkipSettingDefaults: true,
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
		},
	}))
	if e, ok := errors.AsType[*Error](err); ok {
		e.Value = cmp.Or(path[e.Field], r.URL.Query().Get(e.Field))
	}
	return err
}

// CheckBody validates the JSON body of a request and the value of its header Content-Type. The error is an [*Error].
// The operation must accept JSON.
func (o *Operation) CheckBody(contentType string, body []byte) error {
	mediaType, _, _ := mime.ParseMediaType(contentType)
	switch {
	case len(body) > 0 && mediaType != jsonMedia:
		return &Error{Field: "body", Reason: "Its content type must be " + jsonMedia}
	case len(body) > 0:
		return CheckJSON(o.pointer("requestBody", "content", jsonMedia, "schema"), body)
	case o.route.Operation.RequestBody.Value.Required:
		return missing("body")
	}
	return nil
}

// CheckResponse validates the status and the JSON body of a response. body is nil if there is none.
func (o *Operation) CheckResponse(status int, body []byte) error {
	where, ok := o.responseSchema(status)
	switch {
	case !ok:
		return fmt.Errorf("%s has no status %d in the document", o.ID(), status)
	case where == "" || body == nil:
		return nil
	}
	value, err := decode(body)
	if err == nil {
		err = validate(where, value)
	}
	if err != nil {
		return fmt.Errorf("the response of %s differs from the document: %w", o.ID(), err)
	}
	return nil
}

// responseSchema returns the JSON pointer of the schema of a response. It is empty if the response has no body, and ok
// is false if the document does not have the status.
func (o *Operation) responseSchema(status int) (where string, ok bool) {
	responses := o.route.Operation.Responses
	key := strconv.Itoa(status)
	if responses.Value(key) == nil {
		key = strconv.Itoa(status/100) + "XX"
	}
	ref := responses.Value(key)
	switch {
	case ref == nil:
		return "", false
	case ref.Value.Content[jsonMedia] == nil:
		return "", true
	case ref.Ref != "":
		return ref.Ref + Pointer("content", jsonMedia, "schema")[1:], true
	}
	return o.pointer("responses", key, "content", jsonMedia, "schema"), true
}

// pointer returns a JSON pointer to a part of the operation.
func (o *Operation) pointer(parts ...string) string {
	return Pointer(append([]string{"paths", o.route.Path, strings.ToLower(o.route.Method)}, parts...)...)
}
