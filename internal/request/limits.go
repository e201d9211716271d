package request

import (
	"cmp"

	"github.com/openimagekit/imagekit/internal/decode"
)

// ResponseLimit returns the maximum length of the response in bytes.
func (c *Call) ResponseLimit() int64 { return cmp.Or(c.MaxResponseBytes, decode.DefaultMaxBytes) }

// DecodeLimits returns the limits for decoding the response.
func (c *Call) DecodeLimits() decode.Limits {
	return decode.LimitsOf(c.ResponseLimit(), c.MaxItems)
}

// HasResult reports whether a successful response with this status contains the result.
func (c *Call) HasResult(status int) bool {
	return c.StatusWithoutResult == 0 || status != c.StatusWithoutResult
}

// Identifies reports whether a result has at least one of the properties IdentifiedBy. It returns true for a result
// that is not the Result of the call.
func (c *Call) Identifies(result any) bool {
	return len(c.IdentifiedBy) == 0 || result != c.Result || decode.HasAny(result, c.IdentifiedBy...)
}
