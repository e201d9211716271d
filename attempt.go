package imagekit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/openimagekit/imagekit/internal/rest"
)

const (
	maxErrorBody    = 64 << 10 // also of answers that hold nothing
	maxResponseBody = 64 << 20
	maxKeptBuffer   = 1 << 20
)

// exchange sends the request of one attempt and takes the response. The effect is that of an error.
func (r *run) exchange(ctx context.Context) (effect, error) {
	attempt := &attemptContext{
		Context: ctx, operation: r.call.Operation, method: r.call.Method, selfAuthorized: r.call.SelfAuthorized,
		attempt: r.attempt, waited: r.waited,
	}
	request, bodies, err := r.newRequest(attempt)
	if err != nil {
		return final, err // nothing was sent, nor would it be another time
	}
	if r.class != ClassIdempotent || request.GetBody != nil {
		attempt.connection = &connection{}
	}
	r.request, r.response = request, nil
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
	if upload != nil && response.StatusCode < 300 {
		if err := upload.Incomplete(); err != nil {
			return unclear, r.failure(nil, err)
		}
	}
	return r.take(ctx)
}

// lost judges a request that got no response.
func (r *run) lost(ctx context.Context, c *connection, upload *rest.Body, redirect *http.Response, err error) (effect, error) {
	if redirect != nil {
		return final, err // one too many, or one that the HTTP client does not want to follow
	}
	if failed, ok := errors.AsType[*url.Error](err); ok {
		err = failed.Err // without the URL, whose query can be secret
	}
	effect := effectOf(ctx, err)
	switch {
	case upload != nil && upload.Err() != nil:
		return final, upload.Err() // what the source says, not what its silence made of the connection
	case upload != nil && upload.Incomplete() != nil, c.wasMissing(): // the service has not got a whole file, or nothing at all
		effect = effect.certainly()
	}
	return effect, err
}

// effectOf judges an error that no response follows. If it says that time is out, and the context has not ended, that is the HTTP client's own
// limit, not the caller's.
func effectOf(ctx context.Context, err error) effect {
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return min(consequenceOf(err), maybe)
	}
	return consequenceOf(err)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// take reads the response: into the call's result, or into an *Error.
func (r *run) take(ctx context.Context) (effect, error) {
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
	limit := int64(maxResponseBody)
	if !succeeded || result == nil {
		limit = maxErrorBody + int64(len(r.config.privateKey))*2 // more, so that a key at the end is whole, to be redacted
	}
	_, err := buffer.ReadFrom(io.LimitReader(r.response.Body, limit))
	body := buffer.Bytes()
	if r.options.OnResponse != nil {
		r.options.OnResponse(r.response, r.redactBody(body, succeeded))
	}
	switch {
	case !succeeded:
		return consequence(status, nil), r.failure(body, nil)
	case err != nil:
		return effectOf(ctx, err), r.failure(body, fmt.Errorf("read response: %w", err))
	}
	if err := decode(body, result, r.response, limit); err != nil {
		return unclear, r.failure(body, &answerError{err})
	}
	return final, nil
}

// decode decodes the body of a success, if it has one and a result is wanted.
func decode(body []byte, result any, response *http.Response, limit int64) error {
	media := mediaType(response.Header.Get("Content-Type"))
	switch {
	case len(bytes.TrimSpace(body)) == 0, result == nil && media != "text/html":
		return nil
	case result == nil:
		return errors.New("response in text/html, which the service does not send")
	case int64(len(body)) == limit:
		return fmt.Errorf("response is longer than %d bytes", limit)
	}
	if err := json.Unmarshal(body, result); err != nil {
		return fmt.Errorf("decode response in %s: %w", media, err)
	}
	return nil
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
	e.retryAfter = retryAfter(response, r.config.now())
	body = r.redactBody(body, false)
	e.Body = bytes.Clone(body[:min(len(body), maxErrorBody)])
	if err == nil {
		e.explain(response.Header.Get("Content-Type"))
		e.Message, e.Help, e.Reason = r.redact(e.Message), r.redact(e.Help), r.redact(e.Reason) // which JSON can spell differently
	}
	return e
}
