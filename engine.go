package imagekit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/internal/redact"
	"github.com/openimagekit/imagekit/internal/request"
	"github.com/openimagekit/imagekit/internal/text"
	"github.com/openimagekit/imagekit/internal/transport"
)

// engine carries out the calls that the generated methods describe.
type engine struct {
	config    *config
	http      *http.Client
	userAgent []string
}

// do carries out a call and decodes its response into call.Result.
func (e *engine) do(ctx context.Context, call *request.Call, opts ...RequestOption) error {
	r := e.newRun(call)
	if p := call.Problem(); p != nil {
		return r.refuse(p)
	}
	if !e.config.hasCredentials() && !call.SelfAuthorized {
		return missing("WithPrivateKey", envPrivateKey)
	}
	for _, option := range opts {
		option(&r.options)
	}
	if p := r.options.problem; p != nil {
		return r.refuse(p)
	}
	return r.do(ctx)
}

// refuse returns the error of a call whose arguments or options cannot be sent.
func (r *run) refuse(p *request.Problem) error {
	return &ArgumentError{Operation: r.call.Operation, Argument: p.Argument, Reason: r.redact(p.Reason)}
}

// run is one call with all its attempts.
type run struct {
	*engine
	call        *request.Call
	options     requestOptions
	policy      RetryPolicy
	class       class
	recovery    *uploadRecovery // nil if the call is not an upload
	start       time.Time
	credentials *transport.Credentials // nil until they are needed
	keys        []string               // private keys from the source; the last one is in credentials
	redactor    *redact.Redactor       // nil until it is needed
	backoffs    int                    // number of random waits that the call has made

	attempt        int           // number of the attempt that runs or has ended, from 1 on; 0 before the first
	waited         time.Duration // wait before that attempt, without that for the rate limit
	began          time.Time     // when that attempt began
	request        *http.Request
	response       *http.Response // nil if there was none
	isCut          bool           // the body of the response was interrupted
	failed         *Error         // nil if the attempt succeeded
	outcome        outcome        // of an attempt that failed
	mayHaveApplied bool           // an attempt of this call may have been carried out
}

func (e *engine) newRun(call *request.Call) *run {
	return &run{engine: e, call: call, policy: e.config.retry, class: classNotIdempotent, start: e.config.now()}
}

// do makes attempts until one succeeds or the call must not be repeated.
func (r *run) do(ctx context.Context) error {
	r.policy = r.options.retry.or(r.policy)
	if p := r.classify(); p != nil {
		return r.refuse(p)
	}
	for r.makeAttempt(ctx) {
		if r.failed == nil || r.alreadyDeleted() {
			return nil
		}
		done, again := r.judgeFailure(ctx)
		if done {
			return nil
		}
		if !again || !r.waitForNext(ctx) {
			break
		}
	}
	if r.foundAtLast(ctx) {
		return nil
	}
	return r.finalError(ctx)
}

// classify sets the class of the call, which determines whether the call may be repeated. It returns a problem if an
// option is not allowed.
func (r *run) classify() *request.Problem {
	switch {
	case r.call.Form() != nil:
		return r.prepareUpload()
	case r.options.uploadKey != "":
		return &request.Problem{Argument: "WithUploadKey", Reason: "is for uploads only"}
	case r.call.Idempotent:
		r.class = classIdempotent
	}
	return nil
}

// makeAttempt makes one attempt. If the attempt cannot be made, it sets the error of the call and returns false.
func (r *run) makeAttempt(ctx context.Context) bool {
	err := r.waitForRateLimit(ctx)
	if err == nil {
		err = r.authenticate(ctx)
	}
	if err != nil {
		if r.failed == nil {
			r.failed = r.errorWithoutResponse(err)
		} else { // the call fails with the error of its last attempt
			r.failed.note, r.failed.stopped = err.Error(), err
		}
		return false
	}
	r.attempt++
	r.began = r.config.now()
	r.outcome, r.failed = r.exchange(ctx)
	r.logAttempt(ctx)
	return true
}

// alreadyDeleted reports whether a deletion is answered with 404 after an earlier attempt that may have been carried
// out. A page in HTML does not count, because it comes from a proxy that does not find the host.
func (r *run) alreadyDeleted() bool {
	return r.mayHaveApplied && r.call.Method == http.MethodDelete &&
		r.response != nil && r.response.StatusCode == http.StatusNotFound &&
		text.MediaType(r.response.Header.Get("Content-Type")) != "text/html"
}

// judgeFailure decides what to do after a failed attempt: done is true if the call has been carried out nevertheless,
// and again if it is to be repeated.
func (r *run) judgeFailure(ctx context.Context) (done, again bool) {
	if r.recovery != nil {
		r.recovery.attemptFailed(r.began, r.outcome)
	}
	if r.isTaken() {
		return r.findTaken(ctx), false
	}
	decision := r.policy.decide(r.class, r.attempt, r.outcome)
	again = decision == decisionRepeat && (r.recovery == nil || !r.recovery.earlySuccess)
	isRejectedUpload := decision == decisionFail && r.mayHaveApplied && r.recovery != nil
	if decision == decisionLookFirst || isRejectedUpload {
		found, known := r.findUpload(ctx)
		if found {
			return true, false
		}
		again = known && decision == decisionLookFirst && r.attempt < r.policy.MaxAttempts
	}
	r.mayHaveApplied = r.mayHaveApplied || !r.outcome.isCertain()
	return false, again || r.hasNewKey(ctx)
}

// findUpload looks for the file of an upload that may have been carried out. If found is true, the result of the call
// is set. If known is false, it is still unknown whether the upload was carried out.
func (r *run) findUpload(ctx context.Context) (found, known bool) {
	found, known, err := r.recovery.wasUploaded(ctx)
	switch {
	case is[*UploadKeyError](err):
		r.failed.Err, r.failed.note = r.redactError(err), ""
		r.outcome, r.mayHaveApplied = rejected, false
	case err != nil && ctx.Err() == nil:
		// the search, which may use another private key, does not redact the key of this call
		r.failed.note = r.redact("looking for the file failed: " + err.Error())
	}
	return found, known
}

// foundAtLast looks for the file of an upload with a key after the last attempt, and reports whether it was found. It
// looks for the file if the upload may have been carried out, or if the connection was lost while the file was sent: a
// service that refuses an existing file without reading the whole request can close the connection before the client
// has read the response.
func (r *run) foundAtLast(ctx context.Context) bool {
	if r.class != classKeyedUpload || r.outcome == rejected || ctx.Err() != nil {
		return false // judgeFailure has looked if an earlier attempt may have stored the file
	}
	hasLooked := r.mayHaveApplied && r.policy.decide(r.class, r.attempt, r.outcome) == decisionFail
	if hasLooked || !r.mayHaveApplied && !r.recovery.reachedService {
		return false
	}
	found, _ := r.findUpload(ctx)
	return found
}

// waitForNext waits before the next attempt: as long as the service asks for, or else a random time by the retry
// policy. If the call cannot be repeated, waitForNext returns false and adds the reason to the error of the call.
func (r *run) waitForNext(ctx context.Context) bool {
	asked := r.failed.RetryAfter
	wait, reason := min(asked, r.policy.MaxRetryAfter), fmt.Sprintf("the service asks for a wait of %v", asked)
	if asked <= 0 {
		wait = r.policy.backoff(r.backoffs)
		r.backoffs++
		reason = fmt.Sprintf("the wait before the next attempt is %v", wait.Round(time.Millisecond))
	}
	switch {
	case ctx.Err() != nil:
	case r.recovery != nil && !r.call.Form().Repeatable():
		r.failed.note = "the file cannot be read a second time"
	case !fits(ctx, wait):
		r.failed.note = reason + ", which ends after the deadline"
	case !r.config.budget.AllowN(r.config.now(), 1):
		r.failed.note = "the retry budget of the client is used up"
	default:
		r.waited = wait
		return sleep(ctx, wait)
	}
	return false
}

// sleep waits for a time. It returns false if ctx ends before that.
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

// fits reports whether a wait ends before the deadline of the context. Deadlines are compared with [time.Now], not with
// the client's clock.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// endOf returns why a context has ended: an error that wraps ctx.Err() and its cause. A cause that is the [Error] of
// another call, as with an errgroup, is in the text but not wrapped, so that errors.Is and errors.As report on this
// call only.
func endOf(ctx context.Context) error {
	switch cause := context.Cause(ctx); {
	case cause == ctx.Err(): //nolint:errorlint // there is no cause
		return cause
	case is[*Error](cause):
		return fmt.Errorf("%w: %v", ctx.Err(), cause) //nolint:errorlint // not wrapped, see above
	default:
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
}

// finalError returns the error of the call, which is the error of the last attempt with details of the whole call.
func (r *run) finalError(ctx context.Context) error {
	e := r.failed
	if ctx.Err() != nil && (r.outcome != rejected || r.mayHaveApplied || e.StatusCode == 0) {
		e.stopped = endOf(ctx)
		if e.note == "" && !errors.Is(e.Err, ctx.Err()) {
			e.note = e.stopped.Error()
		}
	}
	e.Attempts, e.Elapsed = r.attempt, r.config.now().Sub(r.start)
	switch {
	case r.mayHaveApplied && r.recovery != nil:
		e.unknown = ErrUploadOutcomeUnknown
	case r.mayHaveApplied && (r.class == classNotIdempotent || r.rejectsItsOwnEffect() || r.appliedWithoutResult()):
		e.unknown = ErrOutcomeUnknown
	}
	return e
}

// appliedWithoutResult reports whether the service has confirmed a change, but the result cannot be read.
func (r *run) appliedWithoutResult() bool {
	status := r.failed.StatusCode
	return r.call.Method != http.MethodGet && status >= http.StatusOK && status < http.StatusMultipleChoices
}

// rejectsItsOwnEffect reports whether the service may have rejected the last attempt because an earlier one was carried
// out. For example, a renamed file is not found by its old name, a restored version is already the current one, and
// deleted files are not found.
func (r *run) rejectsItsOwnEffect() bool {
	status := r.failed.StatusCode
	if r.outcome != rejected || status == 0 {
		return false
	}
	return r.call.Method == http.MethodPut || r.call.Method == http.MethodPost && status == http.StatusNotFound
}
