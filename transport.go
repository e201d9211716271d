package imagekit

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// callInfo travels in the context from a method to the layers below it.
type callInfo struct {
	operation      string
	method         string
	selfAuthorized bool // the body carries credentials, and the service refuses a request that has the private key as well
}

type callInfoKey struct{}

func infoOf(ctx context.Context) callInfo {
	info, _ := ctx.Value(callInfoKey{}).(callInfo)
	return info
}

// logLayer logs each request that goes out, redirected ones too.
type logLayer struct {
	next   http.RoundTripper
	logger *slog.Logger
	now    func() time.Time
	redact func(string) string
}

func (l *logLayer) RoundTrip(r *http.Request) (*http.Response, error) {
	if !l.logger.Enabled(r.Context(), slog.LevelWarn) {
		return l.next.RoundTrip(r)
	}
	start := l.now()
	response, err := l.next.RoundTrip(r)
	attrs := []slog.Attr{
		slog.String("operation", infoOf(r.Context()).operation),
		slog.String("method", r.Method),
		slog.String("host", r.URL.Host),
		slog.String("path", l.redact(r.URL.Path)),
		slog.Duration("elapsed", l.now().Sub(start)),
	}
	level := slog.LevelDebug
	if err != nil {
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("error", l.redact(err.Error())))
	} else {
		if response.StatusCode >= http.StatusBadRequest {
			level = slog.LevelWarn
		}
		attrs = append(attrs, slog.Int("status", response.StatusCode), slog.String("requestId", l.redact(response.Header.Get(headerRequestID))))
	}
	l.logger.LogAttrs(r.Context(), level, "imagekit request", attrs...)
	return response, err
}

// guardLayer lets requests through to the configured servers only, so that neither the key nor a file follows a redirect elsewhere.
type guardLayer struct {
	next    http.RoundTripper
	servers []*url.URL
}

func (g *guardLayer) RoundTrip(r *http.Request) (*http.Response, error) {
	if method := infoOf(r.Context()).method; method != "" && r.Method != method {
		// net/http follows 301, 302 and 303 with a GET without body: a write would not happen and still succeed.
		return nil, refuse(r, "as "+r.Method+" instead of "+method+", after a redirect")
	}
	for _, server := range g.servers {
		if r.URL.Scheme == server.Scheme && strings.EqualFold(r.URL.Host, server.Host) {
			return g.next.RoundTrip(r)
		}
	}
	return nil, refuse(r, "to "+r.URL.Scheme+"://"+r.URL.Host+", which is not a configured server")
}

func refuse(r *http.Request, why string) error {
	if r.Body != nil {
		r.Body.Close()
	}
	return fmt.Errorf("%w %s", ErrRefused, why)
}

// authLayer adds the private key to a copy of the request. It comes last, so that nothing above it sees the key.
type authLayer struct {
	next          http.RoundTripper
	authorization []string
}

// newAuthLayer authenticates with HTTP Basic: the key as user name, no password.
func newAuthLayer(next http.RoundTripper, privateKey string) *authLayer {
	return &authLayer{next: next, authorization: []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(privateKey+":"))}}
}

func (a *authLayer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.WithContext(r.Context())
	r.Header = maps.Clone(r.Header)
	if infoOf(r.Context()).selfAuthorized {
		delete(r.Header, "Authorization")
	} else {
		r.Header["Authorization"] = a.authorization
	}
	return a.next.RoundTrip(r)
}
