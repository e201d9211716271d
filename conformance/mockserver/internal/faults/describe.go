package faults

import (
	"net/http"
	"slices"
)

// Bounds of the status of a response.
const (
	minStatus = http.StatusOK
	maxStatus = 599
)

// KindDescription describes a kind of faults for people.
type KindDescription struct {
	Kind    Kind   `json:"kind"`
	Summary string `json:"summary"` // what happens to a request
	// Fields has the names of the fields that the kind uses, in addition to operation, after, count and latency.
	Fields   []string `json:"fields"`
	Required string   `json:"required,omitzero"` // the field that must be set, or empty
}

// FieldDescription describes a field of a fault for people.
type FieldDescription struct {
	Name    string `json:"name"`
	Type    string `json:"type"`    // integer, duration, text, boolean or headers
	Summary string `json:"summary"` // including the default
	Minimum int    `json:"minimum,omitzero"`
	Maximum int    `json:"maximum,omitzero"` // 0 for no limit
	Exclude []int  `json:"exclude,omitzero"` // values between Minimum and Maximum that are not allowed
}

// Types of fields.
const (
	typeInteger  = "integer"  // not negative
	typeDuration = "duration" // such as 1.5s
	typeText     = "text"
	typeBoolean  = "boolean"
	typeHeaders  = "headers" // an object whose values are texts
)

// summaries has the kinds in the order in which they are listed.
var summaries = []KindDescription{
	{Kind: Status, Summary: "responds with an error of the service"},
	{Kind: RateLimit, Summary: "responds with status 429 and the rate limit headers of the service"},
	{Kind: HTML, Summary: "responds with an HTML page, as proxies do"},
	{Kind: Latency, Summary: "delays the operation, which then runs normally"},
	{Kind: ResetBeforeBody, Summary: "resets the connection before the request's body is read"},
	{Kind: ResetDuringBody, Summary: "resets the connection while the request's body is read"},
	{Kind: ResetAfterBody, Summary: "resets the connection after the request is read; the operation is not executed"},
	{Kind: ResetAfterExecution, Summary: "executes the operation and resets the connection before the response"},
	{Kind: ResetDuringResponse, Summary: "executes the operation and resets the connection during the response"},
	{Kind: Truncated, Summary: "executes the operation and sends only the beginning of the response's body"},
	{Kind: ContentType, Summary: "executes the operation and sends its response with another Content-Type"},
	{Kind: Drip, Summary: "executes the operation and sends the response's body slowly, in small pieces"},
}

// Kinds returns descriptions of all kinds of faults.
func Kinds() []KindDescription {
	kinds := slices.Clone(summaries)
	for i := range kinds {
		rule := rules[kinds[i].Kind]
		kinds[i].Fields, kinds[i].Required = append([]string{}, rule.uses...), rule.requires
	}
	return kinds
}

// Fields returns descriptions of all fields of a fault that clients can set, except operation and kind.
func Fields() []FieldDescription {
	return []FieldDescription{
		{Name: "after", Type: typeInteger, Summary: "requests that pass before the first hit"},
		{Name: "count", Type: typeInteger, Summary: "requests that are hit; 0 for all until the fault is removed"},
		{Name: "latency", Type: typeDuration, Summary: "delay before anything else happens"},
		{
			Name: "status", Type: typeInteger, Minimum: minStatus, Maximum: maxStatus, Exclude: withoutBody,
			Summary: "status of the response; 502 by default if it is an HTML page",
		},
		{Name: "message", Type: typeText, Summary: "message of the error, instead of the usual one"},
		{Name: "retryAfter", Type: typeDuration, Summary: "header Retry-After, rounded up to whole seconds"},
		{Name: "rateLimitReset", Type: typeDuration, Summary: "header X-RateLimit-Reset; one second by default"},
		{Name: "headers", Type: typeHeaders, Summary: "more headers of the response"},
		{Name: "executed", Type: typeBoolean, Summary: "the operation is executed, and its response discarded"},
		{
			Name: "bytes", Type: typeInteger,
			Summary: "bytes of the body before the connection is reset or the body ends, by default half of it; " +
				"for drip, the size of a piece, by default 1",
		},
		{Name: "interval", Type: typeDuration, Summary: "pause between two pieces"},
		{Name: "contentType", Type: typeText, Summary: "Content-Type of the response"},
	}
}
