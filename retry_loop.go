package imagekit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/time/rate"

	"github.com/openimagekit/imagekit/internal/rest"
)

// newBudget is a token bucket: each repetition takes a token.
func newBudget(perSecond float64, burst int) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(perSecond), burst)
}

// run is one call with all its attempts.
type run struct {
	*caller
	call    *rest.Call
	options rest.Options
	policy  RetryPolicy
	class   Class
	plan    *uploadPlan // of an upload
	start   time.Time
	attempt int           // the number of the one that runs or has ended, from 1 on
	waited  time.Duration // before it
	failed  *Error        // how it ended, nil if it succeeded
	sent    int64         // the size of the file of an upload, -1 if unknown
	began   time.Time     // the attempt that runs or has ended
	doubt   time.Time     // when the first attempt began that may have been carried out
	wanted  bool          // another attempt would follow if nothing stood in its way
	unclear bool          // one of those before it may have been carried out
	before  *time.Time    // when the file at the path of an upload was changed last, as the first look-up saw it; zero if there was none
}

// do makes attempts until one succeeds or there is no point in another.
func (r *run) do(ctx context.Context) error {
	if policy, ok := r.options.Retry.(RetryPolicy); ok {
		r.policy = policy
	}
	switch {
	case r.call.Form() != nil:
		r.class, r.plan = ClassUpload, planUpload(r.call, r.config.repeatableUploads, &r.options)
	case r.call.Idempotent:
		r.class = ClassIdempotent
	}
	if r.options.Resumed && r.plan != nil && r.plan.ours {
		if found, _ := r.look(ctx); found {
			return nil
		}
		r.unclear = true // if it is refused, because it has come into being in the meantime, look again
	}
	switch {
	case !r.try(ctx):
		return r.end(ctx)
	case r.failed == nil:
		return nil
	}
	return r.repeat(ctx)
}

// try makes one attempt, unless its turn does not come.
func (r *run) try(ctx context.Context) bool {
	if err := r.pace(ctx); err != nil {
		if r.failed == nil {
			r.failed = r.broken(r.call, err)
		} else { // what counts is how the last one ended
			r.failed.note, r.failed.stopped = err.Error(), err
		}
		return false
	}
	r.attempt++
	r.began = r.config.now()
	err := r.exchange(ctx)
	r.failed = nil
	if failed, ok := err.(*Error); ok { //nolint:errorlint // our own, not one that a source failed with
		r.failed = failed
	} else if err != nil {
		r.failed = r.broken(r.call, err)
	}
	return true
}

// repeat goes on after a first attempt that failed.
func (r *run) repeat(ctx context.Context) error {
	waits := &waits{run: r, ctx: ctx, random: &backoff.ExponentialBackOff{
		// Full jitter: the library's waits lie around a middle value, up to the double of it.
		InitialInterval: min(r.policy.BaseWait, r.policy.MaxWait) / 2, MaxInterval: r.policy.MaxWait / 2, RandomizationFactor: 1, Multiplier: 2,
	}}
	again := false
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		if again && !r.try(ctx) {
			return struct{}{}, backoff.Permanent(r.failed)
		}
		again = true
		return struct{}{}, r.judge(ctx)
	}, backoff.WithBackOff(waits), backoff.WithMaxElapsedTime(0))
	if err == nil {
		return nil
	}
	return r.end(ctx)
}

// end completes the error of the call.
func (r *run) end(ctx context.Context) error {
	e := r.failed
	if ended := context.Cause(ctx); ended != nil && (r.wanted || e.StatusCode == 0) {
		e.stopped = errors.Join(ctx.Err(), ended)
		if e.note == "" && !errors.Is(e.Err, ended) {
			e.note = ended.Error()
		}
	}
	e.Attempts, e.Elapsed = r.attempt, r.config.now().Sub(r.start)
	e.unclear = r.unclear
	// What is not there any more, or is there already, after an attempt that may have been carried out, can be that attempt's doing.
	undone := r.call.Method == http.MethodPut && (e.StatusCode == http.StatusNotFound || e.StatusCode == http.StatusConflict)
	e.unknown = r.unclear && (r.class != ClassIdempotent || undone)
	return e
}

// judge returns nil for success, a permanent error for the end, and every other error for one more attempt.
func (r *run) judge(ctx context.Context) error {
	if r.failed == nil || r.isGone() {
		return nil
	}
	acted := r.mayHaveActed(ctx)
	if acted && r.doubt.IsZero() {
		r.doubt = r.began
	}
	decision := r.policy.Decide(r.class, r.attempt, r.failed.StatusCode, r.failed.Err)
	if decision == DecisionLookFirst || decision == DecisionFail && r.unclear && r.class == ClassUpload {
		found, ok := r.look(ctx)
		if found {
			return nil
		}
		if decision == DecisionLookFirst && ok && r.attempt < r.policy.Attempts {
			decision = DecisionRepeat
		}
	}
	r.unclear = r.unclear || acted
	r.wanted = decision == DecisionRepeat
	return r.next(ctx, decision)
}

// mayHaveActed reports whether the service may have carried out the attempt that failed.
func (r *run) mayHaveActed(ctx context.Context) bool {
	switch consequence(r.failed.StatusCode, r.failed.Err) {
	case maybe, unreadable:
		return true
	case notCarriedOut:
		return false
	}
	var told *toldError
	// The end of the context, or of the time that an HTTP client gives, says nothing about the service.
	ended := ctx.Err() != nil || errors.Is(r.failed.Err, context.Canceled) || errors.Is(r.failed.Err, context.DeadlineExceeded)
	return ended && r.failed.StatusCode < http.StatusMultipleChoices && !errors.As(r.failed.Err, &told)
}

// isGone reports whether a deletion that may have been carried out finds nothing to delete any more.
func (r *run) isGone() bool {
	return r.unclear && r.call.Method == http.MethodDelete && r.failed.StatusCode == http.StatusNotFound
}

// next is what the library wants to know: whether another attempt follows.
func (r *run) next(ctx context.Context, decision Decision) error {
	switch {
	case decision != DecisionRepeat, ctx.Err() != nil:
		return backoff.Permanent(r.failed)
	case r.class == ClassUpload && !r.call.Form().Repeatable():
		r.failed.note = "the file cannot be read a second time"
		return backoff.Permanent(r.failed)
	}
	return r.failed
}

// fits reports whether a wait ends before the context does. Contexts go by the time of day, whatever the client's clock says.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// waits says when the next attempt follows.
type waits struct {
	*run
	ctx    context.Context //nolint:containedctx // lives as long as one call
	random *backoff.ExponentialBackOff
}

// NextBackOff implements backoff.BackOff: the wait that the service asks for, or else the client's own.
func (w *waits) NextBackOff() time.Duration {
	whose := "the next attempt is to wait"
	w.waited = w.random.NextBackOff()
	if asked := min(w.failed.retryAfter, w.policy.MaxServerWait); asked > 0 {
		w.waited, whose = asked, "the service wants a wait of"
	}
	switch {
	case !fits(w.ctx, w.waited):
		w.failed.note = fmt.Sprintf("%s %v, which ends after the deadline", whose, w.waited.Round(time.Millisecond))
	case !w.config.budget.AllowN(w.config.now(), 1):
		w.failed.note = "the retry budget of the client is used up"
	default:
		return w.waited
	}
	return backoff.Stop
}

// Reset implements backoff.BackOff.
func (w *waits) Reset() { w.random.Reset() }

// retryAfter is how long a response asks to wait, 0 if it does not: X-RateLimit-Reset in milliseconds, else Retry-After in seconds or as a
// date.
func retryAfter(response *http.Response, now time.Time) time.Duration {
	if reset := rateLimit(response.Header).Reset; reset > 0 && response.StatusCode == http.StatusTooManyRequests {
		return reset
	}
	text := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
			now = date // by the clock that the date to wait for is by
		}
		return max(at.Sub(now), 0)
	}
	return 0
}
