package imagekit

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/text"
	"github.com/openimagekit/imagekit/internal/transport"
)

// Sentinel errors that a failed call can wrap; test for them with [errors.Is].
var (
	// ErrInvalidRequest is returned when the service refuses a request as malformed (status 400 or 422), and when an
	// argument cannot be sent ([ArgumentError]).
	ErrInvalidRequest = errors.New("invalid request")
	// ErrUnauthorized is returned when the private key is missing or wrong (status 401).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden is returned when the key or the account has no permission for the request (status 403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound is returned when the file, folder or other object of a call does not exist (status 404).
	ErrNotFound = errors.New("not found")
	// ErrConflict is returned when a request conflicts with the content of the account, for example if a name is in use
	// (status 409).
	ErrConflict = errors.New("conflict")
	// ErrLocked is returned when another job is running on a folder (status 423). The request can be made again when
	// the job is done; see [Client.WaitForBulkJob].
	ErrLocked = errors.New("locked")
	// ErrRateLimited is returned when the service refuses a request because there were too many requests (status 429),
	// and the client does not repeat the call any more. [Error.RetryAfter] is the time to wait.
	ErrRateLimited = errors.New("rate limited")
	// ErrNotConfigured is returned, wrapped in a [ConfigError], by functions that need a key or a URL that the client
	// does not have.
	ErrNotConfigured = errors.New("not configured")
	// ErrHostNotAllowed is returned when a redirect leads to a server that is not configured, or would change the
	// method of the request. The redirect was not followed.
	ErrHostNotAllowed = errors.New("refused to send request")
	// ErrOutcomeUnknown is returned when a call failed although the service may have carried it out, and repeating it
	// could carry it out twice: the connection was lost, the context ended, or the service answered with a server
	// error. It is also returned when the service reports that it has made a change, but the result cannot be read.
	// Check the library before you go on. Test for it before [context.Canceled], because an error can be both.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrUploadOutcomeUnknown is returned when the outcome of an upload is unknown: the file may be stored, now or
	// later. It wraps ErrOutcomeUnknown. If the upload has a key, the client first tries to find the file itself, and
	// the upload can be made again without storing a second file; see [WithUploadKey] and [WithRepeatableUploads].
	ErrUploadOutcomeUnknown = fmt.Errorf("upload %w", ErrOutcomeUnknown)
)

// Error is the error of a call that failed, because the service refused it, the connection or the context ended, or the
// response could not be decoded.
//
//	var e *imagekit.Error
//	if errors.As(err, &e) && errors.Is(err, imagekit.ErrRateLimited) {
//		time.Sleep(min(max(e.RetryAfter, time.Second), time.Minute)) // RetryAfter can be 0
//	}
type Error struct {
	Operation  string    // operationId in openapi.yaml, such as getFileDetails, or open for a download
	Method     string    // HTTP method
	Path       string    // path of the request, without its query
	StatusCode int       // HTTP status; 0 if there was no response
	Message    string    // error message of the service, without secrets
	Help       string    // advice of the service, without secrets
	Reason     string    // the service's code for the error; only some errors have one
	RequestID  string    // identifies the request to ImageKit's support
	RateLimit  RateLimit // rate limit that the response reports
	Body       []byte    // beginning of the body, at most 64 KiB, without secrets
	Err        error     // cause; nil if StatusCode and Message describe the error

	Attempts int           // attempts made, 0 if none; the fields above describe the last one
	Elapsed  time.Duration // from the start of the call, by the client's clock
	// RetryAfter is how long the service asks the client to wait after the response, in X-RateLimit-Reset (of a 429) or
	// Retry-After. It is 0 if the service does not ask, and has no upper limit.
	RetryAfter time.Duration

	unknown error  // ErrOutcomeUnknown or ErrUploadOutcomeUnknown, if the call may have been carried out
	stopped error  // why the call was not repeated: the end of the context, or the rate limit
	note    string // why the call was not repeated, if that is not obvious
	isTaken bool   // the service refuses an upload with a key because its file exists: the request is valid
}

// Error returns a one-line description: operation, method and path, status, message, request id, the number of attempts
// and their duration. Long texts of the service are shortened, and characters that are not printable are escaped.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "imagekit: %s: %s %s: ", e.Operation, e.Method, text.Line(e.Path))
	if e.StatusCode != 0 {
		fmt.Fprintf(&b, "%d: ", e.StatusCode)
	}
	switch {
	case e.Err != nil:
		b.WriteString(text.Line(e.Err.Error()))
	case e.Message != "":
		b.WriteString(text.Line(e.Message))
	default:
		b.WriteString(strings.ToLower(http.StatusText(e.StatusCode)))
	}
	e.writeDetails(&b)
	return b.String()
}

// writeDetails writes further details, in parentheses: RetryAfter, request id, attempts, note, and unknown outcome.
func (e *Error) writeDetails(b *strings.Builder) {
	isTemporary := e.StatusCode == http.StatusTooManyRequests || e.StatusCode >= http.StatusInternalServerError
	if e.RetryAfter > 0 && isTemporary && e.unknown == nil {
		fmt.Fprintf(b, " (try again in %v)", e.RetryAfter)
	}
	if e.RequestID != "" {
		fmt.Fprintf(b, " (request id %s)", text.Line(e.RequestID))
	}
	if e.Attempts > 1 {
		fmt.Fprintf(b, " (after %d attempts in %v)", e.Attempts, e.Elapsed.Round(time.Millisecond))
	}
	if e.note != "" {
		b.WriteString(" (not repeated: " + text.Line(e.note) + ")")
	}
	if e.unknown != nil {
		b.WriteString(" (the call may have been carried out nevertheless)")
	}
}

// Unwrap returns up to three errors: Err, the reason why the call was not repeated, and [ErrOutcomeUnknown] or
// [ErrUploadOutcomeUnknown].
func (e *Error) Unwrap() []error {
	return slices.DeleteFunc([]error{e.Err, e.stopped, e.unknown}, func(err error) bool { return err == nil })
}

// Is reports whether target is the sentinel error for the status, such as [ErrNotFound] for 404. A 404 is also
// [fs.ErrNotExist], and a 401 or 403 is also [fs.ErrPermission]. Is returns false if the service refuses an upload with
// a key because its file exists.
func (e *Error) Is(target error) bool {
	if e.isTaken {
		return false
	}
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return target == ErrInvalidRequest
	case http.StatusUnauthorized:
		return target == ErrUnauthorized || target == fs.ErrPermission
	case http.StatusForbidden:
		return target == ErrForbidden || target == fs.ErrPermission
	case http.StatusNotFound:
		return target == ErrNotFound || target == fs.ErrNotExist
	case http.StatusConflict:
		return target == ErrConflict
	case http.StatusLocked:
		return target == ErrLocked
	case http.StatusTooManyRequests:
		return target == ErrRateLimited
	}
	return false
}

// ArgumentError is returned for an argument or a request option that cannot be sent. No request was made. [errors.Is]
// reports that it is [ErrInvalidRequest].
type ArgumentError struct {
	Operation string // operationId in openapi.yaml, or open, uploadAll or waitForUpload
	Argument  string // name in openapi.yaml, or of the function that returned the option
	Reason    string // what the argument must or must not be
}

// Error names the operation and the argument, in one line.
func (e *ArgumentError) Error() string {
	return fmt.Sprintf("imagekit: %s: %s %s", e.Operation, e.Argument, text.Line(e.Reason))
}

// Is reports whether target is [ErrInvalidRequest].
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalidRequest }

// ResponseLimitError is the cause of the [Error] of a call whose successful response is larger than the client reads or
// decodes. The operation has been carried out. Fetch a list in smaller pages; responses to other operations are never
// that large. It is also the cause of the Error of a download that is larger than [OpenOptions].MaxSize.
type ResponseLimitError struct {
	Quantity string // unit of Limit: bytes, list elements, or bytes of memory to decode
	Limit    int64  // the largest number that the client accepts
}

// Error names the limit.
func (e *ResponseLimitError) Error() string {
	return fmt.Sprintf("response has more than %d %s", e.Limit, e.Quantity)
}

// ConfigError is returned by [New] and other functions for an invalid option, and by functions that need a setting that
// is missing; Err is then [ErrNotConfigured]. It is also the cause of the [Error] of a call that could not get a
// private key from [WithPrivateKeySource].
type ConfigError struct {
	Option   string // function or field that sets the value, such as WithPrivateKey or AuthOptions.Lifetime
	Variable string // environment variable that sets it; empty if there is none
	Err      error  // what is wrong with the value, without keys
}

// Error names the option and the environment variable.
func (e *ConfigError) Error() string {
	where := e.Option
	if e.Variable != "" {
		where += " (or " + e.Variable + ")"
	}
	return fmt.Sprintf("imagekit: %s: %v", where, e.Err)
}

// Unwrap returns Err.
func (e *ConfigError) Unwrap() error { return e.Err }

// TimeoutError is the cause of the [Error] of a call that exceeded a limit of [Timeouts]. The context of the call has
// not ended, so the call may have been repeated. It is a [net.Error]. If connecting takes longer than
// [Timeouts.Connect], the cause is the error of Go's dialer instead.
type TimeoutError struct {
	// Waiting is "response" for the limit [Timeouts.ResponseHeader], and "transfer" for [Timeouts.Idle].
	Waiting string
	Limit   time.Duration // the limit that was exceeded
}

// Error describes the limit.
func (e *TimeoutError) Error() string {
	if e.Waiting == transport.WaitingResponse {
		return fmt.Sprintf("no response within %v", e.Limit)
	}
	return fmt.Sprintf("no data was transferred for %v", e.Limit)
}

// Timeout returns true; it makes e a [net.Error].
func (e *TimeoutError) Timeout() bool { return true }

// Temporary returns true; it makes e a [net.Error].
func (e *TimeoutError) Temporary() bool { return true }

func missing(option, variable string) error {
	return &ConfigError{Option: option, Variable: variable, Err: ErrNotConfigured}
}

// explain sets Message, Help and Reason from the body of an unsuccessful response.
func (e *Error) explain(contentType string) {
	body, _, err := decode.Value[ErrorBody](e.Body, decode.Limits{})
	if err == nil && body.Message != "" {
		e.Message, e.Help, e.Reason = body.Message, body.Help, body.Reason
		return
	}
	e.Message = strings.ToLower(http.StatusText(e.StatusCode))
	if e.Message == "" {
		e.Message = "unknown status"
	}
	if summary := text.Summary(string(e.Body), contentType); summary != "" {
		e.Message += ", with a body of type " + text.MediaType(contentType) + ": " + summary
	}
}
