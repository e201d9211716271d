package contract_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

const (
	privateKey = "private_0123456789"
	// Both servers are mounted under a prefix, so that a request without the prefix, or to the wrong server, fails.
	apiPrefix    = "/base"
	uploadPrefix = "/uploads"
)

// service sends the same response to every request, and records the requests.
type service struct {
	server *httptest.Server
	answer answer

	mu       sync.Mutex
	requests []*received
}

// received is a request as it arrived.
type received struct {
	*http.Request
	body []byte
}

func newService(t *testing.T, a answer) *service {
	t.Helper()
	s := &service{answer: a}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, &received{r, body})
	a := s.answer
	s.mu.Unlock()
	w.Header().Set("X-Ik-Requestid", "5f2b1c1e-6d4c-4a53-9c7c-3d0d9f6f8a11")
	if len(a.body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// client returns a client of the service that ignores the environment. It does not use the default transport, because
// httptest.Server.Close closes the idle connections of that transport, which parallel tests use.
func (s *service) client(t *testing.T) *imagekit.Client {
	t.Helper()
	c := check.Call(imagekit.New(
		imagekit.WithoutEnvironment(),
		imagekit.WithPrivateKey(privateKey),
		imagekit.WithBaseURL(s.server.URL+apiPrefix),
		imagekit.WithUploadURL(s.server.URL+uploadPrefix),
		imagekit.WithHTTPClient(s.server.Client()),
		imagekit.WithRateLimiters(imagekit.RateLimiters{}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}),
	)).Must(t)
	return c
}

// says sets the response to the following requests.
func (s *service) says(status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer{status: status, body: []byte(body)}
}

// take returns the requests that were received since the last call of take.
func (s *service) take() []*received {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := s.requests
	s.requests = nil
	return requests
}

// only returns the request that was received since the last call of take. It fails the test unless there is exactly
// one.
func (s *service) only(t *testing.T) *received {
	t.Helper()
	requests := s.take()
	if len(requests) != 1 {
		t.Fatalf("the service got %d requests, want 1", len(requests))
	}
	return requests[0]
}
