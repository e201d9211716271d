// Package ratelimit implements the rate limits of an account: token buckets for reads and writes, and the headers that
// describe them. Callers pass the time. The package does not import other packages of the mock server.
package ratelimit

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are the rates and bursts of an account. A rate and a burst of 0 mean no limit.
type Limits struct {
	ReadsPerSecond  float64
	ReadBurst       int
	WritesPerSecond float64
	WriteBurst      int
}

// Service has the limits that the service documents.
var Service = Limits{ReadsPerSecond: 40, ReadBurst: 100, WritesPerSecond: 5, WriteBurst: 20}

// Check returns an error unless each rate and its burst are both positive and finite, or both 0.
func (l Limits) Check() error {
	for _, one := range []struct {
		name      string
		perSecond float64
		burst     int
	}{{"reads", l.ReadsPerSecond, l.ReadBurst}, {"writes", l.WritesPerSecond, l.WriteBurst}} {
		infinite := math.IsInf(one.perSecond, 1) || math.IsNaN(one.perSecond)
		if infinite || one.perSecond < 0 || one.burst < 0 || (one.perSecond > 0) != (one.burst > 0) {
			return fmt.Errorf("%s: a rate of %v with a burst of %d is invalid; both must be finite and positive, or 0",
				one.name, one.perSecond, one.burst)
		}
	}
	return nil
}

// Limiter has the two buckets of an account.
type Limiter struct{ Reads, Writes *Bucket }

// New returns full buckets for limits that have been checked. A bucket without a limit never refuses a request, and its
// headers have the limit of the service.
func New(l Limits) *Limiter {
	return &Limiter{
		Reads:  newBucket(l.ReadsPerSecond, l.ReadBurst, Service.ReadsPerSecond),
		Writes: newBucket(l.WritesPerSecond, l.WriteBurst, Service.WritesPerSecond),
	}
}

// Bucket is a token bucket. It is safe for concurrent use.
type Bucket struct {
	perSecond float64
	burst     int // 0 for no limit

	mu     sync.Mutex // guards the fields below
	tokens *rate.Limiter
	last   time.Time // when the bucket was last used
}

func newBucket(perSecond float64, burst int, announced float64) *Bucket {
	if perSecond == 0 {
		perSecond = announced
	}
	return &Bucket{perSecond: perSecond, burst: burst}
}

// Announce sets the headers of the response to a request that is not counted.
func (b *Bucket) Announce(now time.Time, h http.Header) {
	b.mu.Lock()
	defer b.mu.Unlock()
	SetHeader(h, b.perSecond, b.wait(now))
}

// Take reports whether a request is allowed now, and sets the headers of its response. If the clock was set back, Take
// first fills the bucket; otherwise, the bucket would stay as it is until the clock reaches the old time.
func (b *Bucket) Take(now time.Time, h http.Header) bool {
	ok, wait := b.take(now)
	SetHeader(h, b.perSecond, wait)
	return ok
}

// take reports whether a request is allowed now, and returns the time until the next one is allowed.
func (b *Bucket) take(now time.Time) (ok bool, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.burst == 0 {
		return true, 0
	}
	b.refill(now)
	b.last = now
	ok = b.tokens.AllowN(now, 1)
	return ok, b.wait(now)
}

// refill fills the bucket for the first request, and if the clock was set back.
func (b *Bucket) refill(now time.Time) {
	if b.tokens == nil || now.Before(b.last) {
		b.tokens = rate.NewLimiter(rate.Limit(b.perSecond), b.burst)
	}
}

// wait returns the time until the next request is allowed. The caller holds the lock.
func (b *Bucket) wait(now time.Time) time.Duration {
	if b.burst == 0 {
		return 0
	}
	b.refill(now)
	lacking := max(1-b.tokens.TokensAt(now), 0)
	return time.Duration(lacking / b.perSecond * float64(time.Second))
}

// SetHeader sets the headers X-RateLimit-Limit, the number of requests per interval, X-RateLimit-Interval, the
// interval, and X-RateLimit-Reset, the time until the next request is allowed. Both times are in milliseconds. The
// interval is one second, or longer if the rate is below one per second.
//
// Assumed: the headers X-RateLimit-* have the sustained rate, not the burst. An endpoint can have several limits, and
// no source says which of them the headers have. Requests without a valid key are not counted; requests that are
// rejected for another reason are counted.
func SetHeader(h http.Header, perSecond float64, wait time.Duration) {
	interval := time.Second
	if perSecond < 1 {
		interval = time.Duration(float64(time.Second) / perSecond)
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(max(int(perSecond), 1)))
	h.Set("X-RateLimit-Reset", milliseconds(wait))
	h.Set("X-RateLimit-Interval", milliseconds(interval))
}

// milliseconds rounds up, so that a client which waits that long is not too early.
func milliseconds(d time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(float64(d)/float64(time.Millisecond))), 10)
}
