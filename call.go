package imagekit

import (
	"bytes"
	"context"
	"encoding/base64"
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
	maxErrorBody    = 64 << 10
	maxResponseBody = 256 << 20
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
		var failed *Error
		if errors.As(err, &failed) {
			return failed
		}
		return &Error{Operation: call.Operation, Method: call.Method, Path: call.RequestPath(), Err: err}
	}
	return nil
}

// exchange sends the request and takes the response.
func (c *caller) exchange(ctx context.Context, call *rest.Call, o *rest.Options) error {
	ctx = context.WithValue(ctx, callInfoKey{}, callInfo{operation: call.Operation, selfAuthorized: call.SelfAuthorized})
	request, upload, err := c.request(ctx, call, o)
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		if upload != nil && upload.Err() != nil {
			return upload.Err() // what the source says, not what its silence made of the connection
		}
		var urlError *url.Error
		if errors.As(err, &urlError) {
			err = urlError.Err // without the URL, whose query can be secret
		}
		return err
	}
	defer response.Body.Close()
	return c.take(call, o, response)
}

// request makes the HTTP request. The second result is the multipart body, if the call has one.
func (c *caller) request(ctx context.Context, call *rest.Call, o *rest.Options) (*http.Request, *rest.Body, error) {
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
		upload, err := setForm(request, call.Form(), o)
		return request, upload, err
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

func setForm(request *http.Request, form *rest.Form, o *rest.Options) (*rest.Body, error) {
	boundary := rest.NewBoundary()
	upload, err := form.Open(request.Context(), boundary, o.Progress)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", upload.ContentType)
	request.Body, request.ContentLength = upload, upload.Length
	if form.Rewindable() {
		request.GetBody = func() (io.ReadCloser, error) { return form.Open(request.Context(), boundary, o.Progress) }
	}
	return upload, nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// take reads the response: into the call's result, or into an *Error.
func (c *caller) take(call *rest.Call, o *rest.Options, response *http.Response) error {
	buffer := buffers.Get().(*bytes.Buffer)
	defer func() {
		buffer.Reset()
		buffers.Put(buffer)
	}()
	limit := int64(maxResponseBody)
	succeeded := response.StatusCode >= 200 && response.StatusCode < 300
	if !succeeded {
		limit = maxErrorBody
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
	case int64(len(body)) == limit:
		err = fmt.Errorf("response is longer than %d bytes", limit)
	case result == nil || len(bytes.TrimSpace(body)) == 0:
		return nil
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
		RequestID:  response.Header.Get(headerRequestID),
		RateLimit:  rateLimit(response.Header),
		Body:       bytes.Clone(c.redact(body[:min(len(body), maxErrorBody)], false)),
		Err:        err,
	}
	if err == nil {
		e.explain(response.Header.Get("Content-Type"))
	}
	return e
}

// redact removes the private key from an answer that repeats it, as the error pages of some proxies do with request headers.
func (c *caller) redact(body []byte, succeeded bool) []byte {
	key := c.config.privateKey
	if succeeded || key == "" {
		return body
	}
	for _, secret := range []string{key, base64.StdEncoding.EncodeToString([]byte(key + ":"))} {
		body = bytes.ReplaceAll(body, []byte(secret), []byte("[redacted]"))
	}
	return body
}
