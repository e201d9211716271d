package transport

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"time"
)

// PoolBuffers makes the connections of a transport of [NewHTTP] send the bodies of requests from buffers that are
// reused. net/http allocates 32 KB for the body of each upload. Call PoolBuffers before the first request.
//
// net/http does not set [http.Response.TLS] for these connections. Connections with TLS through a proxy remain as they
// are, because net/http makes them.
func PoolBuffers(next http.RoundTripper) {
	t, ok := next.(*http.Transport)
	if !ok {
		return
	}
	dial := t.DialContext
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return plainConn{conn}, nil
	}
	if t.DialTLSContext != nil || t.DialTLS != nil { //nolint:staticcheck // the program may have set DialTLS
		return
	}
	t.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		secure, err := startTLS(ctx, t, conn, address)
		if err != nil {
			_ = conn.Close()
			return nil, err
		}
		return tlsConn{secure}, nil
	}
}

type plainConn struct{ net.Conn }

func (c plainConn) ReadFrom(r io.Reader) (int64, error) { return copyPooled(c.Conn, r) }

type tlsConn struct{ *tls.Conn }

func (c tlsConn) ReadFrom(r io.Reader) (int64, error) { return copyPooled(c.Conn, r) }

// copyPooled is like [io.Copy], with a buffer that is reused. It does not use the ReadFrom of w, which would allocate
// one.
func copyPooled(w io.Writer, r io.Reader) (int64, error) {
	buffer := copyBuffers.Get().(*copyBuffer)
	defer copyBuffers.Put(buffer)
	return io.CopyBuffer(struct{ io.Writer }{w}, r, buffer[:])
}

// startTLS connects with TLS as net/http does for a transport without DialTLSContext.
func startTLS(ctx context.Context, t *http.Transport, conn net.Conn, address string) (*tls.Conn, error) {
	config := t.TLSClientConfig.Clone()
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if config.ServerName == "" {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		config.ServerName = host
	}
	trace := httptrace.ContextClientTrace(ctx)
	if trace != nil && trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	secure := tls.Client(conn, config)
	err := handshake(ctx, secure, t.TLSHandshakeTimeout)
	if trace != nil && trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(secure.ConnectionState(), err)
	}
	return secure, err
}

// handshake does the handshake of a connection within a limit of time. A limit of 0 means none.
func handshake(ctx context.Context, conn *tls.Conn, limit time.Duration) error {
	if limit > 0 {
		limited, cancel := context.WithTimeoutCause(ctx, limit, handshakeTimeoutError{})
		defer cancel()
		ctx = limited
	}
	err := conn.HandshakeContext(ctx)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// handshakeTimeoutError is not [context.DeadlineExceeded], because the context of the request has not ended.
type handshakeTimeoutError struct{}

func (handshakeTimeoutError) Error() string   { return "TLS handshake timeout" }
func (handshakeTimeoutError) Timeout() bool   { return true }
func (handshakeTimeoutError) Temporary() bool { return true }
