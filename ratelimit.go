package imagekit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/rest"
)

// Limiter paces calls: Wait returns nil when the next one may be made. It returns an error at once if that is later
// than the deadline of ctx, [ErrRateLimitDeadline] at best, and when ctx ends. [rate.Limiter] is one, which knows
// nothing of a 429; see [RateLimitObserver]. A limiter that several processes share, as they share the limits of their
// account, is another; see examples/redis-limiter.
type Limiter interface {
	Wait(ctx context.Context) error
}

// RateLimitObserver is a [Limiter] that wants to know what responses say: about the rate limit, and how long a 429 asks
// everybody to wait; wait is 0 for all other responses. Observe is called before the response is read: it should not
// take long.
type RateLimitObserver interface {
	Observe(limit RateLimit, wait time.Duration)
}

// The documented limits of an account, in calls per second. Uploads have none.
// https://imagekit.io/docs/api-overview
const (
	DefaultReadsPerSecond  = 40
	DefaultReadBurst       = 100
	DefaultWritesPerSecond = 5
	DefaultWriteBurst      = 20
)

// RateLimiters pace the calls of a client: Reads those that GET, Writes all others but uploads, which have no limit.
// Nil does not limit.
type RateLimiters struct {
	Reads, Writes Limiter
}

// WithRateLimiters paces calls in another way than by default, when each client has two limiters of its own with the
// documented limits of an account. WithRateLimiters(RateLimiters{}) does not pace at all. A call whose turn would come
// after its deadline fails with [ErrRateLimitDeadline].
func WithRateLimiters(limiters RateLimiters) Option {
	return func(c *config) error {
		c.limiters = limiters
		return nil
	}
}

// ErrRateLimitDeadline is a call that was not made, because its turn by the rate limit would have come after the
// deadline of its context. It is a [context.DeadlineExceeded] as well. Whatever else a [Limiter] fails with, the call
// fails with.
var ErrRateLimitDeadline error = noTurnError{}

type noTurnError struct{}

func (noTurnError) Error() string {
	return "the next call that the rate limit allows is after the deadline"
}

// Timeout and Temporary are there for net.Error, as with context.DeadlineExceeded.
func (noTurnError) Timeout() bool   { return true }
func (noTurnError) Temporary() bool { return true }

func (noTurnError) Is(target error) bool { return target == context.DeadlineExceeded } //nolint:errorlint // is what Is is for

// limiterFor returns the limiter of a call, nil if it has none.
func (c *config) limiterFor(call *rest.Call) Limiter {
	switch {
	case call.Form() != nil:
		return nil
	case call.Method == http.MethodGet:
		return c.limiters.Reads
	}
	return c.limiters.Writes
}

// pace waits until the next attempt may be made.
func (r *run) pace(ctx context.Context) error {
	l := r.config.limiterFor(r.call)
	if ctx.Err() != nil {
		return endOf(ctx)
	}
	if l == nil {
		return nil
	}
	err := l.Wait(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return endOf(ctx)
	case err != nil && isLate(err) && !errors.Is(err, ErrRateLimitDeadline):
		return fmt.Errorf("%w: %w", ErrRateLimitDeadline, err)
	}
	return err
}

// isLate reports whether a limiter found a turn too late. All else that it can fail with is none of the rate limit's
// doing.
func isLate(err error) bool {
	const ofRate = "would exceed context deadline" // which rate.Limiter says, and no type
	isItsOwn := is[*net.OpError](err)              // time out, of a connection to where it counts
	return errors.Is(err, context.DeadlineExceeded) && !isItsOwn || strings.Contains(err.Error(), ofRate)
}

// unasked is how long a 429 puts everybody off that does not say how long.
// Assumed: the service counts by the second, as the documented limits do.
const unasked = time.Second

// learn tells the limiter what a response says.
func (r *run) learn(response *http.Response) {
	l, ok := r.config.limiterFor(r.call).(RateLimitObserver)
	if !ok {
		return
	}
	var wait time.Duration
	if response.StatusCode == http.StatusTooManyRequests {
		wait = min(cmp.Or(retryAfter(response, r.config.now()), unasked), r.config.retry.MaxRetryAfter)
	}
	l.Observe(rateLimit(response.Header), wait)
}
