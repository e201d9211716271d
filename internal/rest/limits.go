package rest

import (
	"cmp"

	"github.com/openimagekit/imagekit/internal/decode"
)

// DefaultMaxResponseBytes is how long the response of an operation may be that has no x-max-response-bytes in the document. It and the
// values there are a little below a power of two: a buffer that doubles when it is full then takes no more than that power.
const DefaultMaxResponseBytes = 2_000_000

// What decoding a response may take: some bytes for each byte of the longest response, and no more than leaves room for the response itself
// within 64 MiB.
const (
	memoryPerByte = 5
	maxMemory     = 36 << 20
)

// ResponseLimit returns how many bytes the response may have.
func (c *Call) ResponseLimit() int64 { return cmp.Or(c.MaxResponseBytes, DefaultMaxResponseBytes) }

// DecodeLimits returns what decoding the response may take.
func (c *Call) DecodeLimits() decode.Limits {
	return decode.Limits{Memory: min(c.ResponseLimit()*memoryPerByte, maxMemory), Elements: c.MaxItems}
}

// HasResult reports whether a success with this status comes with the result.
func (c *Call) HasResult(status int) bool {
	return c.StatusWithoutResult == 0 || status != c.StatusWithoutResult
}

// Identifies reports whether a result has one of the properties without which it is none. A result of another type than the operation's is
// not asked for them.
func (c *Call) Identifies(result any) bool {
	return len(c.IdentifiedBy) == 0 || result != c.Result || decode.HasAny(result, c.IdentifiedBy...)
}
