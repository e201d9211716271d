package transport_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit/internal/transport"
)

func TestNew_RequestBody(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	read := func(r io.Reader) string {
		b, _ := io.ReadAll(r)
		return string(b)
	}
	for name, test := range map[string]struct {
		body    io.Reader
		getBody func() (io.ReadCloser, error)
		check   func(*http.Request) bool
	}{
		"no body": {http.NoBody, nil, func(r *http.Request) bool { return r.Body == http.NoBody && r.GetBody == nil }},
		"without GetBody": {io.MultiReader(strings.NewReader("x")), nil, func(r *http.Request) bool {
			return read(r.Body) == "x" && r.GetBody == nil
		}},
		"with GetBody": {
			strings.NewReader("x"), func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("y")), nil },
			func(r *http.Request) bool {
				again, err := r.GetBody()
				return read(r.Body) == "x" && err == nil && read(again) == "y"
			},
		},
		"GetBody fails": {
			strings.NewReader("x"), func() (io.ReadCloser, error) { return nil, broken },
			func(r *http.Request) bool {
				_, err := r.GetBody()
				return errors.Is(err, broken)
			},
		},
	} {
		next := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			if !test.check(r) {
				t.Errorf("%s: the transport gets a different body", name)
			}
			return &http.Response{StatusCode: http.StatusNoContent}, nil
		})
		r := request(t, transport.Attempt{}, "PUT", "https://api.test", test.body)
		r.GetBody = test.getBody
		if _, err := layers(next, transport.Timeouts{}).RoundTrip(r); err != nil { //nolint:bodyclose // there is none
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNew_NoTimeouts makes a request of more than an hour. Its context must end when the body of the response is
// closed.
func TestNew_NoTimeouts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent context.Context
		body := &countingBody{Reader: &slowReader{n: 10}}
		next := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			sent = r.Context()
			time.Sleep(time.Hour)
			return respond(body)(r)
		})
		response, err := layers(next, transport.Timeouts{}).
			RoundTrip(request(t, transport.Attempt{}, "GET", "https://api.test", nil))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(response.Body); len(b) != 10 || err != nil {
			t.Errorf("got %d bytes, %v", len(b), err)
		}
		if err := response.Body.Close(); !errors.Is(err, errClose) || sent.Err() == nil {
			t.Errorf("got %v, want the error of the body; the context's error is %v", err, sent.Err())
		}
	})
}

// TestNew_ReusedConnectionStalls limits the number of connections, so that the timer stops while a request waits for a
// connection. It must start again when the request gets a connection that was kept open.
func TestNew_ReusedConnectionStalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dial := func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			go answerOnce(server)
			return client, nil
		}
		standard := &http.Transport{MaxConnsPerHost: 1, DialContext: dial}
		defer standard.CloseIdleConnections()
		next := transport.New(standard, transport.Config{
			Servers:      []*url.URL{{Scheme: "http", Host: "api.test"}},
			Timeouts:     transport.Timeouts{ResponseHeader: time.Minute},
			TimeoutError: func(transport.Timeout) error { return errTimeout },
			ConnsLimited: true,
		})
		for _, want := range []error{nil, errTimeout} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			attempt := &transport.Attempt{Context: ctx, Conn: &transport.Conn{}}
			r := request(t, transport.Attempt{}, "GET", "http://api.test", nil).WithContext(attempt)
			if err := readAll(r, next); !errors.Is(err, want) || attempt.Conn.WasMissing() {
				t.Errorf("got %v, want %v", err, want)
			}
			cancel()
		}
	})
}

// answerOnce answers the first request on a connection.
func answerOnce(c net.Conn) {
	requests := bufio.NewReader(c)
	if _, err := http.ReadRequest(requests); err == nil {
		_, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n")
	}
	_, _ = io.Copy(io.Discard, requests)
	_ = c.Close()
}
