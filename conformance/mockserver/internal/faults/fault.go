package faults

import "time"

// Kind is the effect of a [Fault] on a request.
type Kind string

// The kinds of faults.
const (
	Latency             Kind = "latency"             // the operation runs after a delay
	Status              Kind = "status"              // an error in the form of the service
	RateLimit           Kind = "rateLimit"           // a 429 with the rate limit headers of the service
	HTML                Kind = "html"                // an HTML page, like that of a proxy
	ResetBeforeBody     Kind = "resetBeforeBody"     // reset before a byte of the request's body is read
	ResetDuringBody     Kind = "resetDuringBody"     // reset after Bytes of the request's body, or half of it
	ResetAfterBody      Kind = "resetAfterBody"      // reset after the request is read; nothing is executed
	ResetAfterExecution Kind = "resetAfterExecution" // executed; reset before a byte of the response is sent
	ResetDuringResponse Kind = "resetDuringResponse" // executed; reset after Bytes of the response's body, or half
	Truncated           Kind = "truncated"           // executed; the response's body ends after Bytes, or half of it
	ContentType         Kind = "contentType"         // executed; the response has another content type
	Drip                Kind = "drip"                // executed; the response's body is sent Bytes at a time
)

// Fault is a rule that determines which requests are hit, how often, and with which effect.
type Fault struct {
	ID        string // set by [Injector.Add]
	Operation string // empty or * for all operations
	After     int    // number of matching requests that pass before the first hit
	Count     int    // number of requests that are hit; 0 for all
	Kind      Kind

	Latency        time.Duration     // delay before anything else
	Status         int               // of the response
	Executed       bool              // the operation is executed, and its response discarded
	Message        string            // replaces the text of the error
	RetryAfter     time.Duration     // header Retry-After, in whole seconds rounded up
	RateLimitReset time.Duration     // time after which a client may retry
	Headers        map[string]string // set last
	Bytes          int64             // an offset in a body, or the size of a piece of it
	Interval       time.Duration     // the pause between pieces
	ContentType    string            // of the response

	Hits int // number of requests that were hit so far
}
