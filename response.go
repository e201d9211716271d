package imagekit

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/rest"
)

// RequestOption changes one call; every method takes some.
type RequestOption = rest.RequestOption

// WithHeader adds a header to the request. It cannot replace those that the client sets: Authorization, Accept, User-Agent, and those that
// describe the body or the connection.
func WithHeader(name, value string) RequestOption {
	return func(o *rest.Options) {
		if !isHeaderName(name) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			o.Problem = &rest.Problem{Argument: "WithHeader", Reason: fmt.Sprintf("cannot send a header %q with this value", name)}
			return
		}
		if o.Header == nil {
			o.Header = http.Header{}
		}
		o.Header.Add(name, value)
	}
}

// isHeaderName reports whether a text is a token, as RFC 9110 has it.
func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

// WithResponse stores what came back besides the decoded value, also when the call fails with a status.
func WithResponse(response *Response) RequestOption {
	return func(o *rest.Options) {
		o.OnResponse = func(r *http.Response, body []byte) {
			*response = Response{
				StatusCode: r.StatusCode,
				Header:     r.Header,
				RequestID:  r.Header.Get(headerRequestID),
				RateLimit:  rateLimit(r.Header),
				Body:       append([]byte(nil), body...),
			}
		}
		o.OnMismatch = func(mismatches decode.Mismatches) { response.Mismatches = mismatches.Pointers }
	}
}

// WithProgress calls progress whenever a piece of the file of an upload has been read to be sent: how many bytes of the file so
// far, and how many there are, -1 if that is unknown. An upload that is repeated counts from the beginning again. It is called from one
// goroutine at a time, not after the upload has returned, and should return quickly.
func WithProgress(progress func(sent, total int64)) RequestOption {
	return func(o *rest.Options) { o.Progress = progress }
}

// Response is what came back for one call.
type Response struct {
	StatusCode int
	Header     http.Header
	RequestID  string // names the request for ImageKit's support
	RateLimit  RateLimit
	Body       []byte // as it came; at most 64 KiB if the call failed

	// Mismatches are JSON pointers (RFC 6901) into Body, such as "/0/createdAt": values of another type than documented. The fields that
	// belong to them are zero, or rounded if the value is a fraction; elements of lists are left out. There are at most 100 pointers; one of
	// more than 512 bytes is cut, and ends in "…".
	Mismatches []string
}

// RateLimit is what a response says about the account's rate limit; zero where it says nothing.
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

// number returns a header's value, 0 if it is none or too large to be a time.
func number(h http.Header, name string) int64 {
	n, err := strconv.ParseInt(h.Get(name), 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
