package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit/internal/transport"
)

var (
	errNotAllowed = errors.New("not allowed")
	errTimeout    = errors.New("time out")
)

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// layers returns the layers around next, for the server at api.test.
func layers(next http.RoundTripper, timeouts transport.Timeouts) http.RoundTripper {
	return transport.New(next, transport.Config{
		Servers:    []*url.URL{{Scheme: "https", Host: "api.test"}},
		NotAllowed: errNotAllowed,
		Timeouts:   timeouts,
		TimeoutError: func(t transport.Timeout) error {
			return fmt.Errorf("%w: %s after %v", errTimeout, t.Waiting, t.Limit)
		},
	})
}

// request returns a request of an attempt.
func request(t *testing.T, a transport.Attempt, method, target string, body io.Reader) *http.Request {
	t.Helper()
	a.Context = t.Context()
	r, err := http.NewRequestWithContext(&a, method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// respond returns a transport that answers with body.
func respond(body io.ReadCloser) roundTripFunc {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
	}
}

func TestNew_Guard(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, target string
		sent           bool
		methodError    bool
	}{
		"server":       {"PUT", "https://api.test/a", true, false},
		"upper case":   {"PUT", "https://API.test/a", true, false},
		"other host":   {"PUT", "https://evil.test/a", false, false},
		"other port":   {"PUT", "https://api.test:444/a", false, false},
		"other scheme": {"PUT", "http://api.test/a", false, false},
		"user name":    {"PUT", "https://u@api.test/a", false, false},
		"other method": {"GET", "https://api.test/a", false, true},
		"method, host": {"GET", "https://evil.test/a", false, true},
	} {
		sent := false
		next := roundTripFunc(func(*http.Request) (*http.Response, error) {
			sent = true
			return &http.Response{StatusCode: http.StatusOK}, nil
		})
		body := &closable{Reader: strings.NewReader("x")}
		r := request(t, transport.Attempt{Method: "PUT"}, test.method, test.target, body)
		response, err := layers(next, transport.Timeouts{}).RoundTrip(r)
		if response != nil {
			response.Body.Close()
		}
		var changed *transport.MethodError
		if test.methodError && !strings.Contains(err.Error(), "as GET instead of PUT") {
			t.Errorf("%s: got %v, want the two methods in the error", name, err)
		}
		if sent != test.sent || errors.Is(err, errNotAllowed) == test.sent ||
			errors.As(err, &changed) != test.methodError {
			t.Errorf("%s: sent %v, %v", name, sent, err)
		}
		if !sent && !body.closed {
			t.Errorf("%s: the body is not closed", name)
		}
	}
}

type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Close() error {
	c.closed = true
	return nil
}

func TestNew_Credentials(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		credentials *transport.Credentials
		want        string
	}{
		"key":            {transport.BasicAuth("private_key"), "Basic cHJpdmF0ZV9rZXk6"},
		"no credentials": {nil, ""},
	} {
		next := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			if got := r.Header.Get("Authorization"); got != test.want {
				t.Errorf("%s: got Authorization %q", name, got)
			}
			return &http.Response{StatusCode: http.StatusNoContent}, nil
		})
		r := request(t, transport.Attempt{Credentials: test.credentials}, "GET", "https://api.test", nil)
		r.Header.Set("Authorization", "original")
		if _, err := layers(next, transport.Timeouts{}).RoundTrip(r); err != nil { //nolint:bodyclose // there is none
			t.Error(err)
		}
		if got := r.Header.Get("Authorization"); got != "original" {
			t.Errorf("%s: the original request was changed to Authorization %q", name, got)
		}
	}
	if got := fmt.Sprint(transport.BasicAuth("private_key")); got != "[redacted]" {
		t.Errorf("credentials are printed as %s", got)
	}
	attempt := &transport.Attempt{Context: t.Context(), Credentials: transport.BasicAuth("private_key")}
	for _, value := range []any{attempt, *attempt, attempt.Credentials, *attempt.Credentials} {
		printed := fmt.Sprintf("%v %+v %#v", value, value, value)
		if strings.Contains(printed, "private_key") || strings.Contains(printed, "cHJpdmF0") {
			t.Errorf("%T prints %s", value, printed)
		}
	}
}

// blockingReader returns the bytes of before, and then blocks until it is closed.
type blockingReader struct {
	before io.Reader
	closed chan struct{}
}

func blockAfter(text string) *blockingReader {
	return &blockingReader{strings.NewReader(text), make(chan struct{})}
}

func (b *blockingReader) Read(p []byte) (int, error) {
	if n, err := b.before.Read(p); err == nil {
		return n, nil
	}
	<-b.closed
	return 0, io.ErrClosedPipe
}

func (b *blockingReader) Close() error {
	close(b.closed)
	return nil
}

// TestNew_Timeouts uses a custom transport that ignores the end of the context. Time is simulated.
func TestNew_Timeouts(t *testing.T) {
	t.Parallel()
	limits := transport.Timeouts{ResponseHeader: time.Minute, Idle: time.Second}
	for name, test := range map[string]struct {
		next func() roundTripFunc // called in the synctest bubble
		want string
		wait time.Duration // until the error, without the grace time for custom transports
	}{
		"no response": {func() roundTripFunc {
			return func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
		}, "time out: response after 1m0s", time.Minute},
		"response stalls": {
			func() roundTripFunc { return respond(blockAfter("begin")) }, "time out: transfer after 1s", time.Second,
		},
		"slow response": {func() roundTripFunc {
			return respond(io.NopCloser(&slowReader{n: 100}))
		}, "", 50*time.Second + 500*time.Millisecond},
		"nil response": {func() roundTripFunc {
			return func(*http.Request) (*http.Response, error) { return nil, nil } //nolint:nilnil // on purpose
		}, "neither a response nor an error", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				err := readAll(request(t, transport.Attempt{}, "GET", "https://api.test", nil),
					layers(test.next(), limits))
				if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v, want %q", err, test.want)
				}
				const grace = 100 * time.Millisecond
				if elapsed := time.Since(start); elapsed < test.wait || elapsed > test.wait+2*grace {
					t.Errorf("after %v, want %v", elapsed, test.wait)
				}
			})
		})
	}
}

// readAll makes a request and reads the response.
func readAll(r *http.Request, next http.RoundTripper) error {
	response, err := next.RoundTrip(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

// slowReader returns n bytes, one every 500 ms.
type slowReader struct{ n int }

func (s *slowReader) Read(p []byte) (int, error) {
	time.Sleep(500 * time.Millisecond)
	if s.n--; s.n < 0 {
		return 0, io.EOF
	}
	return copy(p, "x"), nil
}

// TestNew_CustomTransportIgnoresContext uses a transport that blocks. The request ends with its context, and the late
// response is closed.
func TestNew_CustomTransportIgnoresContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release, body := make(chan struct{}), blockAfter("")
		next := roundTripFunc(func(*http.Request) (*http.Response, error) {
			<-release
			return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := request(t, transport.Attempt{}, "GET", "https://api.test", nil).WithContext(ctx)
		if response, err := layers(next, transport.Timeouts{}).RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, %v", response, err) //nolint:bodyclose // there is none
		}
		close(release)
		<-body.closed
	})
}

func TestNewHTTP(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	}))
	defer server.Close()
	standard, ok := transport.NewHTTP(time.Second).(*http.Transport)
	if !ok || standard == http.DefaultTransport || standard.MaxIdleConnsPerHost < 10 ||
		standard.MaxResponseHeaderBytes <= 0 || standard.TLSHandshakeTimeout != time.Second ||
		!standard.Protocols.HTTP1() || standard.Protocols.HTTP2() {
		t.Fatalf("got %+v", standard)
	}
	response, err := standard.RoundTrip(request(t, transport.Attempt{}, "GET", server.URL, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); string(body) != "HTTP/1.1" || err != nil {
		t.Errorf("got %s, %v", body, err)
	}
	standard.CloseIdleConnections()
}

func TestConn_WasMissing(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	address := server.URL
	for _, missing := range []bool{false, true} {
		if missing {
			server.Close()
		}
		attempt := transport.Attempt{Conn: &transport.Conn{}}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		standard := transport.NewHTTP(time.Second)
		response, err := transport.New(standard, transport.Config{Servers: []*url.URL{u}}).
			RoundTrip(request(t, attempt, "GET", address, nil))
		if err == nil {
			response.Body.Close()
		}
		standard.(*http.Transport).CloseIdleConnections()
		if attempt.Conn.WasMissing() != missing {
			t.Errorf("missing %v, want %v: %v", attempt.Conn.WasMissing(), missing, err)
		}
	}
	if (*transport.Conn)(nil).WasMissing() {
		t.Error("WasMissing is true for a nil Conn")
	}
}

type contextKey struct{}

func TestAttempt_Value(t *testing.T) {
	t.Parallel()
	ctx := context.WithValue(t.Context(), contextKey{}, "x")
	attempt := &transport.Attempt{Context: ctx, Operation: "getFile"}
	if got := attempt.Value(contextKey{}); got != "x" {
		t.Errorf("the value of the outer context is %v", got)
	}
	if got, ok := transport.AttemptFromContext(context.WithoutCancel(attempt)); !ok || got != attempt {
		t.Errorf("got %v, %v, want the attempt", got, ok)
	}
	if got, ok := transport.AttemptFromContext(ctx); ok || got.Operation != "" {
		t.Errorf("got %v, %v of a context without an attempt", got, ok)
	}
}
