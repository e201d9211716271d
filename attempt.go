package imagekit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/openimagekit/imagekit/internal/rest"
)

const (
	maxErrorBody  = 64 << 10 // also of answers that hold nothing
	maxKeptBuffer = 1 << 20
)

// exchange sends the request of one attempt and takes the response. The effect is that of a failure.
func (r *run) exchange(ctx context.Context) (effect, *Error) {
	attempt := &attemptContext{
		Context: ctx, operation: r.call.Operation, method: r.call.Method, selfAuthorized: r.call.SelfAuthorized,
		attempt: r.attempt, waited: r.waited,
	}
	r.request, r.response = nil, nil
	request, bodies, err := r.newRequest(attempt)
	if err != nil {
		return final, r.broken(err) // nothing was sent, nor would it be another time
	}
	if r.class != ClassIdempotent || request.GetBody != nil || r.config.scarce {
		attempt.connection = &connection{}
	}
	r.request = request
	response, err := r.http.Do(request)
	var upload *rest.Body
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
func (r *run) lost(ctx context.Context, c *connection, upload *rest.Body, redirect *http.Response, err error) (effect, *Error) {
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
	if upload != nil && upload.Incomplete() != nil || c.wasMissing() { // the service has not got a whole file, or nothing at all
		effect = effect.certainly()
	}
	return effect, r.broken(err)
}

// judgeError judges an error that no response follows. The end of the context can have any error for its cause, which says nothing about the
// request. An end that is not the context's is that of a limit of the HTTP client.
func judgeError(ctx context.Context, err error) (effect, error) {
	switch {
	case ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx))):
		return unclear, endOf(ctx)
	case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && consequenceOf(err) == unclear:
		return maybe, err
	}
	return consequenceOf(err), err
}

// endOf returns why a context has ended. If that is the error of another call, as with an errgroup, it is there to read only: [errors.Is] and
// [errors.As] are about this call.
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

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// take reads the response: into the call's result, or into an *Error.
func (r *run) take(ctx context.Context) (effect, *Error) {
	buffer := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= maxKeptBuffer {
			buffer.Reset()
			buffers.Put(buffer)
		}
	}()
	status := r.response.StatusCode
	succeeded := status >= 200 && status < 300
	result := r.call.Result
	if r.options.Result != nil {
		result = r.options.Result
	}
	limit := r.call.ResponseLimit() + 1 // one byte more than may come
	if !succeeded || result == nil {
		limit = maxErrorBody + int64(len(r.config.privateKey))*2 // more, so that a key at the end is whole, to be redacted
	}
	_, err := buffer.ReadFrom(io.LimitReader(r.response.Body, limit))
	body := buffer.Bytes()
	if r.options.OnResponse != nil {
		shown := r.redactBody(body, succeeded)
		if !succeeded {
			shown = shown[:min(len(shown), maxErrorBody)]
		}
		r.options.OnResponse(r.response, shown)
	}
	switch {
	case !succeeded:
		return consequence(status, nil), r.failure(body, nil)
	case err != nil:
		effect, err := judgeError(ctx, err)
		return effect, r.failure(body, fmt.Errorf("read response: %w", err))
	}
	if err := r.decode(ctx, body, result); err != nil {
		return unclear, r.failure(body, &answerError{err})
	}
	return final, nil
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
	body = r.redactBody(body, false)
	e.Body = bytes.Clone(body[:min(len(body), maxErrorBody)])
	if err == nil {
		e.explain(response.Header.Get("Content-Type"))
		e.Message, e.Help, e.Reason = r.redact(e.Message), r.redact(e.Help), r.redact(e.Reason) // which JSON can spell differently
	}
	return e
}
