package imagekit

import (
	"cmp"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/internal/encode"
	"github.com/openimagekit/imagekit/internal/multipart"
)

type uploadHandler struct {
	client      *Client
	options     UploadHandlerOptions
	cors        cors
	crossOrigin http.CrossOriginProtection
}

func (h *uploadHandler) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	isListed := h.cors.share(w.Header(), r)
	if isListed && isPreflight(r) {
		h.cors.preflight(w)
		return
	}
	result, err := h.receive(w, r)
	switch {
	case err != nil:
		if h.options.OnError != nil {
			h.options.OnError(r, err)
		}
		writeAnswer(w, nil, formFailure(err))
	case h.options.Respond != nil:
		h.options.Respond(w, r, result)
	default:
		body, err := encode.NonZero(result)
		writeAnswer(w, jsontext.Value(body), formFailure(err))
	}
}

// receive checks the request and uploads the file in its form.
func (h *uploadHandler) receive(w http.ResponseWriter, r *http.Request) (*UploadResult, error) {
	if h.crossOrigin.Check(r) != nil || isPreflight(r) { // serve has answered the preflight requests of listed origins
		return nil, errOrigin
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", h.cors.allow())
		return nil, errMethod
	}
	request, err := h.options.Authorize(r)
	if err != nil {
		return nil, &refusedError{err}
	}
	if r.ContentLength > h.options.MaxSize+maxFormText {
		return nil, errFileTooLarge
	}
	form, err := newFormReader(r, h.options.Field, h.options.MaxSize)
	if err != nil {
		return nil, err
	}
	upload := &FormUpload{Request: request}
	if err := h.readStart(r, form, upload); err != nil {
		return nil, err
	}
	upload.Request.File = Source{multipart.FromNamedReader(form, upload.FileName)}
	result, err := h.client.Upload(r.Context(), upload.Request, upload.Options...)
	if r.Context().Err() != nil {
		// The source can still be blocked in a Read, for which the server would wait. Some writers have no deadline.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now())
	}
	return result, err
}

// readStart reads the form up to the beginning of the file, and completes the upload.
func (h *uploadHandler) readStart(r *http.Request, form *formReader, upload *FormUpload) (err error) {
	if upload.Fields, upload.FileName, err = form.findFile(); err != nil {
		return err
	}
	start, err := form.readHead()
	if err != nil {
		return err
	}
	upload.ContentType = detectType(start)
	if !isTypeAllowed(upload.ContentType, h.options.Types) {
		return &HTTPError{
			http.StatusUnsupportedMediaType, "a file of the type " + upload.ContentType + " is not allowed",
		}
	}
	upload.Request.FileName = cmp.Or(upload.Request.FileName, upload.FileName)
	if h.options.Prepare != nil {
		if err := h.options.Prepare(r, upload); err != nil {
			return &refusedError{err}
		}
	}
	if extension, ok := isNameAllowed(upload.Request.FileName, h.options.Types); !ok {
		return &HTTPError{
			http.StatusUnsupportedMediaType, "a file with the extension " + extension + " is not allowed",
		}
	}
	return nil
}

// refusedError is the error of a hook, which can be any error.
type refusedError struct{ error }

func (e *refusedError) Unwrap() error { return e.error }

// formFailure returns the response to an error of [uploadHandler.receive]. It returns nil if err is nil.
func formFailure(err error) *HTTPError {
	var refused *refusedError
	var response *HTTPError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		errors.As(denied(refused.error), &response)
		return response
	case errors.As(err, &response):
		return response
	}
	if response := bodyFailure(err); response != nil {
		return response
	}
	return serviceFailure(err)
}

// bodyFailure returns the response to an error of reading the body; nil for other errors.
func bodyFailure(err error) *HTTPError {
	var tooLong *http.MaxBytesError // of a middleware
	var broken *brokenBodyError
	var timeout net.Error
	switch {
	case errors.As(err, &tooLong):
		return errFileTooLarge
	case !errors.As(err, &broken):
		return nil
	case errors.As(broken.error, &timeout) && timeout.Timeout():
		return &HTTPError{http.StatusRequestTimeout, "the form did not arrive in time"}
	}
	return errFormIncomplete
}

// serviceFailure returns the response to an error of [Client.Upload].
func serviceFailure(err error) *HTTPError {
	var key *UploadKeyError
	var failed *Error
	switch {
	case errors.As(err, &key):
		return &HTTPError{http.StatusConflict, "another file has been uploaded with this key"}
	case !errors.As(err, &failed):
		return &HTTPError{http.StatusInternalServerError, "the file could not be uploaded"}
	case errors.Is(err, ErrUploadOutcomeUnknown):
		return &HTTPError{http.StatusBadGateway, "it is not known whether the file was stored"}
	case errors.Is(err, ErrRateLimited):
		return &HTTPError{http.StatusServiceUnavailable, "there are too many uploads; try again later"}
	case errors.Is(err, ErrInvalidRequest):
		return &HTTPError{http.StatusUnprocessableEntity, "the file was refused"}
	}
	return &HTTPError{http.StatusBadGateway, "the file could not be stored"}
}
