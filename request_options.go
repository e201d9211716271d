package imagekit

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/request"
)

// A RequestOption changes one call of an operation: [WithHeader], [WithResponse], [WithProgress], [WithRetry] or
// [WithUploadKey]. Every method that calls the API accepts them. A later option overrides an earlier one of the same
// kind, except that headers are added.
type RequestOption func(*requestOptions)

// requestOptions holds the values that request options set.
type requestOptions struct {
	header     http.Header                                // added to the request
	onResponse func(response *http.Response, body []byte) // gets every response, also of failed attempts
	onMismatch func(decode.Mismatches)                    // gets the values of other types than documented
	progress   func(sent, total int64)                    // gets the bytes of an upload; total is -1 if unknown
	retry      RetryPolicy                                // fields that are not zero replace those of the client
	uploadKey  string                                     // of WithUploadKey; empty if there is none
	problem    *request.Problem                           // why an option is refused; nil if none is

	result any // where to decode the response instead of the operation's result
}

// WithHeader adds a header field to the request. A field that belongs to the connection (Connection, Transfer-Encoding,
// Upgrade, Host and the like), describes the body (Content-Type and the like), or is the client's own (Authorization,
// Accept, Accept-Encoding, User-Agent) is refused with an [ArgumentError], and so is a name or a value that HTTP does
// not allow. The value of Expect must be 100-continue: the body is then sent when the service has accepted the header,
// or when the ExpectContinueTimeout of the transport (1 s by default) has passed.
func WithHeader(name, value string) RequestOption {
	return func(o *requestOptions) {
		reason := refusedHeader(name, value)
		if reason == "" && strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			reason = fmt.Sprintf("value of %s must not contain control characters", name)
		}
		if reason != "" {
			o.problem = &request.Problem{Argument: "WithHeader", Reason: reason}
			return
		}
		if o.header == nil {
			o.header = http.Header{}
		}
		o.header.Add(name, value)
	}
}

// refusedHeader returns the reason why a caller cannot set a header field, or "" if it can. An invalid name is not
// quoted, because it can be a whole header line with a credential.
func refusedHeader(name, value string) string {
	if !isHeaderName(name) {
		return "name must be a header name, such as X-Trace"
	}
	name = http.CanonicalHeaderKey(name)
	switch name {
	case "Authorization":
		return "cannot set Authorization, which WithPrivateKey sets"
	case "User-Agent":
		return "cannot set User-Agent, which WithUserAgent sets"
	case "Accept", "Accept-Encoding":
		return "cannot set " + name + ", because the client decodes the response"
	case "Expect":
		if value != "100-continue" {
			return "cannot set Expect to anything but 100-continue"
		}
	case "Connection", "Host", "Http2-Settings", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding",
		"Upgrade":
		return "cannot set " + name + ", which belongs to the connection"
	}
	switch {
	case strings.HasPrefix(name, "Proxy-"):
		return "cannot set " + name + ", which belongs to the connection"
	case strings.HasPrefix(name, "Content-"):
		return "cannot set " + name + ", which describes the body"
	}
	return ""
}

// isHeaderName reports whether a text is a token as RFC 9110 defines it.
func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

// WithResponse stores the last response to the call in response, also if it is an error. If there is no response, the
// call does not change response, which must not be nil. Secrets of the request that the service repeats are replaced by
// "[redacted]" in the header, and in the body of a failure; the body of a success is not changed. A header value of
// more than 8 KiB is cut.
func WithResponse(response *Response) RequestOption {
	return func(o *requestOptions) {
		if response == nil {
			o.problem = &request.Problem{Argument: "WithResponse", Reason: "must not be nil"}
			return
		}
		o.onResponse = func(r *http.Response, body []byte) {
			*response = Response{
				StatusCode: r.StatusCode,
				Header:     r.Header,
				RequestID:  r.Header.Get(headerRequestID),
				RateLimit:  rateLimit(r.Header),
				Body:       append([]byte(nil), body...),
			}
		}
		o.onMismatch = func(mismatches decode.Mismatches) { response.Mismatches = mismatches.Pointers }
	}
}

// WithProgress calls progress whenever a part of the file of an upload has been read to be sent. sent is the number of
// bytes read so far, and total the size of the file, -1 if it is unknown. If the upload is repeated, sent starts at the
// beginning again. progress is called from one goroutine at a time, is not called after the upload has returned, and
// should return quickly.
func WithProgress(progress func(sent, total int64)) RequestOption {
	return func(o *requestOptions) { o.progress = progress }
}

// Response is the last response that a call received, as [WithResponse] stores it.
type Response struct {
	StatusCode int         // HTTP status
	Header     http.Header // without secrets of the request; a value of more than 8 KiB is cut
	RequestID  string      // identifies the request to ImageKit's support
	RateLimit  RateLimit   // rate limit that the response reports
	Body       []byte      // as received; after a failure, at most 64 KiB without secrets

	// Mismatches are JSON pointers (RFC 6901), such as "/0/createdAt", to the values in Body that have another type
	// than documented. The field of this value is zero, or rounded if the value is a fraction; an element of a list is
	// left out. There are at most 100 pointers. A pointer of more than 512 bytes is cut and ends in "…".
	Mismatches []string
}

// RateLimit is the rate limit of the account that a response reports. A field that the response does not report is
// zero.
type RateLimit struct {
	Limit    int           // requests in one interval
	Reset    time.Duration // time until the next request can be made
	Interval time.Duration // length of the interval
}

const (
	headerRequestID         = "X-Ik-Requestid"
	headerRateLimit         = "X-Ratelimit-Limit"
	headerRateLimitReset    = "X-Ratelimit-Reset"    // milliseconds
	headerRateLimitInterval = "X-Ratelimit-Interval" // milliseconds
)

func rateLimit(h http.Header) RateLimit {
	return RateLimit{
		Limit:    int(number(h, headerRateLimit)),
		Reset:    time.Duration(number(h, headerRateLimitReset)) * time.Millisecond,
		Interval: time.Duration(number(h, headerRateLimitInterval)) * time.Millisecond,
	}
}

// number returns the number in a header field. It returns 0 if the field is missing, not a number, negative, or too
// large.
func number(h http.Header, name string) int64 {
	n, err := strconv.ParseInt(h.Get(name), 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
