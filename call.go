package imagekit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/openimagekit/imagekit/internal/rest"
)

const (
	maxErrorBody    = 64 << 10 // also of answers that hold nothing
	maxResponseBody = 64 << 20
	maxKeptBuffer   = 1 << 20
)

// caller carries out the calls that the generated methods describe.
type caller struct {
	config    *config
	http      *http.Client
	userAgent []string
}

var acceptJSON = []string{"application/json"}

func (c *caller) Call(ctx context.Context, call *rest.Call, opts ...RequestOption) error {
	if p := call.Problem(); p != nil {
		return &ArgumentError{Operation: call.Operation, Argument: p.Argument, Reason: p.Reason}
	}
	if c.config.privateKey == "" && !call.SelfAuthorized {
		return missing("WithPrivateKey", envPrivateKey)
	}
	r := &run{caller: c, call: call, policy: c.config.retry, class: ClassNotIdempotent, start: c.config.now()}
	for _, option := range opts {
		option(&r.options)
	}
	if p := r.options.Problem; p != nil {
		return &ArgumentError{Operation: call.Operation, Argument: p.Argument, Reason: p.Reason}
	}
	return r.do(ctx)
}

// broken is a call that got no response.
func (c *caller) broken(call *rest.Call, err error) *Error {
	return &Error{Operation: call.Operation, Method: call.Method, Path: call.RequestPath(), Err: c.config.redactError(err)}
}

// exchange sends the request of one attempt and takes the response.
func (r *run) exchange(ctx context.Context) error {
	line := &connection{}
	ctx = &attemptContext{
		Context: line.traced(ctx, r.class), operation: r.call.Operation, method: r.call.Method, selfAuthorized: r.call.SelfAuthorized,
		attempt: r.attempt, waited: r.waited,
	}
	request, bodies, err := r.request(ctx, r.call, &r.options)
	if err != nil {
		return &toldError{err, final} // nothing was sent, nor would it be another time
	}
	response, err := r.http.Do(request)
	var upload *rest.Body
	if bodies != nil {
		upload = bodies.stop() // the source and the progress function are the caller's again
		r.sent = upload.Size()
	}
	if err != nil {
		return line.judge(r.lost(ctx, err, upload))
	}
	defer response.Body.Close()
	r.learn(response)
	if upload != nil && response.StatusCode < 300 {
		if err := upload.Incomplete(); err != nil {
			return r.failure(r.call, response, nil, &toldError{err, final})
		}
	}
	err = r.take(r.call, &r.options, response)
	if failed, ok := err.(*Error); ok && ctx.Err() == nil && errors.Is(failed.Err, context.DeadlineExceeded) { //nolint:errorlint // our own
		failed.Err = &toldError{failed.Err, maybe} // the HTTP client's own time out, not the caller's
	}
	return err
}

// connection is whether an attempt has had one. Without one, nothing was sent.
type connection struct{ wanted, got atomic.Bool }

// traced watches for it where it matters. Transports that are not Go's do not tell.
func (c *connection) traced(ctx context.Context, class Class) context.Context {
	if class == ClassIdempotent {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { c.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { c.got.Store(true) },
	})
}

// judge makes certain of an error what is: the service cannot have acted without a connection.
func (c *connection) judge(err error) error {
	if c.wanted.Load() && !c.got.Load() {
		return &toldError{err, min(consequenceOf(err), notCarriedOut)}
	}
	return err
}

// lost is what a request without a response fails with.
func (r *run) lost(ctx context.Context, err error, upload *rest.Body) error {
	var urlError *url.Error
	if errors.As(err, &urlError) {
		err = urlError.Err // without the URL, whose query can be secret
	}
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		err = &toldError{err, maybe} // the HTTP client's own time out, not the caller's
	}
	switch {
	case upload == nil:
		return err
	case upload.Err() != nil:
		return &toldError{upload.Err(), final} // what the source says, not what its silence made of the connection
	case upload.Incomplete() != nil: // the service has not got a whole file
		return &toldError{err, min(consequenceOf(err), notCarriedOut)}
	}
	return err
}

// request makes the HTTP request. The second result is for a multipart body, if the call has one.
func (c *caller) request(ctx context.Context, call *rest.Call, o *rest.Options) (*http.Request, *uploadBodies, error) {
	target := c.config.baseURL
	if call.Server == DefaultUploadURL {
		target = c.config.uploadURL
	}
	target += call.RequestPath()
	if query := call.RawQuery(); query != "" {
		target += "?" + query
	}
	request, err := http.NewRequestWithContext(ctx, call.Method, target, http.NoBody)
	if err != nil {
		return nil, nil, err
	}
	for name, values := range o.Header {
		request.Header[wireName(name)] = append([]string(nil), values...)
	}
	request.Header["Accept"] = acceptJSON // shared, because nobody changes it
	request.Header["User-Agent"] = c.userAgent
	if call.Form() != nil {
		bodies, err := setForm(request, call.Form(), o)
		return request, bodies, err
	}
	return request, nil, setJSON(request, call)
}

// wireName hides a header from net/http, which takes it as leave to send a POST again when its connection is lost. The service knows no such
// header: the request would be carried out twice. To servers, the case of a name means nothing.
func wireName(header string) string {
	if header == "Idempotency-Key" || header == "X-Idempotency-Key" {
		return strings.ToLower(header)
	}
	return header
}

func setJSON(request *http.Request, call *rest.Call) error {
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

// uploadBodies are the bodies that one upload was sent as: one, and one more for each redirect or repetition. The last one counts.
type uploadBodies struct {
	mu   sync.Mutex
	sent []*rest.Body
}

// open starts a further body. Those before it are stopped first: the source can be one that only one of them can read.
func (u *uploadBodies) open(ctx context.Context, form *rest.Form, boundary string, progress func(sent, total int64)) (*rest.Body, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, earlier := range u.sent {
		earlier.Stop()
	}
	body, err := form.Open(ctx, boundary, progress)
	if err == nil {
		u.sent = append(u.sent, body)
	}
	return body, err
}

// stop ends all of them and returns the last one.
func (u *uploadBodies) stop() *rest.Body {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, body := range u.sent {
		body.Stop()
	}
	return u.sent[len(u.sent)-1]
}

func setForm(request *http.Request, form *rest.Form, o *rest.Options) (*uploadBodies, error) {
	boundary := rest.NewBoundary()
	bodies := &uploadBodies{}
	body, err := bodies.open(request.Context(), form, boundary, o.Progress)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", body.ContentType)
	request.Body, request.ContentLength = body, body.Length
	if form.Rewindable() {
		request.GetBody = func() (io.ReadCloser, error) { return bodies.open(request.Context(), form, boundary, o.Progress) }
	}
	return bodies, nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// take reads the response: into the call's result, or into an *Error.
func (c *caller) take(call *rest.Call, o *rest.Options, response *http.Response) error {
	buffer := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= maxKeptBuffer {
			buffer.Reset()
			buffers.Put(buffer)
		}
	}()
	limit := int64(maxResponseBody)
	succeeded := response.StatusCode >= 200 && response.StatusCode < 300
	if !succeeded || call.Result == nil {
		limit = maxErrorBody + int64(len(c.config.privateKey))*2 // more, so that a key at the end is whole, to be redacted
	}
	_, err := buffer.ReadFrom(io.LimitReader(response.Body, limit))
	body := buffer.Bytes()
	if o.OnResponse != nil {
		o.OnResponse(response, c.redact(body, succeeded))
	}
	result := call.Result
	if o.Result != nil {
		result = o.Result
	}
	switch {
	case err != nil && succeeded:
		err = fmt.Errorf("read response: %w", err)
	case !succeeded:
		err = nil
	default:
		if err = decode(body, result, response, limit); err == nil {
			return nil
		}
	}
	return c.failure(call, response, body, err)
}

// decode decodes the body of a success, if it has one and a result is wanted.
func decode(body []byte, result any, response *http.Response, limit int64) error {
	media := mediaType(response.Header.Get("Content-Type"))
	switch {
	case len(bytes.TrimSpace(body)) == 0, result == nil && media != "text/html":
		return nil
	case result == nil:
		return &toldError{errors.New("response in text/html, which the service does not send"), unreadable}
	case int64(len(body)) == limit:
		return &toldError{fmt.Errorf("response is longer than %d bytes", limit), unreadable}
	}
	if err := json.Unmarshal(body, result); err != nil {
		return &toldError{fmt.Errorf("decode response in %s: %w", media, err), unreadable}
	}
	return nil
}

func (c *caller) failure(call *rest.Call, response *http.Response, body []byte, err error) *Error {
	e := &Error{
		Operation:  call.Operation,
		Method:     call.Method,
		Path:       call.RequestPath(),
		StatusCode: response.StatusCode,
		RequestID:  c.config.redact(response.Header.Get(headerRequestID)),
		RateLimit:  rateLimit(response.Header),
		Err:        c.config.redactError(err),
		retryAfter: retryAfter(response, c.config.now()),
	}
	body = c.redact(body, false)
	e.Body = bytes.Clone(body[:min(len(body), maxErrorBody)])
	if err == nil {
		e.explain(response.Header.Get("Content-Type"))
	}
	e.Message, e.Help, e.Reason = c.config.redact(e.Message), c.config.redact(e.Help), c.config.redact(e.Reason)
	return e
}

// redact removes the private key from an answer that repeats it, as the error pages of some proxies do with request headers.
func (c *caller) redact(body []byte, succeeded bool) []byte {
	if succeeded {
		return body
	}
	for _, secret := range c.config.secrets() {
		body = bytes.ReplaceAll(body, []byte(secret), []byte(redacted))
	}
	return body
}
