package imagekit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/multipart"
	"github.com/openimagekit/imagekit/internal/request"
	"github.com/openimagekit/imagekit/internal/text"
	"github.com/openimagekit/imagekit/internal/transport"
)

// exchange sends the request of one attempt and reads the response. If the attempt fails, it returns the outcome and
// the error.
func (r *run) exchange(ctx context.Context) (outcome, *Error) {
	attempt := &transport.Attempt{
		Context: ctx, Operation: r.call.Operation, Method: r.call.Method, Credentials: r.credentials,
		Number: r.attempt, Waited: r.waited,
	}
	r.request, r.response = nil, nil
	r.redactor = nil // the cookies and the key can differ from those of the previous attempt
	request, bodies, err := r.newRequest(attempt)
	if err != nil {
		return rejected, r.errorWithoutResponse(err) // nothing was sent, and a repetition would fail as well
	}
	if r.class != classIdempotent || request.GetBody != nil || r.config.connsLimited {
		attempt.Conn = &transport.Conn{}
	}
	r.request = request
	response, err := r.http.Do(request)
	var body *multipart.Body
	if bodies != nil {
		body = bodies.stop() // from here on, the source and the progress function are not used
		r.recovery.fileSent(body.Size)
	}
	if err != nil {
		outcome, failed := r.judgeLostRequest(ctx, attempt.Conn, body, response, err)
		if bodies != nil && bodies.sentBefore() {
			return outcome.uncertainly(), failed
		}
		return outcome, failed
	}
	defer response.Body.Close()
	r.response = response
	r.observeResponse(response)
	outcome, failed := r.readResponse(ctx)
	switch {
	case body == nil || body.Incomplete() == nil:
		return outcome, failed
	case response.StatusCode < http.StatusMultipleChoices:
		r.recovery.succeededEarly()
		return ambiguousFinal, r.errorOfResponse(nil, body.Incomplete())
	case bodies.sentBefore():
		return outcome, failed
	}
	return outcome.certainly(), failed // rejected before the whole file was sent
}

// judgeLostRequest returns the outcome and the error of a request that failed with err without a response, or with a
// redirect that was not followed.
func (r *run) judgeLostRequest(
	ctx context.Context, conn *transport.Conn, body *multipart.Body, redirect *http.Response, err error,
) (outcome, *Error) {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		err = failed.Err // without the URL, whose query can be secret
	}
	if redirect != nil {
		return outcomeOf(redirect.StatusCode), r.errorWithoutResponse(err)
	}
	if body != nil && body.Err() != nil {
		_, err = judgeError(ctx, body.Err()) // the error of the source, not the error of the connection that it caused
		return rejected, r.errorWithoutResponse(err)
	}
	outcome, err := judgeError(ctx, err)
	// the service has not received the whole file, or has received nothing
	if body != nil && body.Incomplete() != nil || conn.WasMissing() {
		outcome = outcome.certainly()
	}
	if body != nil && !conn.WasMissing() {
		r.recovery.reachedService = true
	}
	return outcome, r.errorWithoutResponse(err)
}

// judgeError returns the outcome of a request whose response was not received completely because of err, and the error
// to report. If the context has ended, err can be the cause of its end, which can be any error and does not describe
// the request. If the context has not ended, an exceeded deadline is the timeout of the HTTP client.
func judgeError(ctx context.Context, err error) (outcome, error) {
	outcome := outcomeOfError(err)
	switch {
	case ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx))):
		return ambiguousFinal, endOf(ctx)
	case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) && outcome == ambiguousFinal:
		return ambiguous, err
	}
	return outcome, err
}

// readResponse reads the response into the result of the call. If that fails, it returns the outcome and the error.
func (r *run) readResponse(ctx context.Context) (outcome, *Error) {
	buffer := transport.NewBuffer()
	defer buffer.Free()
	status, result := r.response.StatusCode, r.call.Result
	if r.options.result != nil {
		result = r.options.result
	}
	succeeded := status >= http.StatusOK && status < http.StatusMultipleChoices
	limit := r.call.ResponseLimit() + 1 // one byte more than is accepted
	if !succeeded || result == nil {
		limit = maxErrorBody + 1 // one more, to see that the body was cut
	}
	body, whole, err := buffer.ReadBody(r.response, limit)
	r.isCut = err != nil
	r.showResponse(body, succeeded)
	switch {
	case status < http.StatusOK:
		return ambiguousFinal, r.errorOfResponse(body, &unreadableError{errNotFinal(status)})
	case !succeeded:
		return outcomeOf(status), r.errorOfResponse(body, nil)
	case err != nil:
		outcome, err := judgeError(ctx, err)
		return outcome, r.errorOfResponse(body, fmt.Errorf("read response: %w", err))
	case result != nil && (!whole || int64(len(body)) == limit):
		err = &ResponseLimitError{Limit: r.call.ResponseLimit(), Quantity: "bytes"}
	default:
		err = r.decode(ctx, body, result)
	}
	if err != nil {
		return ambiguousFinal, r.errorOfResponse(body, &unreadableError{err})
	}
	return rejected, nil
}

// showResponse passes the response to [WithResponse].
func (r *run) showResponse(body []byte, succeeded bool) {
	if r.options.onResponse == nil {
		return
	}
	if !succeeded {
		body = r.redactBody(body)
	}
	r.options.onResponse(r.shownResponse(), body)
}

// errNotFinal returns the error of a response with a status below 200, which is not a final status.
func errNotFinal(status int) error {
	if status == http.StatusSwitchingProtocols {
		return errors.New("the server switched to another protocol, which the client did not ask for")
	}
	return fmt.Errorf("the server answered with status %03d, which is not a final status", status)
}

// errorWithoutResponse returns the error of an attempt that got no response.
func (r *run) errorWithoutResponse(err error) *Error {
	return &Error{
		Operation: r.call.Operation, Method: r.call.Method, Path: r.call.RequestPath(), Err: r.redactError(err),
	}
}

// errorOfResponse returns the error of an unsuccessful response or, if err is not nil, of a response that cannot be
// used because of err.
func (r *run) errorOfResponse(body []byte, err error) *Error {
	e, response := r.errorWithoutResponse(err), r.response
	e.StatusCode = response.StatusCode
	e.RequestID = r.redact(response.Header.Get(headerRequestID))
	e.RateLimit = rateLimit(response.Header)
	e.RetryAfter = retryAfter(response, r.config.now())
	e.Body = r.redactBody(body)
	if err == nil {
		e.explain(response.Header.Get("Content-Type"))
		// redacted again, because a secret can be escaped in JSON
		e.Message, e.Help, e.Reason = r.redact(e.Message), r.redact(e.Help), r.redact(e.Reason)
	}
	return e
}

// errNoResult is the error of a successful response that does not contain the result of the operation.
var errNoResult = errors.New("response without the result of the operation")

// decode decodes the body of a successful response into result, which is nil if the call has no result.
func (r *run) decode(ctx context.Context, body []byte, result any) error {
	media := text.MediaType(r.response.Header.Get("Content-Type"))
	switch {
	case result == nil && media == "text/html" && len(bytes.TrimSpace(body)) > 0:
		return errors.New("response in text/html, which the service does not send")
	case result == nil:
		return nil
	}
	hasResult := r.call.HasResult(r.response.StatusCode)
	reflect.ValueOf(result).Elem().SetZero() // remove what an earlier attempt decoded
	mismatches, err := decode.JSON(body, result, r.call.DecodeLimits())
	tooLarge, isTooLarge := errors.AsType[*decode.LimitError](err)
	switch {
	case errors.Is(err, decode.ErrNoValue) && !hasResult:
		return nil
	case errors.Is(err, decode.ErrNoValue):
		return fmt.Errorf("%w: the body is empty or null", errNoResult)
	case isTooLarge:
		return &ResponseLimitError{Limit: tooLarge.Limit, Quantity: tooLarge.Quantity}
	case err != nil:
		return fmt.Errorf("decode response in %s: %w", media, err)
	case hasResult && !r.call.Identifies(result):
		return fmt.Errorf("%w: the body has none of %q", errNoResult, r.call.IdentifiedBy)
	}
	if len(mismatches.Pointers) > 0 {
		r.reportMismatches(ctx, mismatches)
	}
	return nil
}

// maxLoggedMismatches is the maximum number of JSON pointers in a log record.
const maxLoggedMismatches = 10

// reportMismatches passes the mismatches of a response to [WithResponse], and logs them.
func (r *run) reportMismatches(ctx context.Context, mismatches decode.Mismatches) {
	if r.options.onMismatch != nil {
		r.options.onMismatch(mismatches)
	}
	logged := make([]string, min(len(mismatches.Pointers), maxLoggedMismatches))
	for i := range logged {
		logged[i] = text.Line(r.redact(mismatches.Pointers[i]))
	}
	r.config.logger.LogAttrs(ctx, slog.LevelWarn, "imagekit response has values of unexpected types",
		slog.String("operation", r.call.Operation),
		r.requestIDAttr(),
		slog.Int("count", len(mismatches.Pointers)),
		slog.Any("pointers", logged))
}

var acceptJSON = []string{"application/json"}

// newRequest makes the HTTP request. The second result is nil if the call has no multipart body.
func (r *run) newRequest(ctx context.Context) (*http.Request, *uploadBodies, error) {
	target := r.config.baseURL
	if r.call.Server == DefaultUploadURL {
		target = r.config.uploadURL
	}
	target += r.call.RequestPath()
	if query := r.call.RawQuery(); query != "" {
		target += "?" + query
	}
	request, err := http.NewRequestWithContext(ctx, r.call.Method, target, http.NoBody)
	if err != nil {
		return nil, nil, err
	}
	for name, values := range r.options.header {
		request.Header[wireName(name)] = append([]string(nil), values...)
	}
	request.Header["Accept"] = acceptJSON // shared, because it is never changed
	request.Header["User-Agent"] = r.userAgent
	if r.call.Form() != nil {
		bodies, err := setForm(request, r.call.Form(), &r.options)
		return request, bodies, err
	}
	return request, nil, setJSON(request, r.call)
}

// wireName returns the name under which a header field is sent. It returns Idempotency-Key in lower case, because
// net/http sends a POST with this field again when the connection is lost, unless the name is in lower case. The
// service does not support the field, and would carry out the request twice. Servers ignore the case of names.
func wireName(header string) string {
	if header == "Idempotency-Key" || header == "X-Idempotency-Key" {
		return strings.ToLower(header)
	}
	return header
}

func setJSON(request *http.Request, call *request.Call) error {
	body, err := call.JSONBody()
	if err != nil || body == nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.ContentLength = int64(len(body))
	request.Body = io.NopCloser(bytes.NewReader(body))
	request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return nil
}

// uploadBodies are the bodies of one attempt to upload: the first one, and a new one for each redirect or repetition by
// the transport. The response belongs to the last one.
type uploadBodies struct {
	form     *multipart.Form
	boundary string // the same for all bodies, because the Content-Type of the request contains it
	progress func(sent, total int64)

	mu   sync.Mutex
	sent []*multipart.Body // since the last redirect; the bodies before it were not accepted
}

// open returns a new body. It stops the earlier bodies first, because a source can be read by one body at a time only.
func (u *uploadBodies) open(ctx context.Context) (*multipart.Body, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, earlier := range u.sent {
		earlier.Stop()
	}
	if attempt, _ := transport.AttemptFromContext(ctx); !attempt.Conn.InTransport() {
		u.sent = nil
	}
	body, err := u.form.Open(ctx, u.boundary, u.progress)
	if err == nil {
		u.sent = append(u.sent, body)
	}
	return body, err
}

// stop stops all bodies and returns the last one.
func (u *uploadBodies) stop() *multipart.Body {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, body := range u.sent {
		body.Stop()
	}
	return u.sent[len(u.sent)-1]
}

// sentBefore reports whether a body before the last one sent the whole file. If so, the service may have acted on that
// body, even if the last one failed.
func (u *uploadBodies) sentBefore() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.ContainsFunc(u.sent[:len(u.sent)-1], func(b *multipart.Body) bool { return b.Incomplete() == nil })
}

func setForm(request *http.Request, form *multipart.Form, o *requestOptions) (*uploadBodies, error) {
	bodies := &uploadBodies{form: form, boundary: multipart.NewBoundary(), progress: o.progress}
	body, err := bodies.open(request.Context())
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", body.ContentType)
	request.Body, request.ContentLength = body, body.Length
	if form.Rewindable() {
		request.GetBody = func() (io.ReadCloser, error) { return bodies.open(request.Context()) }
	}
	return bodies, nil
}
