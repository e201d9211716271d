package mockserver

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// errRateLimit has the text of the example in openapi.yaml.
var errRateLimit = failure(http.StatusTooManyRequests, "Rate limit exceeded. Please try again later.", "")

// RateLimits are those of an account. Reads are API requests with GET, writes are all others; uploads and downloads of
// files are not limited. A rate of 0 does not limit.
type RateLimits struct {
	ReadsPerSecond  float64
	ReadBurst       int
	WritesPerSecond float64
	WriteBurst      int
}

// ServiceRateLimits are those that the service documents.
func ServiceRateLimits() RateLimits {
	return RateLimits{ReadsPerSecond: 40, ReadBurst: 100, WritesPerSecond: 5, WriteBurst: 20}
}

// WithRateLimits limits API requests, by the clock of the server; what is too much is answered with 429. All limited
// responses have the headers X-RateLimit-Limit, X-RateLimit-Reset and X-RateLimit-Interval (the last two in
// milliseconds). Without it nothing is limited.
func WithRateLimits(limits RateLimits) Option {
	return func(c *config) error {
		for _, l := range []struct {
			name  string
			rate  float64
			burst int
		}{{"reads", limits.ReadsPerSecond, limits.ReadBurst}, {"writes", limits.WritesPerSecond, limits.WriteBurst}} {
			if !(l.rate >= 0) || math.IsInf(l.rate, 1) || l.burst < 0 || (l.rate > 0) != (l.burst > 0) {
				return fmt.Errorf("%s: a rate of %v with bursts of %d makes no sense", l.name, l.rate, l.burst)
			}
		}
		c.rateLimits = limits
		return nil
	}
}

// limiter has the two buckets of an account.
type limiter struct{ reads, writes *bucket }

func newLimiter(limits RateLimits) *limiter {
	return &limiter{newBucket(limits.ReadsPerSecond, limits.ReadBurst), newBucket(limits.WritesPerSecond, limits.WriteBurst)}
}

// of returns the bucket from which a request takes, nil if it is not limited.
func (l *limiter) of(r *http.Request) *bucket {
	switch {
	case operationOf(r).Form() != nil:
		return nil
	case isRead(r):
		return l.reads
	}
	return l.writes
}

func isRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// bucket is refilled at a rate, and never holds more than a burst.
type bucket struct {
	perSecond float64
	burst     int

	mu     sync.Mutex // a decision and what is told about it belong together
	tokens *rate.Limiter
	last   time.Time // when it was used
}

func newBucket(perSecond float64, burst int) *bucket {
	if perSecond == 0 {
		return nil
	}
	return &bucket{perSecond: perSecond, burst: burst}
}

// take reports whether a request may be made now, and in how much time the next one. When the clock is set back, the
// bucket is full again: it would not be refilled until the old time has come.
func (b *bucket) take(now time.Time) (ok bool, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tokens == nil || now.Before(b.last) {
		b.tokens = rate.NewLimiter(rate.Limit(b.perSecond), b.burst)
	}
	b.last = now
	ok = b.tokens.AllowN(now, 1)
	lacking := max(1-b.tokens.TokensAt(now), 0)
	return ok, time.Duration(lacking / b.perSecond * float64(time.Second))
}

// limited refuses requests that are too many, once it is known whose they are.
//
// Assumed: requests without a valid key count for nobody, and those that are refused for other reasons count.
func (a *api) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b := a.limits.of(r); b != nil {
			ok, wait := b.take(a.now())
			setRateLimit(w.Header(), b.perSecond, wait)
			if !ok {
				a.fail(w, r, errRateLimit)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// setRateLimit tells a client what it may do: how many requests in which time, and when the next one. Rates below one
// per second have longer intervals.
//
// Assumed: the headers tell the sustained rate and not the burst, on an endpoint that has both.
func setRateLimit(h http.Header, perSecond float64, wait time.Duration) {
	interval := time.Second
	if perSecond < 1 {
		interval = time.Duration(float64(time.Second) / perSecond)
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(max(int(perSecond), 1)))
	h.Set("X-RateLimit-Reset", milliseconds(wait))
	h.Set("X-RateLimit-Interval", milliseconds(interval))
}

// milliseconds rounds up: whoever waits that long has waited long enough.
func milliseconds(d time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(float64(d)/float64(time.Millisecond))), 10)
}
