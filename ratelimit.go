package imagekit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/openimagekit/imagekit/internal/request"
)

// Limiter paces calls. Before each attempt, the client calls Wait, which returns nil when the attempt may be made. If
// that would be after the deadline of ctx, Wait should return [ErrRateLimitDeadline] at once. If ctx ends while Wait
// waits, it should return an error that wraps ctx.Err(). Any other error from Wait fails the call unchanged.
//
// [TokenBucket] is the client's own limiter. [rate.Limiter] of golang.org/x/time/rate is also a Limiter, but does not
// adapt to responses; see [RateLimitObserver]. examples/redis-limiter contains a limiter for processes that share the
// limits of an account. No methods will be added to this interface; further abilities of limiters will be separate
// interfaces.
type Limiter interface {
	Wait(ctx context.Context) error
}

// RateLimitObserver is implemented by a [Limiter] that adapts to responses. The client calls Observe for each response
// to a call that the limiter has paced, before it reads the body, so Observe should return quickly. limit is the rate
// limit that the response reports; a field that it does not report is zero. wait is positive after a 429: all calls
// should wait that long. It is the wait that the response asks for, or one second if the response does not ask, and at
// most [RetryPolicy.MaxRetryAfter] of the client.
type RateLimitObserver interface {
	Observe(limit RateLimit, wait time.Duration)
}

// The documented limits of an account, in calls per second, and in calls at once (burst). Uploads are not limited.
// https://imagekit.io/docs/api-overview
const (
	DefaultReadsPerSecond  = 40.0
	DefaultReadBurst       = 100
	DefaultWritesPerSecond = 5.0
	DefaultWriteBurst      = 20
)

// RateLimiters pace the calls of a client. Reads is for GET, and Writes for all other calls. Uploads and downloads
// ([Client.Open]) are not limited. A nil Limiter does not limit calls.
type RateLimiters struct {
	Reads, Writes Limiter
}

// WithRateLimiters replaces the limiters of a client. By default, each client creates two, with the documented limits
// of an account: NewTokenBucket([DefaultReadsPerSecond], [DefaultReadBurst]) and
// NewTokenBucket([DefaultWritesPerSecond], [DefaultWriteBurst]). WithRateLimiters(RateLimiters{}) removes all limits. A
// call that could only be made after its deadline fails with [ErrRateLimitDeadline]. Calls that have waited are logged;
// see [WithLogger].
func WithRateLimiters(limiters RateLimiters) Option {
	return func(c *config) error {
		c.limiters = limiters
		return nil
	}
}

// ErrRateLimitDeadline is returned when an attempt was not made because the rate limit would allow it only after the
// deadline of the context. [errors.Is] reports that it is also [context.DeadlineExceeded].
var ErrRateLimitDeadline error = rateLimitDeadlineError{}

type rateLimitDeadlineError struct{}

func (rateLimitDeadlineError) Error() string {
	return "the rate limit allows the next call only after the deadline"
}

// Timeout and Temporary make it a net.Error, like context.DeadlineExceeded.
func (rateLimitDeadlineError) Timeout() bool   { return true }
func (rateLimitDeadlineError) Temporary() bool { return true }

func (rateLimitDeadlineError) Is(target error) bool {
	return target == context.DeadlineExceeded
}

// limiterFor returns the limiter of a call, nil if it has none.
func (c *config) limiterFor(call *request.Call) Limiter {
	switch {
	case call.Form() != nil:
		return nil
	case call.Method == http.MethodGet:
		return c.limiters.Reads
	}
	return c.limiters.Writes
}

// waitForRateLimit waits until the next attempt may be made.
func (r *run) waitForRateLimit(ctx context.Context) error {
	l := r.config.limiterFor(r.call)
	if ctx.Err() != nil {
		return endOf(ctx)
	}
	if l == nil {
		return nil
	}
	start := r.config.now()
	err := l.Wait(ctx)
	r.logWait(ctx, r.config.now().Sub(start))
	switch {
	case err != nil && ctx.Err() != nil:
		return endOf(ctx)
	case err != nil && isAfterDeadline(err) && !errors.Is(err, ErrRateLimitDeadline):
		return fmt.Errorf("%w: %w", ErrRateLimitDeadline, err)
	}
	return err
}

// isAfterDeadline reports whether a limiter failed because its wait would have ended after the deadline.
func isAfterDeadline(err error) bool {
	const textOfRate = "would exceed context deadline" // rate.Limiter has no error type for it
	isOfConnection := is[*net.OpError](err)            // to the limiter's own server, which timed out
	return errors.Is(err, context.DeadlineExceeded) && !isOfConnection || strings.Contains(err.Error(), textOfRate)
}

// default429Wait is how long a 429 stops all calls if the response does not contain a wait. Assumed: the service counts
// by the second, as the documented limits do.
const default429Wait = time.Second

// observeResponse passes the rate limit that a response reports to the limiter of the call.
func (r *run) observeResponse(response *http.Response) {
	l, ok := r.config.limiterFor(r.call).(RateLimitObserver)
	if !ok {
		return
	}
	var wait time.Duration
	if response.StatusCode == http.StatusTooManyRequests {
		wait = min(cmp.Or(retryAfter(response, r.config.now()), default429Wait), r.config.retry.MaxRetryAfter)
	}
	l.Observe(rateLimit(response.Header), wait)
}

const (
	slowestShare    = 20          // an observed rate is at least the bucket's own rate divided by this
	maxObservedTime = time.Minute // the longest time for which an observed rate holds
)

// TokenBucket is a [Limiter] that lets calls pass at a constant rate in the long run, and a number of calls at once
// (the burst). Calls pass in the order in which they called Wait.
//
// It is also a [RateLimitObserver]: while responses report a lower limit, it lets fewer calls pass. After a 429, no
// call passes for as long as the response asks, not even a call that is already waiting; then calls pass one by one at
// the rate, without a burst.
//
// A TokenBucket is safe for concurrent use; all clients of an account in one process can share it. It is created by
// [NewTokenBucket], and uses [time.Now], not the clock of [WithClock].
type TokenBucket struct {
	own   time.Duration // time between two calls at the bucket's own rate
	burst int

	mu      sync.Mutex
	between time.Duration   // time between two calls at the rate that holds now: own, or longer
	expires time.Time       // when between becomes own again
	next    time.Time       // time of the next slot; in the past if slots are saved up
	queue   []chan struct{} // a channel for each waiting call; the first is closed: its call takes the next slot
}

// NewTokenBucket returns a bucket for perSecond calls per second in the long run and up to burst calls at once. A burst
// below 1 counts as 1. If perSecond is not positive, no call passes after the burst.
//
//	// half of what an account allows, for one of two processes
//	imagekit.WithRateLimiters(imagekit.RateLimiters{
//		Reads:  imagekit.NewTokenBucket(imagekit.DefaultReadsPerSecond/2, imagekit.DefaultReadBurst/2),
//		Writes: imagekit.NewTokenBucket(imagekit.DefaultWritesPerSecond/2, imagekit.DefaultWriteBurst/2),
//	})
func NewTokenBucket(perSecond float64, burst int) *TokenBucket {
	burst = max(burst, 1)
	own := min(interval(perSecond), math.MaxInt64/time.Duration(burst)) // the whole burst fits into a duration
	return &TokenBucket{own: own, between: own, burst: burst}
}

// interval returns the time between two calls. For a rate that is not positive, or very low, it is 100 years.
func interval(perSecond float64) time.Duration {
	const never = 100 * 365 * 24 * time.Hour
	if seconds := 1 / perSecond; perSecond > 0 && seconds < never.Seconds() {
		return time.Duration(math.Ceil(seconds * float64(time.Second)))
	}
	return never
}

// Wait waits until the next call may be made, and returns nil. If that would be after the deadline of ctx, it returns
// [ErrRateLimitDeadline] at once. If ctx ends while it waits, it returns an error that wraps ctx.Err() and its cause. A
// Wait that fails takes no slot.
func (l *TokenBucket) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return endOf(ctx)
	}
	wait, first := l.join()
	defer l.leave(first)
	if !fits(ctx, wait) {
		return afterDeadline(wait)
	}
	select {
	case <-first:
		return l.waitForSlot(ctx)
	case <-ctx.Done():
		return endOf(ctx)
	}
}

// waitForSlot waits for the next slot and takes it. A 429 can postpone the slot meanwhile. Only the first call in the
// queue may call waitForSlot.
func (l *TokenBucket) waitForSlot(ctx context.Context) error {
	for {
		wait := l.takeSlot()
		switch {
		case wait <= 0:
			return nil
		case !fits(ctx, wait):
			return afterDeadline(wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return endOf(ctx)
		}
	}
}

func afterDeadline(wait time.Duration) error {
	return fmt.Errorf("%w: in %v", ErrRateLimitDeadline, wait.Round(time.Millisecond))
}

// join enters the queue. It returns how long the call will wait if the rate does not change, and a channel that is
// closed when the call is the first in the queue.
func (l *TokenBucket) join() (time.Duration, chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, first := time.Now(), make(chan struct{})
	slot, ahead := l.nextSlot(now), len(l.queue)
	if l.queue = append(l.queue, first); ahead == 0 {
		close(first)
	}
	if left := l.expires.Sub(slot); left > 0 && l.between > l.own {
		slow := int(min(time.Duration(ahead), (left-1)/l.between+1)) // calls that pass before the observed rate expires
		slot, ahead = slot.Add(times(slow, l.between)), ahead-slow
	}
	return slot.Add(times(ahead, l.own)).Sub(now), first
}

// leave removes a call from the queue. If it was the first, the next one becomes the first.
func (l *TokenBucket) leave(first chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.queue, first)
	l.queue = slices.Delete(l.queue, i, i+1)
	if i == 0 && len(l.queue) > 0 {
		close(l.queue[0])
	}
}

// takeSlot takes the next slot and returns 0, or returns how long to wait for it.
func (l *TokenBucket) takeSlot() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	slot := l.nextSlot(now)
	if wait := slot.Sub(now); wait > 0 {
		return wait
	}
	l.next = slot.Add(l.between)
	return 0
}

// nextSlot returns when the next slot is. At most burst slots are saved up.
func (l *TokenBucket) nextSlot(now time.Time) time.Time {
	if l.between != l.own && !now.Before(l.expires) {
		l.setInterval(l.expires, l.own)
	}
	if oldest := now.Add(-times(l.burst-1, l.between)); l.next.Before(oldest) {
		return oldest
	}
	return l.next
}

// setInterval changes the time between two calls from a time on, and keeps the number of slots saved until then.
func (l *TokenBucket) setInterval(from time.Time, between time.Duration) {
	if saved := from.Sub(l.next); saved > 0 && l.between > 0 {
		saved = min(saved, times(l.burst-1, l.between))
		l.next = from.Add(-time.Duration(float64(saved) / float64(l.between) * float64(between)))
	}
	l.between = between
}

// times returns n times d, or the longest duration if that is longer.
func times(n int, d time.Duration) time.Duration {
	if d > 0 && time.Duration(n) > math.MaxInt64/d {
		return math.MaxInt64
	}
	return time.Duration(n) * d
}

// Observe lowers the rate of the bucket to the rate that a response reports, and stops the bucket for the time wait if
// that is positive. The client calls it for each response. The lower rate holds for the interval in which the service
// counts calls, at most a minute, and longer if other responses report it again. It is never higher than the bucket's
// own rate, and never lower than a twentieth of it. The burst does not change, because responses do not report how many
// calls are allowed at once.
func (l *TokenBucket) Observe(limit RateLimit, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if wait > 0 {
		if until := now.Add(wait); until.After(l.next) {
			l.next = until
		}
	}
	if limit.Limit <= 0 || limit.Interval <= 0 {
		return
	}
	observed := interval(float64(limit.Limit) / limit.Interval.Seconds())
	if observed = min(max(observed, l.own), times(slowestShare, l.own)); observed != l.between {
		l.nextSlot(now) // by the rate that held until now
		l.setInterval(now, observed)
	}
	l.expires = now.Add(min(limit.Interval, maxObservedTime))
}
