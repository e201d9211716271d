package imagekit

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/internal/decode"
)

// What [errors.Is] answers of a failed call.
var (
	ErrInvalidRequest = errors.New("invalid request") // 400, 422
	ErrUnauthorized   = errors.New("unauthorized")    // 401
	ErrForbidden      = errors.New("forbidden")       // 403
	ErrNotFound       = errors.New("not found")       // 404
	ErrConflict       = errors.New("conflict")        // 409
	ErrRateLimited    = errors.New("rate limited")    // 429
	ErrNotConfigured  = errors.New("not configured")  // a [ConfigError] for a value that is missing
	// it would go, or was redirected, to a server that is not the service
	ErrHostNotAllowed = errors.New("refused to send request")
	// ErrOutcomeUnknown is a call that failed, although the service may have carried it out: its connection was lost,
	// its context ended, or it was answered by a server error, and it cannot be repeated without the risk of carrying
	// it out twice; or the service said that it has made a change, but the result cannot be read. Look what is there
	// before you go on. Test for it before [context.Canceled], because an error can be both.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrUploadOutcomeUnknown is ErrOutcomeUnknown for an upload: the file may be there, now or in a while. With
	// [WithRepeatableUploads], the client looks by itself.
	ErrUploadOutcomeUnknown = fmt.Errorf("upload %w", ErrOutcomeUnknown)
)

// Error is a call that failed: refused by the service, broken on the way, or answered by something that could not be
// decoded.
//
//	var e *imagekit.Error
//	if errors.As(err, &e) && errors.Is(err, imagekit.ErrRateLimited) {
//		time.Sleep(min(max(e.RetryAfter, time.Second), time.Minute)) // 0 if the service does not say
//	}
type Error struct {
	Operation  string    // operationId in openapi.yaml, such as getFileDetails
	Method     string    // HTTP method
	Path       string    // path of the request, without its query
	StatusCode int       // HTTP status; 0 if there was no response
	Message    string    // what the service says went wrong, as it came but for secrets
	Help       string    // what the service says to do about it
	Reason     string    // the service's code for it; only some errors have one
	RequestID  string    // names the request for ImageKit's support
	RateLimit  RateLimit // what the response says about the rate limit
	Body       []byte    // beginning of the body, at most 64 KiB
	Err        error     // cause, if it is not the service's answer

	Attempts int           // attempts made, 0 if none; the other fields describe the last one
	Elapsed  time.Duration // since the first attempt began
	// how long the service asks to wait, by X-RateLimit-Reset or Retry-After, from the response on and however long; 0
	// if it does not
	RetryAfter time.Duration

	unknown error  // ErrOutcomeUnknown or ErrUploadOutcomeUnknown, if it may have been carried out
	stopped error  // what kept it from being repeated: the end of the context, the rate limit
	note    string // why it was not repeated, if that is not plain
}

// Error returns a description in one line. What came from outside is shortened, and characters that are not printable
// are escaped.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "imagekit: %s: %s %s: ", e.Operation, e.Method, oneLine(e.Path))
	if e.StatusCode != 0 {
		fmt.Fprintf(&b, "%d: ", e.StatusCode)
	}
	switch {
	case e.Err != nil:
		b.WriteString(oneLine(e.Err.Error()))
	case e.Message != "":
		b.WriteString(oneLine(e.Message))
	default:
		b.WriteString(strings.ToLower(http.StatusText(e.StatusCode)))
	}
	isForNow := e.StatusCode == http.StatusTooManyRequests || e.StatusCode >= http.StatusInternalServerError
	if e.RetryAfter > 0 && isForNow && e.unknown == nil {
		fmt.Fprintf(&b, " (try again in %v)", e.RetryAfter)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request id %s)", oneLine(e.RequestID))
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts in %v)", e.Attempts, e.Elapsed.Round(time.Millisecond))
	}
	if e.note != "" {
		b.WriteString(" (not repeated: " + oneLine(e.note) + ")")
	}
	if e.unknown != nil {
		b.WriteString(" (it may have been carried out all the same)") // see ErrOutcomeUnknown and WithRepeatableUploads
	}
	return b.String()
}

// Unwrap returns the cause, what kept the call from being repeated, and [ErrOutcomeUnknown] or
// [ErrUploadOutcomeUnknown], as far as there are any.
func (e *Error) Unwrap() []error {
	return slices.DeleteFunc([]error{e.Err, e.stopped, e.unknown}, func(err error) bool { return err == nil })
}

// Is answers errors.Is for the Err variables that stand for a status.
func (e *Error) Is(target error) bool {
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return target == ErrInvalidRequest
	case http.StatusUnauthorized:
		return target == ErrUnauthorized
	case http.StatusForbidden:
		return target == ErrForbidden
	case http.StatusNotFound:
		return target == ErrNotFound
	case http.StatusConflict:
		return target == ErrConflict
	case http.StatusTooManyRequests:
		return target == ErrRateLimited
	}
	return false
}

// ArgumentError is an argument that was refused before anything was sent.
type ArgumentError struct {
	Operation string // operationId in openapi.yaml
	Argument  string // name in openapi.yaml
	Reason    string
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("imagekit: %s: %s %s", e.Operation, e.Argument, oneLine(e.Reason))
}

// Is reports that an ArgumentError is an invalid request.
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalidRequest }

// ResponseLimitError is a successful response that is larger than the client reads or decodes. What the operation does
// has been done. A list can be fetched in smaller pages; other operations have no response of that size.
type ResponseLimitError struct {
	Quantity string // what there is too much of: bytes, list elements, or bytes of memory to decode
	Limit    int64
}

func (e *ResponseLimitError) Error() string {
	return fmt.Sprintf("response has more than %d %s", e.Limit, e.Quantity)
}

// ConfigError reports a value that [New] or a method with options refused, or, if it is [ErrNotConfigured], a value that
// a call needs and that the client does not have. It never holds a key or a secret.
type ConfigError struct {
	Option   string // function or field that sets it, such as WithPrivateKey or AuthHandlerOptions.Lifetime
	Variable string // environment variable that sets it, if one does
	Err      error
}

func (e *ConfigError) Error() string {
	where := e.Option
	if e.Variable != "" {
		where += " (or " + e.Variable + ")"
	}
	return fmt.Sprintf("imagekit: %s: %v", where, e.Err)
}

// Unwrap returns the cause.
func (e *ConfigError) Unwrap() error { return e.Err }

func missing(option, variable string) error {
	return &ConfigError{Option: option, Variable: variable, Err: ErrNotConfigured}
}

// explain fills in what an unsuccessful response says.
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
	if text := summary(string(e.Body), contentType); text != "" {
		e.Message += ", answered in " + mediaType(contentType) + ": " + text
	}
}

func mediaType(contentType string) string {
	media, _, _ := strings.Cut(contentType, ";")
	if media == "" {
		return "an unknown media type"
	}
	return media
}

// summary is the title of an HTML page or else the first line of a text.
func summary(body, contentType string) string {
	text := body
	if strings.Contains(contentType, "html") {
		lower := strings.ToLower(body)
		start, end := strings.Index(lower, "<title>"), strings.Index(lower, "</title>")
		if start < 0 || end < start || len(lower) != len(body) {
			return ""
		}
		text = html.UnescapeString(body[start+len("<title>") : end])
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	const longest = 200
	if len(text) > longest {
		text = text[:longest] + "…"
	}
	return strings.TrimSpace(strings.ToValidUTF8(text, string(utf8.RuneError)))
}
