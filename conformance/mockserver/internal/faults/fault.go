package faults

import "time"

// Kind is what happens to a request that a [Fault] hits.
type Kind string

// The kinds of faults.
const (
	Latency             Kind = "latency"             // the operation waits and then runs as always
	Status              Kind = "status"              // an error in the form of the service
	RateLimit           Kind = "rateLimit"           // a 429 with headers that say when to come back
	HTML                Kind = "html"                // a page, as a proxy sends it
	ResetBeforeBody     Kind = "resetBeforeBody"     // before a byte of the request's body is read
	ResetDuringBody     Kind = "resetDuringBody"     // after Bytes of the request's body, or half of it
	ResetAfterBody      Kind = "resetAfterBody"      // when the request has been read; nothing is executed
	ResetAfterExecution Kind = "resetAfterExecution" // executed, before a byte of the response is sent
	ResetDuringResponse Kind = "resetDuringResponse" // executed, after Bytes of the response's body, or half of it
	Truncated           Kind = "truncated"           // executed, the response's body ends after Bytes, or half of it
	ContentType         Kind = "contentType"         // executed, the response has another content type
	Drip                Kind = "drip"                // executed, the response's body comes Bytes at a time
)

// Fault is a rule: which requests it hits, how often, and how.
type Fault struct {
	ID        string // given by [Injector.Add]
	Operation string // empty or * for all
	After     int    // matching requests that pass first
	Count     int    // requests that are hit; 0 for all
	Kind      Kind

	Latency        time.Duration     // passes before anything else happens
	Status         int               // of the response
	Executed       bool              // the operation is executed, and its response lost
	Message        string            // replaces the text of the error
	RetryAfter     time.Duration     // header Retry-After, in whole seconds rounded up
	RateLimitReset time.Duration     // when a client may come back
	Headers        map[string]string // set last
	Bytes          int64             // a place in a body, or the size of a piece of it
	Interval       time.Duration     // the pause between pieces
	ContentType    string            // the type to answer with

	Hits int // requests that were hit
}
