package transport

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// Attempt is the context of the request of one attempt of a call.
type Attempt struct {
	context.Context              //nolint:containedctx // Attempt is itself a context
	Operation       string       // operationId in openapi.yaml
	Method          string       // of the request, which a redirect must not change; "" allows any method
	Credentials     *Credentials // nil for a request that carries its credentials in its body
	Number          int          // of the attempt, from 1 on
	Waited          time.Duration
	Conn            *Conn // nil if connections need not be recorded
}

type attemptKey struct{}

// Value implements [context.Context].
func (a *Attempt) Value(key any) any {
	if _, ok := key.(attemptKey); ok {
		return a
	}
	return a.Context.Value(key)
}

var noAttempt Attempt

// AttemptFromContext returns the attempt that ctx belongs to. If ctx does not belong to an attempt, ok is false, and a
// is an empty attempt.
func AttemptFromContext(ctx context.Context) (a *Attempt, ok bool) {
	if a, ok := ctx.Value(attemptKey{}).(*Attempt); ok {
		return a, true
	}
	return &noAttempt, false
}

// Credentials authenticate requests. They print as "[redacted]".
type Credentials struct{ authorization []string }

// BasicAuth returns the credentials of HTTP Basic authentication with a user name and no password.
func BasicAuth(user string) *Credentials {
	return &Credentials{[]string{"Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"))}}
}

// Format implements [fmt.Formatter].
func (Credentials) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[redacted]") }

// Conn records the state of the connections of an attempt. A nil *Conn records nothing.
type Conn struct{ wanted, got, http2, inTransport atomic.Bool }

// InTransport reports whether the transport is handling a request. It returns false between a redirect and the next
// request.
func (c *Conn) InTransport() bool { return c != nil && c.inTransport.Load() }

// WasMissing reports whether the request got no connection. The server has then certainly not acted.
func (c *Conn) WasMissing() bool { return c != nil && c.wanted.Load() && !c.got.Load() }

func (c *Conn) isHTTP2() bool { return c != nil && c.http2.Load() }

// trace returns a context that records connections in c. If the number of connections is limited, the timer of w is
// stopped while the request waits for a connection. Nothing is recorded with transports other than [http.Transport].
func (c *Conn) trace(ctx context.Context, w *watch, limited bool) context.Context {
	if c == nil {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			c.wanted.Store(true)
			if limited {
				w.pause()
			}
		},
		DNSStart:          func(httptrace.DNSStartInfo) { w.awaitResponse() },
		ConnectStart:      func(string, string) { w.awaitResponse() },
		TLSHandshakeStart: w.awaitResponse,
		GotConn: func(info httptrace.GotConnInfo) {
			c.got.Store(true)
			if secure, ok := info.Conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
				c.http2.Store(secure.ConnectionState().NegotiatedProtocol == "h2")
			}
			w.awaitResponse()
		},
	})
}
