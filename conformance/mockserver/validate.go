package mockserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/go-chi/chi/v5"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/openimagekit/imagekit/gen/server"
)

// document is openapi.yaml, parsed once per process and never changed.
var document = sync.OnceValues(server.GetSpec)

const multipartForm = "multipart/form-data"

// call is what the document says about a request. It travels in the request's context.
type call struct {
	route  *routers.Route
	values map[string]string // path parameters, decoded
}

type callKey struct{}

// callOf returns nil for requests that are no operation: delivery, the mock's own paths, and what does not exist.
func callOf(r *http.Request) *call {
	c, _ := r.Context().Value(callKey{}).(*call)
	return c
}

// identify finds the operation of a request. The router has matched it already, with the very paths of the document.
func (a *api) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		matched := chi.RouteContext(r.Context())
		item := a.doc.Paths.Value(matched.RoutePattern())
		if item == nil || item.GetOperation(r.Method) == nil {
			a.fail(w, r, errNoRoute)
			return
		}
		c := &call{
			route: &routers.Route{
				Spec: a.doc, Path: matched.RoutePattern(), PathItem: item, Method: r.Method, Operation: item.GetOperation(r.Method),
			},
			values: pathValues(matched, r.URL.RawPath != ""),
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callKey{}, c)))
	})
}

// pathValues decodes what chi cuts out of the path as it stands in the request.
func pathValues(matched *chi.Context, escaped bool) map[string]string {
	values := map[string]string{}
	for i, key := range matched.URLParams.Keys {
		value := matched.URLParams.Values[i]
		if decoded, err := url.PathUnescape(value); err == nil && escaped {
			value = decoded
		}
		values[key] = value
	}
	return values
}

// public reports whether the document allows the operation without credentials.
func (c *call) public() bool {
	return isPublic(c.route.Operation)
}

func isPublic(o *openapi3.Operation) bool {
	security := o.Security
	return security != nil && slices.ContainsFunc(*security, func(s openapi3.SecurityRequirement) bool { return len(s) == 0 })
}

// parts returns the description of the multipart body, nil if the operation takes none.
func (c *call) parts() *openapi3.MediaType {
	body := c.route.Operation.RequestBody
	if body == nil || body.Value == nil {
		return nil
	}
	return body.Value.Content[multipartForm]
}

// checkParameters holds the parameters against the document. Authentication and bodies are not left to
// kin-openapi: the answers would not be the service's, and it reads bodies whole.
func (c *call) checkParameters(r *http.Request) error {
	withoutBody := *r
	withoutBody.Body = http.NoBody
	return openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request:     &withoutBody,
		PathParams:  c.values,
		QueryParams: r.URL.Query(),
		Route:       c.route,
		Options: &openapi3filter.Options{
			ExcludeRequestBody: true,
			// Handlers have them: the order of a list depends on whether there is a query.
			SkipSettingDefaults: true,
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
		},
	})
}

// validate holds parameters and JSON bodies against the document. Multipart bodies are checked part by part, when they
// are read.
func (a *api) validate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		if err := c.checkParameters(r); err != nil {
			a.fail(w, r, invalidRequest(err))
			return
		}
		if err := c.checkJSONBody(w, r); err != nil {
			a.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// invalidRequest names the parameter that is wrong. kin-openapi's own texts show whole schemas.
//
// Assumed: the service's messages differ but for their beginning.
func invalidRequest(err error) *apiError {
	var request *openapi3filter.RequestError
	field := "request"
	if errors.As(err, &request) && request.Parameter != nil {
		field = request.Parameter.Name
	}
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return missing(field)
	}
	var parse *openapi3filter.ParseError
	if errors.As(err, &parse) {
		return invalid(field, parse.Reason)
	}
	return invalidValue(field, err)
}

// unbound names the parameter that the generated code cannot hand to a handler: it has passed the check against the
// document, but came twice, for example.
func unbound(err error) *apiError {
	if e, ok := errors.AsType[*server.RequiredParamError](err); ok {
		return missing(e.ParamName)
	}
	if e, ok := errors.AsType[*server.TooManyValuesForParamError](err); ok {
		return invalid(e.ParamName, "It can be sent only once")
	}
	if e, ok := errors.AsType[*server.InvalidParamFormatError](err); ok {
		return invalid(e.ParamName, firstLine(e.Err))
	}
	return invalid("request", firstLine(err))
}

// invalidValue says which part of the value of a field breaks which rule of its schema. kin-openapi has two validators,
// and takes the older one for some parameters.
func invalidValue(field string, err error) *apiError {
	var newer *jsonschema.ValidationError
	var older *openapi3.SchemaError
	switch {
	case errors.As(err, &newer):
		for len(newer.Causes) > 0 && !isChoice(newer) {
			newer = newer.Causes[0]
		}
		if isChoice(newer) {
			return invalid(fieldPath(field, newer.InstanceLocation), "It has none of the forms that it can have")
		}
		if required, ok := newer.ErrorKind.(*kind.Required); ok {
			return missing(fieldPath(field, append(newer.InstanceLocation, required.Missing[0])))
		}
		return invalid(fieldPath(field, newer.InstanceLocation), newer.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
	case errors.As(err, &older) && older.SchemaField == "required":
		return missing(fieldPath(field, older.JSONPointer()))
	case errors.As(err, &older):
		return invalid(fieldPath(field, older.JSONPointer()), older.Reason)
	}
	return invalid(field, firstLine(err))
}

// isChoice reports whether a value failed every branch of a choice: what is wrong with it in the first one would
// mislead.
func isChoice(e *jsonschema.ValidationError) bool {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		return true
	}
	return false
}

// fieldPath is fileIds.0 for the first element of fileIds, a field of the body.
func fieldPath(field string, path []string) string {
	if field != "body" || len(path) == 0 {
		path = append([]string{field}, path...)
	}
	return strings.Join(path, ".")
}

// firstLine shortens an error that goes on about schemas.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// checkResponse compares a response with the document: its status, and every field of its body.
func checkResponse(r *http.Request, status int, body []byte) error {
	c := callOf(r)
	if c == nil {
		return nil
	}
	where, ok := c.responseSchema(status)
	switch {
	case !ok:
		return fmt.Errorf("%s has no status %d in the document", c.route.Operation.OperationID, status)
	case where == "" || body == nil:
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	if err := checkSchema(where, value); err != nil {
		return fmt.Errorf("the response of %s differs from the document: %w", c.route.Operation.OperationID, err)
	}
	return nil
}
