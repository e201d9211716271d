package faults_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
)

const (
	sent     = "what the client sends"
	received = `{"what":"the server answers"}`
)

// site is a server that counts the operations that it executes. Responses to HEAD and of /c have no body.
type site struct {
	*httptest.Server
	executed atomic.Int64
}

func serve(t *testing.T, i *faults.Injector, start func(*httptest.Server)) *site {
	t.Helper()
	s := &site{}
	s.Server = httptest.NewUnstartedServer(i.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil && (string(body) == sent || r.Method != http.MethodPost) {
			s.executed.Add(1)
		}
		if r.URL.Path == "/c" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", fmt.Sprint(len(received)))
		_, _ = io.WriteString(w, received)
	})))
	start(s.Server)
	t.Cleanup(s.Close)
	return s
}

// answer is a response, or the error if there is no response.
type answer struct {
	status      int
	contentType string
	body        string
	header      http.Header
	err         error
}

// request sends a request on a new connection. On a used one, net/http would repeat a GET that is reset.
func (s *site) request(t *testing.T, method, path, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	transport := s.Client().Transport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	res, err := transport.RoundTrip(req)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header.Get("Content-Type"), string(content), res.Header, err}
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// hitTest is a fault and its effect on a POST. The status is 0 if the connection is reset before the response.
type hitTest struct {
	fault       faults.Fault
	status      int
	contentType string
	body        string
	reset       bool
	executed    int64
}

var hitTests = []hitTest{
	{faults.Fault{Kind: faults.Latency, Latency: time.Microsecond}, 200, "application/json", received, false, 1},
	{
		faults.Fault{Kind: faults.Status, Status: 503, Message: "no"},
		503, "application/json", `{"error":"503 no"}`, false, 0,
	},
	{
		faults.Fault{Kind: faults.Status, Status: 500, Message: "no", Executed: true},
		500, "application/json", `{"error":"500 no"}`, false, 1,
	},
	{faults.Fault{Kind: faults.RateLimit}, 429, "application/json", `{"error":"429 slow down"}`, false, 0},
	{faults.Fault{Kind: faults.HTML}, 502, "text/html", "<html><head><title>502 Bad Gateway</title></head>" +
		"<body><h1>502 Bad Gateway</h1></body></html>\n", false, 0},
	{faults.Fault{Kind: faults.ContentType, ContentType: "text/plain"}, 200, "text/plain", received, false, 1},
	{faults.Fault{Kind: faults.Drip, Interval: time.Microsecond}, 200, "application/json", received, false, 1},
	{faults.Fault{Kind: faults.Truncated}, 200, "application/json", received[:len(received)/2], false, 1},
	{
		faults.Fault{Kind: faults.Truncated, Bytes: 1 << 30},
		200, "application/json", received[:len(received)-1], false, 1,
	},
	{faults.Fault{Kind: faults.ResetDuringResponse, Bytes: 7}, 200, "application/json", received[:7], true, 1},
	{faults.Fault{Kind: faults.ResetDuringResponse}, 200, "application/json", received[:len(received)/2], true, 1},
	{faults.Fault{Kind: faults.ResetAfterExecution}, 0, "", "", true, 1},
	{faults.Fault{Kind: faults.ResetAfterBody}, 0, "", "", true, 0},
	{faults.Fault{Kind: faults.ResetDuringBody, Bytes: 3}, 0, "", "", true, 0},
	{faults.Fault{Kind: faults.ResetBeforeBody}, 0, "", "", true, 0},
}

func TestInjector_Middleware(t *testing.T) {
	t.Parallel()
	for _, test := range hitTests {
		for name, start := range map[string]func(*httptest.Server){
			"HTTP": (*httptest.Server).Start, "TLS": (*httptest.Server).StartTLS,
		} {
			t.Run(fmt.Sprint(name, test.fault.Kind, test.fault.Bytes, test.fault.Executed), func(t *testing.T) {
				t.Parallel()
				test.run(t, start)
			})
		}
	}
}

func (test hitTest) run(t *testing.T, start func(*httptest.Server)) {
	t.Helper()
	i, _ := newInjector(t)
	s := serve(t, i, start)
	add(t, i, test.fault)
	got := s.request(t, http.MethodPost, "/a", sent)
	if got.status != test.status || !strings.HasPrefix(got.contentType, test.contentType) || got.body != test.body {
		t.Errorf("got %d %s %q, want %d %s %q",
			got.status, got.contentType, got.body, test.status, test.contentType, test.body)
	}
	if isReset(got.err) != test.reset || !test.reset && got.err != nil {
		t.Errorf("error %v, want a reset: %v", got.err, test.reset)
	}
	if n := s.executed.Load(); n != test.executed {
		t.Errorf("executed %d times, want %d", n, test.executed)
	}
}

func TestInjector_Middleware_Headers(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	s := serve(t, i, (*httptest.Server).Start)
	for _, test := range []struct {
		fault faults.Fault
		want  map[string]string
	}{
		{faults.Fault{Kind: faults.RateLimit}, map[string]string{"X-Reset": "1s", "Retry-After": ""}},
		{faults.Fault{
			Kind: faults.RateLimit, RateLimitReset: time.Minute, RetryAfter: 1100 * time.Millisecond,
			Headers: map[string]string{"X-Reset": "mine"},
		}, map[string]string{"X-Reset": "mine", "Retry-After": "2"}},
		{
			faults.Fault{Kind: faults.HTML, RetryAfter: time.Minute},
			map[string]string{"X-Reset": "", "Retry-After": "60"},
		},
	} {
		test.fault.Count = 1
		add(t, i, test.fault)
		got := s.request(t, http.MethodGet, "/a", "")
		for name, want := range test.want {
			if value := got.header.Get(name); value != want {
				t.Errorf("%+v: %s is %q, want %q", test.fault, name, value, want)
			}
		}
	}
}

// TestInjector_Middleware_NoBody checks responses without a body. They cannot be cut, so they are reset before the
// header is sent, or not hit.
func TestInjector_Middleware_NoBody(t *testing.T) {
	t.Parallel()
	i, log := newInjector(t)
	s := serve(t, i, (*httptest.Server).Start)
	truncated := add(t, i, faults.Fault{Kind: faults.Truncated, Count: 1})
	for path, want := range map[string]int{"/a": http.StatusOK, "/c": http.StatusNoContent} {
		if got := s.request(t, http.MethodHead, path, ""); got.status != want || got.err != nil || log.last() != "" {
			t.Errorf("HEAD %s: %+v, noted %q", path, got, log.last())
		}
	}
	if hits := i.All()[0].Hits; hits != 0 {
		t.Errorf("%d hits", hits)
	}
	if got := s.request(t, http.MethodGet, "/a", ""); got.body != received[:len(received)/2] ||
		log.last() != truncated.ID {
		t.Errorf("afterwards: %+v, noted %q", got, log.last())
	}
	add(t, i, faults.Fault{Kind: faults.ResetDuringResponse})
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		if got := s.request(t, method, "/c", ""); !isReset(got.err) {
			t.Errorf("%s /c: %+v, want a reset", method, got)
		}
	}
}

// TestInjector_Middleware_HTTP2 checks that only the stream of a request is reset, not the connection.
func TestInjector_Middleware_HTTP2(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	s := serve(t, i, func(s *httptest.Server) {
		s.EnableHTTP2 = true
		s.StartTLS()
	})
	add(t, i, faults.Fault{Kind: faults.ResetAfterExecution, Count: 1})
	add(t, i, faults.Fault{Kind: faults.ResetDuringResponse})
	for range 2 {
		if got := s.request(t, http.MethodGet, "/a", ""); got.err == nil ||
			!strings.Contains(got.err.Error(), "INTERNAL_ERROR") {
			t.Errorf("got %+v, want the reset of a stream", got)
		}
	}
}

func TestInjector_Close(t *testing.T) {
	t.Parallel()
	for _, f := range []faults.Fault{
		{Kind: faults.Latency, Latency: time.Hour}, {Kind: faults.Drip, Interval: time.Hour},
	} {
		i, _ := newInjector(t)
		s := serve(t, i, (*httptest.Server).Start)
		add(t, i, f)
		i.Close()
		if got := s.request(t, http.MethodGet, "/a", ""); !isReset(got.err) {
			t.Errorf("%s: %+v, want a reset", f.Kind, got)
		}
	}
}
