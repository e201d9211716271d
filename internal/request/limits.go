package request

import (
	"cmp"

	"github.com/openimagekit/imagekit/internal/decode"
)

// ResponseLimit returns how many bytes the response may have.
func (c *Call) ResponseLimit() int64 { return cmp.Or(c.MaxResponseBytes, decode.DefaultMaxBytes) }

// DecodeLimits returns what decoding the response may take.
func (c *Call) DecodeLimits() decode.Limits {
	return decode.LimitsOf(c.ResponseLimit(), c.MaxItems)
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
