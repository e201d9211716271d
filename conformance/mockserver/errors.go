package mockserver

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// The responses to failed requests are in these files:
//
//   - errors.go has the type of these responses, and the responses that do not depend on a resource.
//   - errors_library.go has the responses to errors of package library, errors_operations.go those that
//     differ between operations, and errors_ids.go those to malformed ids.
//   - errors_validation.go and errors_validation_*.go, one file for each group of operations, have the documented
//     responses to requests that do not match openapi.yaml.

// apiError is an error response in the format of the service.
type apiError struct {
	status int
	body   server.ErrorBody
	detail string // for the header X-Mock-Detail: what exactly is wrong; can be empty
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.status, e.body.Message) }

// text returns the message of the error and, in parentheses, its detail.
func (e *apiError) text() string {
	if e.detail == "" {
		return e.body.Message
	}
	return fmt.Sprintf("%s (%s)", e.body.Message, e.detail)
}

// helpText is the help text of error responses.
const helpText = "For support kindly contact us at support@imagekit.io."

// Error responses that do not depend on a resource. The limits of errLargeBody, errManyParts and errLargeForm are those
// of the mock server, not of the service.
//
// Assumed: no source has the messages of the responses to a body that is incomplete or not multipart/form-data, to an
// update with publish and other fields, to an unknown path or method, and to an internal error.
var (
	errNoKey      = failure(http.StatusUnauthorized, "Your request does not contain private API key.", "")
	errWrongKey   = failure(http.StatusForbidden, "Your account cannot be authenticated.", "")
	errTwoMethods = failure(http.StatusBadRequest,
		"Your request contains both signature and basic auth parameter. "+
			"Use only one method, you might be exposing your private API key.", "")
	errTokenAndKey = failure(http.StatusBadRequest,
		"Your request contains both token and basic auth parameter. "+
			"Use only one method, you might be exposing your private API key.", "")
	errExpire = failure(http.StatusBadRequest,
		"Your request contains invalid expire parameter. "+
			"Expire parameter should be a Unix time in less than 1 hour into the future.", "")
	errTokenWrong = failure(http.StatusBadRequest,
		"Your request has invalid token.", "")
	errTokenExpire = failure(http.StatusBadRequest,
		"Your request contains expired token.", "")
	errTokenPayload = failure(http.StatusBadRequest, "Your request contains invalid payload. "+
		"It does not match with the payload used to generate token.", "")
	errNotMultipart = failure(http.StatusBadRequest, "Your request is not a multipart/form-data request.", "")
	errIncomplete   = failure(http.StatusBadRequest, "Your request ended before the end of its body.", "")
	errLargeBody    = failure(http.StatusBadRequest, "The body of your request is larger than 8 MB.", "")
	errManyParts    = failure(http.StatusBadRequest, "Your request has more than 1,000 parts.", "")
	errLargeForm    = failure(http.StatusBadRequest,
		"The parts of your request other than the file are larger than 8 MB together.", "")
	errPublishAlone = failure(http.StatusBadRequest,
		"Your request contains publish parameter together with others. Send it alone.", "")
	errNoRoute  = failure(http.StatusNotFound, "There is no operation at this path.", "")
	errNoMethod = failure(http.StatusMethodNotAllowed, "This path does not support this method.", "")
	errInternal = failure(http.StatusInternalServerError,
		"We have experienced an internal error while processing your request.", "")
)

// errEmptyFile is the response to the upload of a file of 0 bytes.
//
// Assumed: the response to the upload of an empty file is a 400 about the parameter file. According to rclone, the
// service rejects empty files; no source has the response.
var errEmptyFile = invalid(filePart, "It must not be empty")

// failure returns an error response. If reason is empty, the response has none.
func failure(status int, message, reason string) *apiError {
	e := &apiError{status: status, body: server.ErrorBody{Message: message, Help: new(helpText)}}
	if reason != "" {
		e.body.Reason = &reason
	}
	return e
}

// withDetail returns a copy of e with a detail for the header X-Mock-Detail.
func (e *apiError) withDetail(detail string) *apiError {
	detailed := *e
	detailed.detail = detail
	return &detailed
}

// invalid returns the response to a parameter, field or part with an invalid value. why is a sentence without a full
// stop, or empty.
func invalid(field, why string) *apiError {
	message := fmt.Sprintf("Your request contains invalid %s parameter.", field)
	if why != "" {
		message += " " + sentence(why)
	}
	return failure(http.StatusBadRequest, message, "")
}

// sentence returns a text with a capital letter at its beginning and a full stop at its end.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// missing returns the response to a missing parameter, field or part.
func missing(field string) *apiError {
	return failure(http.StatusBadRequest, fmt.Sprintf("Your request is missing %s parameter.", field), "")
}

// helpMock is the help text of error responses of the control endpoints.
const helpMock = "This is a mock of ImageKit, not the service."

func controlFailure(status int, message string) *apiError {
	e := failure(status, message, "")
	e.body.Help = new(helpMock)
	return e
}

// argumentError describes an invalid request to a control endpoint, or an invalid argument of a method of [Server].
type argumentError struct{ text string }

func (e *argumentError) Error() string { return e.text }

func argumentErrorf(format string, args ...any) error {
	return &argumentError{fmt.Sprintf(format, args...)}
}

// bodyError returns the error to respond with if a request body could not be read. It returns errors of the server
// unchanged; all others are errors of the body.
func bodyError(err error) error {
	var apiErr *apiError
	var writeErr *store.WriteError
	if errors.As(err, &apiErr) || errors.As(err, &writeErr) || errors.Is(err, store.ErrClosed) {
		return err
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errLargeBody
	}
	return errIncomplete
}
