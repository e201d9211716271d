// Package ratelimit is the rate limit of an account: token buckets for reads and writes, and the headers that tell a
// client about them. It has no clock of its own, knows no routes and imports nothing of the mock server.
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

// Limits are the rates and bursts of an account. A rate of 0 does not limit; it goes with a burst of 0.
type Limits struct {
	ReadsPerSecond  float64
	ReadBurst       int
	WritesPerSecond float64
	WriteBurst      int
}

// Service are the limits that the service documents.
var Service = Limits{ReadsPerSecond: 40, ReadBurst: 100, WritesPerSecond: 5, WriteBurst: 20}

// Check says which rate and burst do not fit together: both are positive or both are 0.
func (l Limits) Check() error {
	for _, one := range []struct {
		name      string
		perSecond float64
		burst     int
	}{{"reads", l.ReadsPerSecond, l.ReadBurst}, {"writes", l.WritesPerSecond, l.WriteBurst}} {
		infinite := math.IsInf(one.perSecond, 1) || math.IsNaN(one.perSecond)
		if infinite || one.perSecond < 0 || one.burst < 0 || (one.perSecond > 0) != (one.burst > 0) {
			return fmt.Errorf("%s: a rate of %v with bursts of %d is not possible", one.name, one.perSecond, one.burst)
		}
	}
	return nil
}

// Limiter has the two buckets of an account.
type Limiter struct{ Reads, Writes *Bucket }

// New makes full buckets for limits that have been checked. What they do not limit has a bucket that never refuses, and
// whose headers tell the limit of the service.
func New(l Limits) *Limiter {
	return &Limiter{
		Reads:  newBucket(l.ReadsPerSecond, l.ReadBurst, Service.ReadsPerSecond),
		Writes: newBucket(l.WritesPerSecond, l.WriteBurst, Service.WritesPerSecond),
	}
}

// Bucket is refilled at a rate, and never holds more than a burst. It is safe for concurrent use.
type Bucket struct {
	perSecond float64
	burst     int // 0 if nothing is refused

	mu     sync.Mutex // for a decision together with the time that is left
	tokens *rate.Limiter
	last   time.Time // when it was used
}

func newBucket(perSecond float64, burst int, announced float64) *Bucket {
	if perSecond == 0 {
		perSecond = announced
	}
	return &Bucket{perSecond: perSecond, burst: burst}
}

// Announce sets the headers of the response to a request that does not count.
func (b *Bucket) Announce(now time.Time, h http.Header) {
	b.mu.Lock()
	defer b.mu.Unlock()
	SetHeader(h, b.perSecond, b.wait(now))
}

// Take reports whether a request may be made now, and sets the headers of its response. If the clock was set back, the
// bucket is full again: otherwise it would not be refilled until the old time has come.
func (b *Bucket) Take(now time.Time, h http.Header) bool {
	ok, wait := b.take(now)
	SetHeader(h, b.perSecond, wait)
	return ok
}

// take also returns in how much time the next request may be made.
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

// refill makes a full bucket for the first request, and when the clock was set back.
func (b *Bucket) refill(now time.Time) {
	if b.tokens == nil || now.Before(b.last) {
		b.tokens = rate.NewLimiter(rate.Limit(b.perSecond), b.burst)
	}
}

// wait returns in how much time the next request may be made. Its callers hold the lock.
func (b *Bucket) wait(now time.Time) time.Duration {
	if b.burst == 0 {
		return 0
	}
	b.refill(now)
	lacking := max(1-b.tokens.TokensAt(now), 0)
	return time.Duration(lacking / b.perSecond * float64(time.Second))
}

// SetHeader tells a client what it may do: how many requests in which interval (X-RateLimit-Limit and
// X-RateLimit-Interval), and in how much time the next one (X-RateLimit-Reset), both times in milliseconds. Rates below
// one per second have intervals of more than a second.
//
// Assumed: the headers X-RateLimit-* tell the sustained rate and not the burst. An endpoint can have several limits,
// and no source says which one the headers tell. Requests without a valid key count for no account; requests that are
// refused for another reason count.
func SetHeader(h http.Header, perSecond float64, wait time.Duration) {
	interval := time.Second
	if perSecond < 1 {
		interval = time.Duration(float64(time.Second) / perSecond)
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(max(int(perSecond), 1)))
	h.Set("X-RateLimit-Reset", milliseconds(wait))
	h.Set("X-RateLimit-Interval", milliseconds(interval))
}

// milliseconds rounds up: a client that waits that long has waited long enough.
func milliseconds(d time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(float64(d)/float64(time.Millisecond))), 10)
}
