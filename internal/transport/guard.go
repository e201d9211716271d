package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// guard is the outermost layer. It sends requests to the configured servers only.
type guard struct {
	next       http.RoundTripper
	servers    []*url.URL
	notAllowed error
}

// MethodError is returned for a request whose method a redirect has changed. net/http follows 301, 302 and 303 with a
// GET without a body, which can succeed although the write did not take place. The server may have acted on the request
// that it redirected.
type MethodError struct{ Err error }

func (e *MethodError) Error() string { return e.Err.Error() }

// Unwrap returns an error that wraps [Config.NotAllowed].
func (e *MethodError) Unwrap() error { return e.Err }

func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	attempt, _ := AttemptFromContext(r.Context())
	if method := attempt.Method; method != "" && r.Method != method {
		return nil, &MethodError{g.refuse(r, "as "+r.Method+" instead of "+method+", after a redirect")}
	}
	for _, server := range g.servers {
		if r.URL.User == nil && r.URL.Scheme == server.Scheme && strings.EqualFold(r.URL.Host, server.Host) {
			return attempt.Conn.roundTrip(g.next, r)
		}
	}
	return nil, g.refuse(r, "to "+r.URL.Scheme+"://"+r.URL.Host+", which is not a configured server")
}

// roundTrip sends a request of an attempt.
func (c *Conn) roundTrip(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	if c != nil {
		c.inTransport.Store(true)
		defer c.inTransport.Store(false)
	}
	return next.RoundTrip(r)
}

func (g *guard) refuse(r *http.Request, why string) error {
	if r.Body != nil {
		r.Body.Close()
	}
	return fmt.Errorf("%w %s", g.notAllowed, why)
}
