package imagekit

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// attemptContext is the context of one attempt: it tells the layers below a method what they are about.
type attemptContext struct {
	context.Context //nolint:containedctx // it is one
	operation       string
	method          string
	// the body carries credentials, and the service refuses a request that has the private key as well
	selfAuthorized bool
	attempt        int           // from 1 on
	waited         time.Duration // before this attempt
	connection     *connection   // nil if nothing depends on it
}

type attemptKey struct{}

// Value implements context.Context.
func (c *attemptContext) Value(key any) any {
	if _, ok := key.(attemptKey); ok {
		return c
	}
	return c.Context.Value(key)
}

var noAttempt attemptContext

func infoOf(ctx context.Context) *attemptContext {
	if info, ok := ctx.Value(attemptKey{}).(*attemptContext); ok {
		return info
	}
	return &noAttempt
}

// CallInfo is what a request is about, for an http.RoundTripper that traces or counts requests.
type CallInfo struct {
	Operation string        // operationId in openapi.yaml, such as getFileDetails
	Attempt   int           // from 1 on
	Waited    time.Duration // between the attempt before this one and this one
}

// CallInfoFromContext describes the request that ctx belongs to; ok is false for a request that no client has made.
// examples/otel names spans by it. Mind that the queries of some requests are signed URLs, which do not belong into
// traces.
func CallInfoFromContext(ctx context.Context) (info CallInfo, ok bool) {
	attempt := infoOf(ctx)
	return CallInfo{attempt.operation, attempt.attempt, attempt.waited}, attempt != &noAttempt
}

// guardLayer lets requests through to the configured servers only, so that neither the key nor a file follows a
// redirect elsewhere.
type guardLayer struct {
	next    http.RoundTripper
	servers []*url.URL
}

func (g *guardLayer) RoundTrip(r *http.Request) (*http.Response, error) {
	if method := infoOf(r.Context()).method; method != "" && r.Method != method {
		// net/http follows 301, 302 and 303 with a GET without body: a write would not happen and still succeed.
		return nil, &answerError{refuse(r, "as "+r.Method+" instead of "+method+", after a redirect")}
	}
	for _, server := range g.servers {
		if r.URL.User == nil && r.URL.Scheme == server.Scheme && strings.EqualFold(r.URL.Host, server.Host) {
			return g.next.RoundTrip(r)
		}
	}
	return nil, refuse(r, "to "+r.URL.Scheme+"://"+r.URL.Host+", which is not a configured server")
}

func refuse(r *http.Request, why string) error {
	if r.Body != nil {
		r.Body.Close()
	}
	return fmt.Errorf("%w %s", ErrHostNotAllowed, why)
}
