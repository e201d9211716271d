package mockserver

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/render"
)

// Codes of errors in the header ik-error. The documentation lists them among the codes for external origins, together
// with EACCES and ECONNREFUSED, which only origins cause: https://imagekit.io/docs/error-troubleshooting
const (
	codeMissing      = "ENOENT"
	codeLimit        = "ELIMIT" // with status 400
	codeUnidentified = "UNIDENTIFIED"
)

// deliveryError is an error of a delivery. Its response is plain text.
//
// Assumed: no source has the complete bodies of delivery errors. Only the responses to a missing file, to an exceeded
// limit and to a file that cannot be read have the header ik-error, which the documentation describes for errors of
// origins. The response for a file that is not published is a 404; the documentation only says that its URL is not
// accessible: https://imagekit.io/docs/dam/drafts.
type deliveryError struct {
	status  int
	title   string // the begin of the body; empty for the text of the status
	code    string // for the header ik-error; empty for none
	message string // for this header; empty for that of err
	err     error  // for the body, after the title; nil for none
}

func (e *deliveryError) Error() string { return e.body() }

// body returns the body of the response.
func (e *deliveryError) body() string {
	text := e.title
	if text == "" {
		text = http.StatusText(e.status)
	}
	if e.err != nil {
		text += ": " + e.err.Error()
	}
	return text
}

// text returns the body and, in parentheses, the message of the header ik-error unless the body contains it.
func (e *deliveryError) text() string {
	body := e.body()
	if strings.Contains(body, e.message) {
		return body
	}
	return body + " (" + e.message + ")"
}

func malformedURL(err error) *deliveryError {
	return &deliveryError{status: http.StatusBadRequest, err: err}
}

// badTransformation is the error of a transformation that is refused. Users of the service report its text:
// https://github.com/imagekit-developer/imagekit-php/issues/61
func badTransformation(err error) *deliveryError {
	return &deliveryError{status: http.StatusBadRequest, title: "Bad URL Transformation Request", err: err}
}

func limitExceeded(err error) *deliveryError {
	return &deliveryError{status: http.StatusBadRequest, code: codeLimit, message: err.Error(), err: err}
}

// errNoContentCredentials is the error of URLs with c2pa: https://imagekit.io/docs/content-credentials
var errNoContentCredentials = errors.New("the add-on for Content Credentials is not enabled, which c2pa needs")

// missingFile is the error of a URL whose file does not exist. The body is that of the service.
func missingFile(t library.Target) *deliveryError {
	message := "No file was found at the specified path"
	switch {
	case strings.HasPrefix(t.Path, "/ik-genimg-prompt-"):
		message = "The mock server does not generate images from prompts"
	case strings.HasPrefix(t.Path, "/http:/"), strings.HasPrefix(t.Path, "/https:/"):
		message = "The mock server does not read files from other servers"
	}
	return &deliveryError{status: http.StatusNotFound, code: codeMissing, message: message}
}

// asDeliveryError returns the response to an error of the library, the store or the renderer.
func asDeliveryError(err error) *deliveryError {
	if e, ok := errors.AsType[*deliveryError](err); ok {
		return e
	}
	switch {
	case errors.Is(err, render.ErrLimit):
		return limitExceeded(err)
	case errors.Is(err, fs.ErrNotExist): // that of a layer, or one that was deleted after it was found
		e := missingFile(library.Target{})
		if errors.Is(err, render.ErrTransformation) {
			e.err = err // it names the layer
		}
		return e
	case errors.Is(err, render.ErrTransformation):
		return badTransformation(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded): // the client is gone
		return &deliveryError{status: http.StatusServiceUnavailable, err: err}
	}
	return &deliveryError{
		status: http.StatusInternalServerError, code: codeUnidentified, message: "The file cannot be read",
	}
}

// writeDeliveryError writes the response to an error.
func writeDeliveryError(w http.ResponseWriter, err error) {
	e := asDeliveryError(err)
	if e.code != "" {
		w.Header().Set("ik-error", e.code+" - "+printable(e.message))
	}
	http.Error(w, e.body(), e.status)
}
