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

// identify finds the operation of a request. The router has matched it already, with the very paths of the document.
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

// validate checks parameters and JSON bodies. Multipart bodies are checked part by part, when they are read.
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

// checkJSONBody reads and checks a JSON body, and leaves it to be read again.
func checkJSONBody(w http.ResponseWriter, r *http.Request, operation *contract.Operation) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSONBody))
	if err != nil {
		return bodyError(err)
	}
	body = withoutRepeatedNames(body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return operation.CheckBody(r.Header.Get("Content-Type"), body)
}

// checkJSON checks JSON text of a request with the schema at a JSON pointer of the document.
func checkJSON(where string, text []byte) error {
	return contractError(contract.CheckJSON(where, text))
}

// checkSent checks the value of a field of a request with the schema at a JSON pointer of the document.
func checkSent(where, field string, value any) error {
	return contractError(contract.CheckValue(where, field, value))
}

// refusalOf is [contractFailure] for a request of an operation: the documented answer where there is one.
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

// contractFailure turns an error of the contract into one of the service.
//
// Assumed: a parameter that is missing or invalid in a way for which nothing is documented is a 400 whose message
// begins with "Your request is missing" or "Your request contains invalid", and its name.
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

// unbound names the parameter that the generated code cannot hand to a handler: it has passed the check against the
// document, but came twice, for example.
func bindingError(err error) *apiError {
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

// firstLine shortens an error that goes on about schemas.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
