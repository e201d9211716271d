package mockserver

import (
	"io"
	"net/http"
	"strconv"
)

// maxJSONBody bounds what is read of a JSON request.
const maxJSONBody = 8 << 20

// answer returns the function that turns what a handler returns into the response: the only place where the API writes
// one. It reads well with a handler in it: a.answer(w, r)(a.jobStatus(id)).
func (a *api) answer(w http.ResponseWriter, r *http.Request) func(status int, value any, err error) {
	return func(status int, value any, err error) {
		if err != nil {
			status, value = errorAnswer(a, r, err)
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

// errorAnswer hides errors that are not the service's own: clients get to see what they would get to see there, the log
// has the rest.
func errorAnswer(a *api, r *http.Request, err error) (int, any) {
	e := apiErrorOf(err)
	if e == nil {
		a.log.ErrorContext(r.Context(), "internal error", "path", r.URL.Path, "error", err)
		e = errInternal
	}
	return e.status, e.body
}

// write sends a response whose body is complete, so that its length is known.
func write(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

// withBody decodes the request's JSON body, which has been validated, and hands it to a handler.
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
