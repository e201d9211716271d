package mockserver

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// The answers to failed requests are in these files:
//
//   - errors.go has their type, and those that do not depend on a resource.
//   - errors_library.go has those to errors of package library, errors_operations.go those that differ between
//     operations, and errors_ids.go those to ids that are malformed.
//   - refusals.go and refusals_*.go, one for each group of operations, have the documented answers to requests that
//     break the contract.

// apiError is a failure in the service's shape.
type apiError struct {
	status int
	body   server.ErrorBody
	detail string // what exactly is wrong, for the header X-Mock-Detail; can be empty
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.status, e.body.Message) }

// helpText is the help that errors have beside their message.
const helpText = "For support kindly contact us at support@imagekit.io."

// errLargeBody, errManyParts and errLargeForm are about bounds of the mock.
//
// Assumed: no source has the texts of the answers to a body that is no multipart form or is incomplete, to publish
// beside other fields, to an unknown path or method, and to an internal error.
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
	// errEmptyFile is the answer to a file of 0 bytes.
	//
	// Assumed: the upload of an empty file is a 400 about the parameter file. rclone knows that the service refuses it,
	// but not how.
	errEmptyFile  = invalid(filePart, "It is empty")
	errIncomplete = failure(http.StatusBadRequest, "Your request ended before the end of its body.", "")
	errLargeBody  = failure(http.StatusBadRequest, "The body of your request is larger than 8 MB.", "")
	errManyParts  = failure(http.StatusBadRequest, "Your request has more than 1,000 parts.", "")
	errLargeForm  = failure(http.StatusBadRequest,
		"The parts of your request beside the file are larger than 8 MB together.", "")
	errPublishAlone = failure(http.StatusBadRequest,
		"Your request contains publish parameter together with others. Send it alone.", "")
	errNoRoute  = failure(http.StatusNotFound, "There is no such API.", "")
	errNoMethod = failure(http.StatusMethodNotAllowed, "This API does not have such a method.", "")
	errInternal = failure(http.StatusInternalServerError,
		"We have experienced an internal error while processing your request.", "")
)

// failure makes an error; without a reason if that is empty.
func failure(status int, message, reason string) *apiError {
	e := &apiError{status: status, body: server.ErrorBody{Message: message, Help: new(helpText)}}
	if reason != "" {
		e.body.Reason = &reason
	}
	return e
}

// withDetail returns a copy that also says what exactly is wrong, in a header of the response.
func (e *apiError) withDetail(detail string) *apiError {
	detailed := *e
	detailed.detail = detail
	return &detailed
}

// invalid says that a parameter, a field or a part of the request is wrong, and how: a sentence without its full stop.
func invalid(field, why string) *apiError {
	message := fmt.Sprintf("Your request contains invalid %s parameter.", field)
	if why != "" {
		message += " " + sentence(why)
	}
	return failure(http.StatusBadRequest, message, "")
}

// sentence makes one of a text in lower case.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// missing says that something required is not there.
func missing(field string) *apiError {
	return failure(http.StatusBadRequest, fmt.Sprintf("Your request is missing %s parameter.", field), "")
}

// helpMock is the help text of errors of the mock's own paths.
const helpMock = "This is a mock of ImageKit, not the service."

func controlFailure(status int, message string) *apiError {
	e := failure(status, message, "")
	e.body.Help = new(helpMock)
	return e
}

// usageError says what is wrong with a request to the mock's own paths or with an argument of a test.
type argumentError struct{ text string }

func (e *argumentError) Error() string { return e.text }

func argumentErrorf(format string, args ...any) error {
	return &argumentError{fmt.Sprintf(format, args...)}
}

// bodyError returns the answer to a body that could not be read. An error that is not the server's is that of the body.
func bodyError(err error) error {
	var known *apiError
	var unkept *store.WriteError
	if errors.As(err, &known) || errors.As(err, &unkept) || errors.Is(err, store.ErrClosed) {
		return err
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errLargeBody
	}
	return errIncomplete
}
