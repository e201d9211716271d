package transport_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/internal/transport"
)

// eachTransport runs a test with transports of NewHTTP, without and with PoolBuffers, which behave in the same way.
// They connect to the server, whatever the URL, and trust the certificate of httptest.
func eachTransport(
	t *testing.T, server *httptest.Server, connect time.Duration, test func(t *testing.T, own *http.Transport),
) {
	t.Helper()
	for name, prepare := range map[string]func(http.RoundTripper){
		"net-http": func(http.RoundTripper) {}, "pooled": transport.PoolBuffers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := transport.NewHTTP(connect).(*http.Transport)
			own.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
			}
			own.TLSClientConfig.RootCAs = roots()
			prepare(own)
			t.Cleanup(own.CloseIdleConnections)
			test(t, own)
		})
	}
}

// roots returns the authorities of the certificate of httptest.
var roots = sync.OnceValue(func() *x509.CertPool {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	return server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
})

// serveTLS starts a server that does not log failed handshakes.
func serveTLS(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// send sends a request with body, unless that is nil, and returns the body of the response.
func send(ctx context.Context, next http.RoundTripper, target string, body io.Reader, length int) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, body)
	if err != nil {
		return "", err
	}
	r.ContentLength = int64(length)
	response, err := (&http.Client{Transport: next}).Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return string(answer), err
}

func TestPoolBuffers_TLS(t *testing.T) {
	t.Parallel()
	secure := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.ServerName+" "+r.TLS.NegotiatedProtocol)
	})
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for name, test := range map[string]struct {
		server    *httptest.Server
		host      string
		configure func(*http.Transport) // nil if the settings remain as they are
		want      string
		wantErr   func(error) bool // nil if there is no error
	}{
		"name":         {secure, "example.com", nil, "example.com http/1.1", nil},
		"IPv4 address": {secure, "127.0.0.1", nil, " http/1.1", nil},
		"IPv6 address": {secure, "[::1]:8443", nil, " http/1.1", nil},
		"configured name": {secure, "api.test", func(own *http.Transport) {
			own.TLSClientConfig.ServerName = "example.com"
		}, "example.com http/1.1", nil},
		"wrong name": {secure, "api.test", nil, "", is[x509.HostnameError]},
		"unknown authority": {secure, "example.com", func(own *http.Transport) {
			own.TLSClientConfig = nil
		}, "", is[x509.UnknownAuthorityError]},
		"old version": {secure, "example.com", func(own *http.Transport) {
			own.TLSClientConfig.MinVersion, own.TLSClientConfig.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
		}, "", is[*net.OpError]},
		"no TLS": {plain, "example.com", nil, "", func(err error) bool {
			return errors.Is(err, http.ErrSchemeMismatch)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachTransport(t, test.server, time.Minute, func(t *testing.T, own *http.Transport) {
				if test.configure != nil {
					test.configure(own)
				}
				got, err := traceHandshake(t, own, "https://"+test.host)
				if got != test.want || (err == nil) != (test.wantErr == nil) || err != nil && !test.wantErr(err) {
					t.Errorf("got %q, %v", got, err)
				}
			})
		})
	}
}

// traceHandshake sends a request and checks that the beginning and the end of its handshake are reported.
func traceHandshake(t *testing.T, own *http.Transport, target string) (string, error) {
	t.Helper()
	var started, done int
	var failure error
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		TLSHandshakeStart: func() { started++ },
		TLSHandshakeDone:  func(_ tls.ConnectionState, err error) { done, failure = done+1, err },
	})
	got, err := send(ctx, own, target, nil, 0)
	if started != 1 || done != 1 || (failure == nil) != (err == nil) {
		t.Errorf("%d handshakes have started, %d have ended, the last one with %v", started, done, failure)
	}
	return got, err
}

func is[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// TestPoolBuffers_TLS_Resumption connects twice. The second connection resumes the session of the first one.
func TestPoolBuffers_TLS_Resumption(t *testing.T) {
	t.Parallel()
	server := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strconv.FormatBool(r.TLS.DidResume))
	})
	eachTransport(t, server, 0, func(t *testing.T, own *http.Transport) {
		own.TLSClientConfig.ClientSessionCache = tls.NewLRUClientSessionCache(0)
		for _, want := range []string{"false", "true"} {
			if got, err := send(t.Context(), own, "https://example.com", nil, 0); got != want || err != nil {
				t.Errorf("got %s, %v, want %s", got, err, want)
			}
			own.CloseIdleConnections()
		}
	})
}

// TestPoolBuffers_TLS_Close checks that the server is told that a connection ends, which is then not truncated.
func TestPoolBuffers_TLS_Close(t *testing.T) {
	t.Parallel()
	ends := make(chan error)
	server := serveTLS(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		_, err = conn.Read(make([]byte, 1))
		ends <- err
	})
	eachTransport(t, server, time.Minute, func(t *testing.T, own *http.Transport) {
		if _, err := send(t.Context(), own, "https://example.com", nil, 0); err != nil {
			t.Error(err)
		}
		own.CloseIdleConnections()
		if err := <-ends; err != io.EOF { //nolint:errorlint // io.ErrUnexpectedEOF is a truncated connection
			t.Errorf("the server got %v", err)
		}
	})
}

// TestPoolBuffers_TLS_Refused checks that a connection is closed if the certificate is refused.
func TestPoolBuffers_TLS_Refused(t *testing.T) {
	t.Parallel()
	server := serveTLS(t, func(http.ResponseWriter, *http.Request) {})
	own := transport.NewHTTP(time.Minute).(*http.Transport)
	closed := make(chan struct{}, 1)
	own.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return closeReporter{conn, closed}, err
	}
	transport.PoolBuffers(own)
	if _, err := send(t.Context(), own, server.URL, nil, 0); !is[x509.UnknownAuthorityError](err) {
		t.Errorf("got %v", err)
	}
	<-closed
}

type closeReporter struct {
	net.Conn
	closed chan<- struct{}
}

func (c closeReporter) Close() error {
	c.closed <- struct{}{}
	return c.Conn.Close()
}

// TestPoolBuffers_TLS_SilentServer connects to a server that does not answer the handshake. The connection is closed
// when the limit has passed. If the context of the request ends, the request does not wait for that.
func TestPoolBuffers_TLS_SilentServer(t *testing.T) {
	t.Parallel()
	server, ended := silentServer(t)
	t.Run("limit", func(t *testing.T) {
		t.Parallel()
		eachTransport(t, server, time.Millisecond, func(t *testing.T, own *http.Transport) {
			_, err := send(t.Context(), own, "https://example.com", nil, 0)
			failed, ok := errors.AsType[*url.Error](err)
			if !ok || !failed.Timeout() || errors.Is(err, context.DeadlineExceeded) ||
				!strings.Contains(err.Error(), "TLS handshake timeout") {
				t.Errorf("got %v", err)
			}
			<-ended
		})
	})
	t.Run("canceled", func(t *testing.T) {
		t.Parallel()
		eachTransport(t, server, 0, func(t *testing.T, own *http.Transport) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{TLSHandshakeStart: cancel})
			if _, err := send(ctx, own, "https://example.com", nil, 0); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
	})
}

// silentServer starts a server that never answers. Each connection that the client closes is reported.
func silentServer(t *testing.T) (server *httptest.Server, ended <-chan struct{}) {
	t.Helper()
	server = httptest.NewUnstartedServer(nil)
	t.Cleanup(func() { _ = server.Listener.Close() })
	ends := make(chan struct{})
	go func() {
		for {
			conn, err := server.Listener.Accept()
			if err != nil {
				return
			}
			context.AfterFunc(t.Context(), func() { _ = conn.Close() })
			go func() {
				_, _ = io.Copy(io.Discard, conn)
				select {
				case ends <- struct{}{}:
				case <-t.Context().Done():
				}
			}()
		}
	}()
	return server, ends
}

// TestPoolBuffers_Body sends bodies at the same time, over connections without TLS, with TLS, and through proxies.
func TestPoolBuffers_Body(t *testing.T) {
	t.Parallel()
	echo := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	}
	plain := httptest.NewServer(http.HandlerFunc(echo))
	t.Cleanup(plain.Close)
	secure := serveTLS(t, echo)
	tunnel := func(w http.ResponseWriter, r *http.Request) { connectTo(t, secure, w, r) }
	proxy := httptest.NewServer(http.HandlerFunc(tunnel))
	t.Cleanup(proxy.Close)
	for name, test := range map[string]struct {
		server *httptest.Server
		target string
		proxy  string
	}{
		"plain":           {plain, "http://example.com", ""},
		"TLS":             {secure, "https://example.com", ""},
		"proxy":           {proxy, "https://example.com", "http://proxy.test"},
		"proxy with TLS":  {serveTLS(t, tunnel), "https://example.com", "https://example.com"},
		"forwarding":      {plain, "http://api.test", "http://proxy.test"},
		"forwarding, TLS": {secure, "http://api.test", "https://example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachTransport(t, test.server, time.Minute, func(t *testing.T, own *http.Transport) {
				proxyURL, err := url.Parse(test.proxy)
				if err != nil {
					t.Fatal(err)
				}
				if own.Proxy = nil; test.proxy != "" {
					own.Proxy = http.ProxyURL(proxyURL)
				}
				var sending sync.WaitGroup
				for i := range 4 {
					sending.Go(func() { sendBack(t, own, test.target, bytes.Repeat([]byte{'a' + byte(i)}, 100_000)) })
				}
				sending.Wait()
			})
		})
	}
}

// sendBack sends data to a server that sends it back.
func sendBack(t *testing.T, own *http.Transport, target string, data []byte) {
	t.Helper()
	body := io.MultiReader(bytes.NewReader(data)) // not a type that net/http knows
	if got, err := send(t.Context(), own, target, body, len(data)); got != string(data) || err != nil {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

// connectTo answers CONNECT as a proxy.
func connectTo(t *testing.T, server *httptest.Server, w http.ResponseWriter, r *http.Request) {
	t.Helper()
	next, err := new(net.Dialer).DialContext(r.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Error(err)
		return
	}
	defer next.Close()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(next, conn); next.Close() }()
	_, _ = io.Copy(conn, next)
}

// TestPoolBuffers_Body_Pieces sends a body whose second piece exists only after the server has received the first one.
func TestPoolBuffers_Body_Pieces(t *testing.T) {
	t.Parallel()
	received := make(chan struct{}, 1)
	handler := func(w http.ResponseWriter, r *http.Request) {
		first := make([]byte, 5)
		_, _ = io.ReadFull(r.Body, first)
		received <- struct{}{}
		second, _ := io.ReadAll(r.Body)
		_, _ = w.Write(append(first, second...))
	}
	for scheme, start := range map[string]func(*httptest.Server){
		"http": (*httptest.Server).Start, "https": (*httptest.Server).StartTLS,
	} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(handler))
		start(server)
		t.Cleanup(server.Close)
		own := transport.NewHTTP(time.Minute)
		own.(*http.Transport).TLSClientConfig.RootCAs = roots()
		transport.PoolBuffers(own)
		body := io.MultiReader(strings.NewReader("first"), readerFunc(func([]byte) (int, error) {
			<-received
			return 0, io.EOF
		}), strings.NewReader("second"))
		if got, err := send(t.Context(), own, server.URL, body, 11); got != "firstsecond" || err != nil {
			t.Errorf("%s: got %q, %v", scheme, got, err)
		}
		own.(*http.Transport).CloseIdleConnections()
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestPoolBuffers_OtherTransport checks that what the program has set instead of parts of net/http remains in use.
func TestPoolBuffers_OtherTransport(t *testing.T) {
	t.Parallel()
	transport.PoolBuffers(roundTripFunc(nil))
	own := transport.NewHTTP(time.Minute).(*http.Transport)
	broken := errors.New("broken")
	own.DialTLSContext = func(context.Context, string, string) (net.Conn, error) { return nil, broken }
	transport.PoolBuffers(own)
	if _, err := send(t.Context(), own, "https://example.com", nil, 0); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
