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

// caller carries out the calls that the generated methods describe.
type caller struct {
	config *config
	http   *http.Client
}

func (c *caller) Call(ctx context.Context, call *rest.Call, opts ...RequestOption) error {
	if p := call.Problem(); p != nil {
		return &ArgumentError{Operation: call.Operation, Argument: p.Argument, Reason: p.Reason}
	}
	if c.config.privateKey == "" && !call.SelfAuthorized {
		return missing("WithPrivateKey", envPrivateKey)
	}
	var o rest.Options
	for _, option := range opts {
		option(&o)
	}
	if err := c.exchange(ctx, call, &o); err != nil {
		if failed, ok := err.(*Error); ok { //nolint:errorlint // our own, not one that a source failed with
			return failed
		}
		return c.broken(call, err)
	}
	return nil
}

// broken is a call that got no response.
func (c *caller) broken(call *rest.Call, err error) *Error {
	return &Error{Operation: call.Operation, Method: call.Method, Path: call.RequestPath(), Err: c.config.redactError(err)}
}

// exchange sends the request and takes the response.
func (c *caller) exchange(ctx context.Context, call *rest.Call, o *rest.Options) error {
	ctx = context.WithValue(ctx, callInfoKey{}, callInfo{operation: call.Operation, method: call.Method, selfAuthorized: call.SelfAuthorized})
	request, bodies, err := c.request(ctx, call, o)
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	var upload *rest.Body
	if bodies != nil {
		upload = bodies.stop() // the source and the progress function are the caller's again
	}
	if err != nil {
		if upload != nil && upload.Err() != nil {
			return c.broken(call, upload.Err()) // what the source says, not what its silence made of the connection
		}
		var urlError *url.Error
		if errors.As(err, &urlError) {
			err = urlError.Err // without the URL, whose query can be secret
		}
		return err
	}
	defer response.Body.Close()
	if upload != nil && response.StatusCode < 300 {
		if err := upload.Incomplete(); err != nil {
			return c.failure(call, response, nil, err)
		}
	}
	return c.take(call, o, response)
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
		request.Header[name] = append([]string(nil), values...)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.config.userAgent)
	if call.Form() != nil {
		bodies, err := setForm(request, call.Form(), o)
		return request, bodies, err
	}
	return request, nil, setJSON(request, call)
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

func (u *uploadBodies) open(ctx context.Context, form *rest.Form, boundary string, progress func(sent, total int64)) (*rest.Body, error) {
	body, err := form.Open(ctx, boundary, progress)
	if err == nil {
		u.mu.Lock()
		u.sent = append(u.sent, body)
		u.mu.Unlock()
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
	case len(bytes.TrimSpace(body)) == 0:
		return nil
	case result == nil && mediaType(response.Header.Get("Content-Type")) != "text/html":
		return nil
	case result == nil:
		err = errors.New("response in text/html, which the service does not send")
	case int64(len(body)) == limit:
		err = fmt.Errorf("response is longer than %d bytes", limit)
	default:
		if err = json.Unmarshal(body, result); err == nil {
			return nil
		}
		err = fmt.Errorf("decode response in %s: %w", mediaType(response.Header.Get("Content-Type")), err)
	}
	return c.failure(call, response, body, err)
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
