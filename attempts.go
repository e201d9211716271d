package imagekit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/time/rate"

	"github.com/openimagekit/imagekit/internal/redact"
	"github.com/openimagekit/imagekit/internal/rest"
)

// newBudget is a token bucket: each repetition takes a token.
func newBudget(perSecond float64, burst int) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(perSecond), burst)
}

// run is one call with all its attempts.
type run struct {
	*engine
	call     *rest.Call
	options  rest.Options
	policy   RetryPolicy
	class    Class
	start    time.Time
	waits    *backoff.ExponentialBackOff // of the client's own; nil before the first
	redactor *redact.Redactor            // made when it is needed

	attempt  int           // the number of the attempt that runs or has ended, from 1 on
	waited   time.Duration // before it
	began    time.Time
	request  *http.Request
	response *http.Response // nil if there was none
	isCut    bool           // the body of the response broke off
	failed   *Error         // nil if it succeeded
	effect   effect         // if it failed
	doubted  bool           // an attempt may have been carried out, of this run or of one that it resumes

	plan  *uploadPlan // of an upload, as what follows
	sent  int64       // the size of the file, -1 if unknown
	doubt time.Time   // when the first attempt began that may have been carried out
	// when the file at the path was changed last, as the first look-up saw it; zero if there was none
	before *time.Time
}

// do makes attempts until one succeeds or there is no point in another.
func (r *run) do(ctx context.Context) error {
	if policy, ok := r.options.Retry.(RetryPolicy); ok {
		r.policy = policy.or(r.policy)
	}
	switch {
	case r.call.Form() != nil:
		r.class, r.plan = ClassUpload, planUpload(r.call, r.config.repeatableUploads, &r.options)
	case r.call.Idempotent:
		r.class = ClassIdempotent
	}
	r.sent = -1
	if r.options.Resumed && r.plan != nil {
		if found, _ := r.look(ctx); found {
			return nil
		}
		r.doubted = true // if it is refused, because the file is there by now, that is no certain failure
	}
	for r.try(ctx) {
		if r.failed == nil || r.isGone() {
			return nil
		}
		done, again := r.judge(ctx)
		if done {
			return nil
		}
		if !again || !r.wait(ctx) {
			break
		}
	}
	return r.end(ctx)
}

// try makes one attempt, unless its turn does not come.
func (r *run) try(ctx context.Context) bool {
	if err := r.pace(ctx); err != nil {
		if r.failed == nil {
			r.failed = r.broken(err)
		} else { // what counts is how the last one ended
			r.failed.note, r.failed.stopped = err.Error(), err
		}
		return false
	}
	r.attempt++
	r.began = r.config.now()
	r.effect, r.failed = r.exchange(ctx)
	r.log(ctx)
	return true
}

// isGone reports whether a deletion that may have been carried out finds nothing to delete any more. The page of a
// proxy that knows no such host does not say so.
func (r *run) isGone() bool {
	return r.doubted && r.call.Method == http.MethodDelete && r.response != nil && r.response.StatusCode == http.StatusNotFound &&
		mediaType(r.response.Header.Get("Content-Type")) != "text/html"
}

// judge finds out whether a call whose attempt failed is done all the same, and if not, whether it is to be repeated.
func (r *run) judge(ctx context.Context) (done, again bool) {
	decision := r.policy.decide(r.class, r.attempt, r.effect)
	if !r.effect.isCertain() && r.doubt.IsZero() {
		r.doubt = r.began
	}
	again = decision == DecisionRepeat
	if decision == DecisionLookFirst || decision == DecisionFail && r.doubted && r.class == ClassUpload {
		found, known := r.look(ctx)
		if found {
			return true, false
		}
		again = known && decision == DecisionLookFirst && r.attempt < r.policy.MaxAttempts
	}
	r.doubted = r.doubted || !r.effect.isCertain()
	return false, again
}

// wait waits for the next attempt, as long as the service asks for, or else as long as the policy says. If it cannot,
// the error tells why.
func (r *run) wait(ctx context.Context) bool {
	asked := r.failed.RetryAfter
	wait, why := min(asked, r.policy.MaxRetryAfter), fmt.Sprintf("the service wants a wait of %v", asked)
	if asked <= 0 {
		wait = r.nextWait()
		why = fmt.Sprintf("the next attempt is to wait %v", wait.Round(time.Millisecond))
	}
	switch {
	case ctx.Err() != nil:
	case r.class == ClassUpload && !r.call.Form().Repeatable():
		r.failed.note = "the file cannot be read a second time"
	case !fits(ctx, wait):
		r.failed.note = why + ", which ends after the deadline"
	case !r.config.budget.AllowN(r.config.now(), 1):
		r.failed.note = "the retry budget of the client is used up"
	default:
		r.waited = wait
		return sleep(ctx, wait)
	}
	return false
}

// nextWait grows exponentially, with full jitter: the library's waits lie around a middle value, up to the double of
// it.
func (r *run) nextWait() time.Duration {
	if r.waits == nil {
		r.waits = &backoff.ExponentialBackOff{
			InitialInterval: min(r.policy.MinBackoff, r.policy.MaxBackoff) / 2, MaxInterval: r.policy.MaxBackoff / 2, RandomizationFactor: 1, Multiplier: 2,
		}
		r.waits.Reset()
	}
	return r.waits.NextBackOff()
}

// sleep reports whether the time has passed before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// fits reports whether a wait ends before the context does. Contexts go by the time of day, whatever the client's clock
// says.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// end completes the error of the call.
func (r *run) end(ctx context.Context) error {
	e := r.failed
	if ctx.Err() != nil && (r.effect != final || r.doubted || e.StatusCode == 0) {
		e.stopped = endOf(ctx)
		if e.note == "" && !errors.Is(e.Err, ctx.Err()) {
			e.note = e.stopped.Error()
		}
	}
	e.Attempts, e.Elapsed = r.attempt, r.config.now().Sub(r.start)
	switch {
	case r.doubted && r.class == ClassUpload:
		e.unknown = ErrUploadOutcomeUnknown
	case r.doubted && (r.class == ClassNotIdempotent || r.cannotTell() || r.hasSucceeded()):
		e.unknown = ErrOutcomeUnknown
	}
	return e
}

// hasSucceeded reports whether the service says that it has made a change, but does not say what has become of it.
func (r *run) hasSucceeded() bool {
	status := r.failed.StatusCode
	return r.call.Method != http.MethodGet && status >= http.StatusOK && status < http.StatusMultipleChoices
}

// cannotTell reports whether the service refuses what an attempt before may have done: a file that has its new name
// cannot be found by the old one, a version that is restored is the current one, files that are deleted are not found.
func (r *run) cannotTell() bool {
	refused := r.effect == final && r.failed.StatusCode != 0
	return refused && (r.call.Method == http.MethodPut || r.call.Method == http.MethodPost && r.failed.StatusCode == http.StatusNotFound)
}

// log tells of an attempt.
func (r *run) log(ctx context.Context) {
	level := slog.LevelDebug
	if r.failed != nil {
		level = slog.LevelWarn
	}
	if r.request == nil || !r.config.logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", r.call.Operation),
		slog.Int("attempt", r.attempt),
		slog.Duration("waited", r.waited),
		slog.String("method", r.request.Method),
		slog.String("host", r.request.URL.Host),
		slog.String("path", oneLine(r.redact(r.request.URL.Path))),
		slog.Duration("elapsed", r.config.now().Sub(r.began)),
	}
	if r.response != nil {
		attrs = append(attrs, slog.Int("status", r.response.StatusCode), slog.String("requestId",
			oneLine(r.redact(r.response.Header.Get(headerRequestID)))))
	}
	if r.failed != nil && r.failed.Err != nil {
		attrs = append(attrs, slog.String("error", oneLine(r.failed.Err.Error())))
	}
	r.config.logger.LogAttrs(ctx, level, "imagekit request", attrs...)
}

// retryAfter is how long a response asks to wait, 0 if it does not: X-RateLimit-Reset in milliseconds, else Retry-After
// in seconds or as a date.
func retryAfter(response *http.Response, now time.Time) time.Duration {
	if reset := rateLimit(response.Header).Reset; reset > 0 && response.StatusCode == http.StatusTooManyRequests {
		return reset
	}
	text := response.Header.Get("Retry-After")
	// the largest, then
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil || errors.Is(err, strconv.ErrRange) {
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
