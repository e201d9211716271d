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
	// Path prefixes of the servers of the API and of uploads. They differ, so that a request to the wrong server fails.
	apiPrefix    = "/base"
	uploadPrefix = "/uploads"
)

// service sends the same response to every request, and records the requests.
type service struct {
	server *httptest.Server
	reply  reply

	mu       sync.Mutex
	requests []*receivedRequest
}

// receivedRequest is a request and its body.
type receivedRequest struct {
	*http.Request
	body []byte
}

func newService(t *testing.T, a reply) *service {
	t.Helper()
	s := &service{reply: a}
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
	s.requests = append(s.requests, &receivedRequest{r, body})
	a := s.reply
	s.mu.Unlock()
	w.Header().Set("X-Ik-Requestid", "5f2b1c1e-6d4c-4a53-9c7c-3d0d9f6f8a11")
	if len(a.body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// client returns a client of the service. It does not use the default transport: httptest.Server.Close closes the idle
// connections of the default transport, which parallel tests would use.
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

// setReply sets the response to the following requests.
func (s *service) setReply(status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = reply{status: status, body: []byte(body)}
}

// takeRequests returns the requests that were received since the last call of takeRequests.
func (s *service) takeRequests() []*receivedRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := s.requests
	s.requests = nil
	return requests
}

// onlyRequest is like takeRequests. It fails the test unless there is exactly one request.
func (s *service) onlyRequest(t *testing.T) *receivedRequest {
	t.Helper()
	requests := s.takeRequests()
	if len(requests) != 1 {
		t.Fatalf("the service received %d requests, want 1", len(requests))
	}
	return requests[0]
}
