package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
)

// errRateLimit has the message of the example in openapi.yaml.
var errRateLimit = failure(http.StatusTooManyRequests, "Rate limit exceeded. Please try again later.", "")

// RateLimits are limits of API requests, as sustained rates and bursts. Reads are requests with GET, writes are all
// others. Uploads and downloads of files are not limited. A rate and its burst must both be positive and finite, or
// both be 0, which means no limit.
type RateLimits struct {
	ReadsPerSecond  float64 // sustained rate
	ReadBurst       int     // maximum number of requests at once
	WritesPerSecond float64 // sustained rate
	WriteBurst      int     // maximum number of requests at once
}

// ServiceRateLimits returns the limits that the service documents. See https://imagekit.io/docs/api-overview
func ServiceRateLimits() RateLimits {
	return RateLimits(ratelimit.Service)
}

// WithRateLimits limits API requests, measured with the server's clock. Requests beyond the limits get 429. By default,
// there are no limits. Limits that [RateLimits] does not allow are an error.
//
// All responses of the API, except those to uploads, have the headers X-RateLimit-Limit (requests in an interval),
// X-RateLimit-Interval and X-RateLimit-Reset (both in milliseconds). If there is no limit, the headers have the rates
// of [ServiceRateLimits], and X-RateLimit-Reset is 0.
func WithRateLimits(limits RateLimits) Option {
	return func(c *config) error {
		if err := ratelimit.Limits(limits).Check(); err != nil {
			return err
		}
		c.rateLimits = ratelimit.Limits(limits)
		return nil
	}
}

// bucketOf returns the token bucket for a request. It returns nil for an upload.
func (a *api) bucketOf(r *http.Request) *ratelimit.Bucket {
	switch {
	case operationOf(r).Form() != nil:
		return nil
	case isRead(r):
		return a.limits.Reads
	}
	return a.limits.Writes
}

func isRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// setRateLimitHeaders is middleware that sets the headers X-RateLimit-*. It runs before the requests are authenticated,
// so that the responses to requests with a wrong key have these headers too.
//
// Contradiction: in the vendor's OpenAPI document, only responses with status 429 have the headers X-RateLimit-*; in
// the documentation of 2024, all responses except those to uploads have them. The mock server follows the documentation
// of 2024.
func (a *api) setRateLimitHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b := a.bucketOf(r); b != nil {
			b.Announce(a.now(), w.Header())
		}
		next.ServeHTTP(w, r)
	})
}

// limitRate is middleware that rejects requests beyond the rate limits. It runs after authentication, so requests
// without a valid key do not count. Requests that are rejected for other reasons count.
func (a *api) limitRate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b := a.bucketOf(r); b != nil && !b.Take(a.now(), w.Header()) {
			a.fail(w, r, errRateLimit)
			return
		}
		next.ServeHTTP(w, r)
	})
}
