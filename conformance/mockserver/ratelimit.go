package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
)

// errRateLimit has the text of the example in openapi.yaml.
var errRateLimit = failure(http.StatusTooManyRequests, "Rate limit exceeded. Please try again later.", "")

// RateLimits are the limits of an account: requests per second in the long run, and requests at once (the burst). Reads
// are API requests with GET, writes are all others; uploads and downloads of files are not limited. A rate of 0 means
// no limit.
type RateLimits struct {
	ReadsPerSecond  float64 // in the long run
	ReadBurst       int     // at once
	WritesPerSecond float64 // in the long run
	WriteBurst      int     // at once
}

// ServiceRateLimits returns the limits that the service documents. See https://imagekit.io/docs/api-overview
func ServiceRateLimits() RateLimits {
	return RateLimits(ratelimit.Service)
}

// WithRateLimits limits API requests, by the clock of the server; too many requests are answered with 429. By default,
// nothing is limited.
//
// All responses of the API, but for those to uploads, have the headers X-RateLimit-Limit (requests in an interval),
// X-RateLimit-Interval and X-RateLimit-Reset (both in milliseconds). What is not limited tells the rate of
// [ServiceRateLimits], and a reset of 0: the next request can be made at once.
func WithRateLimits(limits RateLimits) Option {
	return func(c *config) error {
		if err := ratelimit.Limits(limits).Check(); err != nil {
			return err
		}
		c.rateLimits = ratelimit.Limits(limits)
		return nil
	}
}

// bucketOf returns the bucket from which a request takes, nil if it is an upload.
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

// announceLimits is middleware that sets the headers of rate limits, also for requests that are refused before they
// count.
//
// Contradiction: the vendor's OpenAPI document has the headers X-RateLimit-* in responses with status 429 only; by the
// documentation of 2024, all responses but those to uploads have them. The documentation is followed.
func (a *api) setRateLimitHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b := a.bucketOf(r); b != nil {
			b.Announce(a.now(), w.Header())
		}
		next.ServeHTTP(w, r)
	})
}

// limited refuses requests that are too many, once it is known whose they are.
//
// Requests without a valid key count for nobody, and those that are refused for other reasons count.
func (a *api) limitRate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b := a.bucketOf(r); b != nil && !b.Take(a.now(), w.Header()) {
			a.fail(w, r, errRateLimit)
			return
		}
		next.ServeHTTP(w, r)
	})
}
