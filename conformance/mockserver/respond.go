package mockserver

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/controljson"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
)

// maxJSONBody is the maximum size of a JSON body, in bytes.
const maxJSONBody = 8 << 20

// answer returns a function that writes the response, for calls with the results of a handler:
//
//	a.answer(w, r)(a.listFiles(params))
//
// It writes all responses of the API and of the control endpoints.
func (a *api) answer(w http.ResponseWriter, r *http.Request) func(status int, value any, err error) {
	return func(status int, value any, err error) {
		if err != nil {
			e := errorAnswer(a, r, err)
			if status, value = e.status, e.body; e.detail != "" {
				w.Header().Set(detailHeader, printable(e.detail))
			}
			requestlog.NoteError(r, e.text())
		}
		body, err := encode(value)
		if err == nil && a.validateResponses {
			err = checkResponse(r, status, body)
		}
		if err != nil {
			a.log.ErrorContext(r.Context(), "invalid response", "path", r.URL.Path, "error", err)
			e := failure(http.StatusInternalServerError, err.Error(), "")
			status = e.status
			body, _ = encode(e.body)
		}
		if isControl(r.URL.Path) {
			status, body = conditional(w, r, status, body)
		}
		write(w, status, body)
	}
}

// fail writes the response to a request that failed.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) { a.answer(w, r)(0, nil, err) }

// detailHeader is the header that describes the exact error of a request if the message of the service does not.
const detailHeader = "X-Mock-Detail"

// printable returns a text for a header. Bytes that are not printable ASCII are percent-encoded, as in URLs.
func printable(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// errorAnswer returns the response to an error. If the error is not one of the service or the library, it logs the
// error and returns the service's message for internal errors.
func errorAnswer(a *api, r *http.Request, err error) *apiError {
	e := a.answerTo(r, err)
	if e == nil {
		a.log.ErrorContext(r.Context(), "internal error", "path", r.URL.Path, "error", err)
		e = errInternal
	}
	return e
}

// write writes a response with its length. A nil body is no body.
func write(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // fails only if the client has disconnected
}

// withBody decodes the JSON body of a validated request and calls handle with it.
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

// withControlBody decodes the JSON body of a control request and calls handle with it. It fails if there is an unknown
// field, because otherwise a misspelt field would have no effect.
func withControlBody[T any](r *http.Request, handle func(T) (int, any, error)) (int, any, error) {
	var body T
	if err := controljson.Read(r.Body, &body); err != nil {
		return 0, nil, argumentErrorf("invalid body: %v", err)
	}
	return handle(body)
}

// noContent returns a response without a body.
func noContent() (int, any, error) { return http.StatusNoContent, nil, nil }

// ok returns a response with status 200.
func ok(value any) (int, any, error) { return http.StatusOK, value, nil }
