package rest

import (
	"cmp"

	"github.com/openimagekit/imagekit/internal/decode"
)

// DefaultMaxResponseBytes is how long the response of an operation may be that has no x-max-response-bytes in the
// document. It and the values there are a little below a power of two: a buffer that doubles when it is full then
// takes no more than that power.
const DefaultMaxResponseBytes = 2_000_000

// memoryPerByte is how many bytes a response may take when it is decoded, for each byte of the longest response. With
// the longest of all, and the buffer that it is read into, that is less than 64 MiB.
const memoryPerByte = 5

// ResponseLimit returns how many bytes the response may have.
func (c *Call) ResponseLimit() int64 { return cmp.Or(c.MaxResponseBytes, DefaultMaxResponseBytes) }

// DecodeLimits returns what decoding the response may take.
func (c *Call) DecodeLimits() decode.Limits {
	return decode.Limits{Memory: c.ResponseLimit() * memoryPerByte, Elements: c.MaxItems}
}

// HasResult reports whether a success with this status comes with the result.
func (c *Call) HasResult(status int) bool {
	return c.StatusWithoutResult == 0 || status != c.StatusWithoutResult
}

// Identifies reports whether a result has one of the properties without which it is none. A result of another type
// than the operation's is not asked for them.
func (c *Call) Identifies(result any) bool {
	return len(c.IdentifiedBy) == 0 || result != c.Result || decode.HasAny(result, c.IdentifiedBy...)
}
