package mockserver

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/controljson"
)

// maxJSONBody is how many bytes of a JSON request are read.
const maxJSONBody = 8 << 20

// answer returns a function that writes the response: what a handler returns can be its arguments, as in
// a.answer(w, r)(a.listFiles(params)). All responses of the API are written here.
func (a *api) answer(w http.ResponseWriter, r *http.Request) func(status int, value any, err error) {
	return func(status int, value any, err error) {
		if err != nil {
			e := errorAnswer(a, r, err)
			if status, value = e.status, e.body; e.detail != "" {
				w.Header().Set(detailHeader, strings.Map(printable, e.detail))
			}
		}
		body, err := encode(value)
		if err == nil && a.validateResponses {
			err = checkResponse(r, status, body)
		}
		if err != nil {
			a.log.ErrorContext(r.Context(), "bad response", "path", r.URL.Path, "error", err)
			e := failure(http.StatusInternalServerError, err.Error(), "")
			status = e.status
			body, _ = encode(e.body)
		}
		write(w, status, body)
	}
}

// fail answers with an error.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) { a.answer(w, r)(0, nil, err) }

// detailHeader tells what exactly is wrong with a request where the service's message does not.
const detailHeader = "X-Mock-Detail"

// printable keeps a header to one line of ASCII.
func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return '?'
	}
	return r
}

// errorAnswer returns the answer to an error. One that is not an error of the service is logged, and the client gets
// the general message of the service.
func errorAnswer(a *api, r *http.Request, err error) *apiError {
	e := a.answerTo(r, err)
	if e == nil {
		a.log.ErrorContext(r.Context(), "internal error", "path", r.URL.Path, "error", err)
		e = errInternal
	}
	return e
}

// write sends a response with its length.
func write(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

// withBody decodes the JSON body of a request, which has been validated, and calls a handler with it.
func withBody[T any](r *http.Request, handle func(T) (int, any, error)) (int, any, error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, nil, err
	}
	var body T
	if len(text) > 0 {
		if err := decode(text, &body); err != nil {
			return 0, nil, invalid("body", err.Error())
		}
	}
	return handle(body)
}

// withUsage decodes the JSON body of a request to the mock itself, strictly: a misspelt field would silently do
// nothing.
func withControlBody[T any](r *http.Request, handle func(T) (int, any, error)) (int, any, error) {
	var body T
	if err := controljson.Read(r.Body, &body); err != nil {
		return 0, nil, argumentErrorf("the body cannot be used: %v", err)
	}
	return handle(body)
}

// nothing returns what answers with an empty body.
func noContent() (int, any, error) { return http.StatusNoContent, nil, nil }

// ok returns what answers with a value and status 200.
func ok(value any) (int, any, error) { return http.StatusOK, value, nil }
