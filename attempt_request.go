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

var acceptJSON = []string{"application/json"}

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

// wireName returns the spelling in which a header is sent. net/http takes an Idempotency-Key for permission to send a
// POST again when its connection is lost, unless the name is in lower case, which is the same to servers. The service
// does not know that header: the request would be carried out twice.
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
	form     *multipart.Form
	boundary string // the same for all, because Content-Type names it
	progress func(sent, total int64)

	mu   sync.Mutex
	sent []*multipart.Body
}

// open starts a further body. Those before it are stopped first: the source can be one that only one of them can read.
func (u *uploadBodies) open(ctx context.Context) (*multipart.Body, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, earlier := range u.sent {
		earlier.Stop()
	}
	body, err := u.form.Open(ctx, u.boundary, u.progress)
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
