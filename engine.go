package imagekit

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/openimagekit/imagekit/internal/multipart"
	"github.com/openimagekit/imagekit/internal/request"
)

// engine carries out the calls that the generated methods describe.
type engine struct {
	config    *config
	http      *http.Client
	userAgent []string
}

var acceptJSON = []string{"application/json"}

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

func (r *run) refuse(p *request.Problem) error {
	return &ArgumentError{Operation: r.call.Operation, Argument: p.Argument, Reason: r.redact(p.Reason)}
}

// newRequest makes the HTTP request. The second result is for a multipart body, if the call has one.
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
	request.Header["Accept"] = acceptJSON // shared, because nobody changes it
	request.Header["User-Agent"] = r.userAgent
	if r.call.Form() != nil {
		bodies, err := setForm(request, r.call.Form(), &r.options)
		return request, bodies, err
	}
	return request, nil, setJSON(request, r.call)
}

// wireName hides a header from net/http, which takes it as leave to send a POST again when its connection is lost. The
// service knows no such header: the request would be carried out twice. To servers, the case of a name means nothing.
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

// uploadBodies are the bodies that one upload was sent as: one, and one more for each redirect or repetition. The last
// one counts.
type uploadBodies struct {
	mu   sync.Mutex
	sent []*multipart.Body
}

// open starts a further body. Those before it are stopped first: the source can be one that only one of them can read.
func (u *uploadBodies) open(ctx context.Context, form *multipart.Form, boundary string, progress func(sent, total int64)) (*multipart.Body, error) {
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
func (u *uploadBodies) stop() *multipart.Body {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, body := range u.sent {
		body.Stop()
	}
	return u.sent[len(u.sent)-1]
}

func setForm(request *http.Request, form *multipart.Form, o *requestOptions) (*uploadBodies, error) {
	boundary := multipart.NewBoundary()
	bodies := &uploadBodies{}
	body, err := bodies.open(request.Context(), form, boundary, o.progress)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", body.ContentType)
	request.Body, request.ContentLength = body, body.Length
	if form.Rewindable() {
		request.GetBody = func() (io.ReadCloser, error) { return bodies.open(request.Context(), form, boundary, o.progress) }
	}
	return bodies, nil
}
