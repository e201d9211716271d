package imagekit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/openimagekit/imagekit/internal/multipart"
)

const (
	maxErrorBody = 64 << 10 // also of answers that hold nothing
)

// exchange sends the request of one attempt and takes the response. The effect is that of a failure.
func (r *run) exchange(ctx context.Context) (effect, *Error) {
	attempt := &attemptContext{
		Context: ctx, operation: r.call.Operation, method: r.call.Method, selfAuthorized: r.call.SelfAuthorized,
		attempt: r.attempt, waited: r.waited,
	}
	r.request, r.response = nil, nil
	r.redactor = nil // the cookies can be others than those of the attempt before
	request, bodies, err := r.newRequest(attempt)
	if err != nil {
		return final, r.broken(err) // nothing was sent, nor would it be another time
	}
	if r.class != ClassIdempotent || request.GetBody != nil || r.config.scarce {
		attempt.connection = &connection{}
	}
	r.request = request
	response, err := r.http.Do(request)
	var upload *multipart.Body
	if bodies != nil {
		upload = bodies.stop() // the source and the progress function are the caller's again
		r.sent = upload.Size()
	}
	if err != nil {
		return r.lost(ctx, attempt.connection, upload, response, err)
	}
	defer response.Body.Close()
	r.response = response
	r.learn(response)
	effect, failed := r.take(ctx)
	if upload == nil || upload.Incomplete() == nil {
		return effect, failed
	}
	if response.StatusCode < http.StatusMultipleChoices {
		r.plan.blind = true // whatever there is, it is not the whole file
		return unclear, r.failure(nil, upload.Incomplete())
	}
	return effect.certainly(), failed // refused before it was there
}

// lost judges a request that got no response, or a redirect that was not followed.
func (r *run) lost(ctx context.Context, c *connection, upload *multipart.Body, redirect *http.Response, err error) (effect, *Error) {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		err = failed.Err // without the URL, whose query can be secret
	}
	if redirect != nil {
		return consequence(redirect.StatusCode, nil), r.broken(err)
	}
	if upload != nil && upload.Err() != nil {
		_, err = judgeError(ctx, upload.Err()) // what the source says, not what its silence made of the connection
		return final, r.broken(err)
	}
	effect, err := judgeError(ctx, err)
	// the service has not got a whole file, or nothing at all
	if upload != nil && upload.Incomplete() != nil || c.wasMissing() {
		effect = effect.certainly()
	}
	return effect, r.broken(err)
}

// judgeError judges an error that no response follows. The end of the context can have any error for its cause, which
// says nothing about the request. An end that is not the context's is that of a limit of the HTTP client.
func judgeError(ctx context.Context, err error) (effect, error) {
	switch {
	case ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx))):
		return unclear, endOf(ctx)
	case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && consequenceOf(err) == unclear:
		return maybe, err
	}
	return consequenceOf(err), err
}

// endOf returns why a context has ended. If that is the error of another call, as with an errgroup, it is there to read
// only: [errors.Is] and [errors.As] are about this call.
func endOf(ctx context.Context) error {
	switch cause := context.Cause(ctx); {
	case cause == ctx.Err(): //nolint:errorlint // nobody has given a cause
		return cause
	case is[*Error](cause):
		return fmt.Errorf("%w: %v", ctx.Err(), cause) //nolint:errorlint // see above
	default:
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
}

// take reads the response: into the call's result, or into an *Error.
func (r *run) take(ctx context.Context) (effect, *Error) {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	status := r.response.StatusCode
	succeeded := status >= 200 && status < 300
	result := r.call.Result
	if r.options.result != nil {
		result = r.options.result
	}
	limit := r.call.ResponseLimit() + 1 // one byte more than may come
	if !succeeded || result == nil {
		limit = maxErrorBody + 1 // more, to tell that the body was cut
	}
	body, whole, err := readBody((*buffer)[:0], r.response, limit)
	if cap(body) <= maxKeptBuffer {
		*buffer = body
	}
	r.isCut = err != nil
	if r.options.onResponse != nil {
		shown := body
		if !succeeded {
			shown = r.redactBody(body)
		}
		r.options.onResponse(r.shown(), shown)
	}
	switch {
	case status < http.StatusOK:
		return unclear, r.failure(body, &answerError{notFinal(status)})
	case !succeeded:
		return consequence(status, nil), r.failure(body, nil)
	case err != nil:
		effect, err := judgeError(ctx, err)
		return effect, r.failure(body, fmt.Errorf("read response: %w", err))
	case result != nil && (!whole || int64(len(body)) == limit):
		return unclear, r.failure(body, &answerError{&ResponseLimitError{Limit: r.call.ResponseLimit(), Quantity: "bytes"}})
	}
	if err := r.decode(ctx, body, result); err != nil {
		return unclear, r.failure(body, &answerError{err})
	}
	return final, nil
}

// notFinal says of a status that no response to a request can have.
func notFinal(status int) error {
	if status == http.StatusSwitchingProtocols {
		return errors.New("the server switched to another protocol, which it was not asked to")
	}
	return fmt.Errorf("the server answered with status %03d, which is not a final one", status)
}

// broken is the error of a call that got no response.
func (r *run) broken(err error) *Error {
	return &Error{Operation: r.call.Operation, Method: r.call.Method, Path: r.call.RequestPath(), Err: r.redactError(err)}
}

// failure is the error of a response, or of what broke it off.
func (r *run) failure(body []byte, err error) *Error {
	e, response := r.broken(err), r.response
	e.StatusCode = response.StatusCode
	e.RequestID = r.redact(response.Header.Get(headerRequestID))
	e.RateLimit = rateLimit(response.Header)
	e.RetryAfter = retryAfter(response, r.config.now())
	e.Body = r.redactBody(body)
	if err == nil {
		e.explain(response.Header.Get("Content-Type"))
		// which JSON can spell differently
		e.Message, e.Help, e.Reason = r.redact(e.Message), r.redact(e.Help), r.redact(e.Reason)
	}
	return e
}
