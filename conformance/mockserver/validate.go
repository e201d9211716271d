package mockserver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/gen/server"
)

// identify is middleware that adds the operation of a request to its context. The router has matched the request
// already; its patterns are the paths of openapi.yaml.
func (a *api) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		matched := chi.RouteContext(r.Context())
		operation := contract.FindOperation(r.Method, matched.RoutePattern())
		if operation == nil {
			a.fail(w, r, errNoRoute)
			return
		}
		c := call{operation, pathValues(matched, r.URL.RawPath != "")}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callKey{}, c)))
	})
}

// pathValues returns the values of the path parameters. If escaped is true, chi has cut them from the escaped path, and
// pathValues decodes them.
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

// validate is middleware that validates parameters and JSON bodies. Multipart bodies are validated when they are read.
func (a *api) validate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := r.Context().Value(callKey{}).(call)
		err := c.operation.CheckParameters(r, c.path)
		if err == nil && c.operation.TakesJSON() {
			err = checkJSONBody(w, r, c.operation)
		}
		err = validationErrorOf(c.operation.ID(), err)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// checkJSONBody reads and validates a JSON body. It replaces the body of the request, so that it can be read again.
func checkJSONBody(w http.ResponseWriter, r *http.Request, operation *contract.Operation) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSONBody))
	if err != nil {
		return bodyError(err)
	}
	body = withoutRepeatedNames(body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return operation.CheckBody(r.Header.Get("Content-Type"), body)
}

// checkJSON validates JSON text against the schema at a JSON pointer in openapi.yaml.
func checkJSON(where string, text []byte) error {
	return contractError(contract.CheckJSON(where, text))
}

// checkSent validates the value of a field against the schema at a JSON pointer in openapi.yaml.
func checkSent(where, field string, value any) error {
	return contractError(contract.CheckValue(where, field, value))
}

// validationErrorOf returns the response to an error of validation: the documented response of the operation if there
// is one, and otherwise that of [contractError].
func validationErrorOf(operation string, err error) error {
	e, ok := errors.AsType[*contract.Error](err)
	if !ok {
		return err
	}
	if documented := documentedError(operation, e); documented != nil {
		return documented.withDetail(e.Error())
	}
	return contractError(e)
}

// contractError converts an error of package contract to an error response. It returns other errors unchanged.
//
// Assumed: if no response is documented for a missing or invalid parameter, the response is a 400. Its message begins
// with "Your request is missing" or "Your request contains invalid" and has the name of the parameter.
func contractError(err error) error {
	e, ok := errors.AsType[*contract.Error](err)
	switch {
	case !ok:
		return err
	case e.Missing():
		return missing(e.Field)
	}
	return invalid(e.Field, e.Reason)
}

// bindingError returns the response to a parameter that passed validation, but that the generated code cannot bind,
// because it was repeated, for example.
func bindingError(err error) *apiError {
	if e, ok := errors.AsType[*server.RequiredParamError](err); ok {
		return missing(e.ParamName)
	}
	if e, ok := errors.AsType[*server.TooManyValuesForParamError](err); ok {
		return invalid(e.ParamName, "It must be sent only once")
	}
	if e, ok := errors.AsType[*server.InvalidParamFormatError](err); ok {
		return invalid(e.ParamName, firstLine(e.Err))
	}
	return invalid("request", firstLine(err))
}

// firstLine returns the first line of an error. The further lines of validation errors describe schemas.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
