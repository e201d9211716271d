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
	context.Context              //nolint:containedctx // it is one
	Operation       string       // operationId in openapi.yaml
	Method          string       // of the request; a redirect must not change it. "" allows any
	Credentials     *Credentials // nil for a request that carries its credentials in its body
	Number          int          // of the attempt, from 1 on
	Waited          time.Duration
	Conn            *Conn // nil if nobody wants to know
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

// AttemptFromContext returns the attempt that ctx belongs to. If it belongs to none, ok is false, and the attempt is
// empty.
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

// Conn is what is known of the connections of an attempt. A nil *Conn knows nothing.
type Conn struct{ wanted, got, http2, inTransport atomic.Bool }

// InTransport reports whether the transport has the request now. While a redirect is followed, it has none.
func (c *Conn) InTransport() bool { return c != nil && c.inTransport.Load() }

// WasMissing reports whether the request got no connection, so that the server cannot have acted.
func (c *Conn) WasMissing() bool { return c != nil && c.wanted.Load() && !c.got.Load() }

func (c *Conn) isHTTP2() bool { return c != nil && c.http2.Load() }

// trace returns a context that records connections in c. While their number is limited, and the transport holds the
// request back until one is free, the timer of w is stopped. Transports that are not Go's record nothing.
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
