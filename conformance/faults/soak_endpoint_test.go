package faults_test

import (
	"context"
	"errors"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// soakProtocols are what the endpoints speak, in turn.
var soakProtocols = []string{"http/1.1", "http/1.1 over TLS", "http/2 over TLS", "http/1.1"}

// soakEndpoint is a way into the service that one worker has for itself. Once it is closed, nothing that went through
// it is still on its way.
type soakEndpoint struct {
	t         *testing.T
	protocol  string
	server    *httptest.Server
	transport *http.Transport
}

func openEndpoint(t *testing.T, srv *mockserver.Server, protocol string) *soakEndpoint {
	d := &soakEndpoint{t: t, protocol: protocol, server: httptest.NewUnstartedServer(srv)}
	d.server.Config.ErrorLog = log.New(panicsOnly{t}, "", 0)
	if strings.HasSuffix(protocol, "TLS") {
		d.server.EnableHTTP2 = d.isHTTP2()
		d.server.StartTLS()
	} else {
		d.server.Start()
	}
	d.transport = d.server.Client().Transport.(*http.Transport)
	d.transport.MaxIdleConnsPerHost = soakWorkers
	return d
}

func (d *soakEndpoint) isHTTP2() bool { return strings.HasPrefix(d.protocol, "http/2") }

// close ends the connections of clients, and returns when all requests have been dealt with.
func (d *soakEndpoint) close() {
	d.transport.CloseIdleConnections()
	d.server.Close()
}

// panicsOnly is a log of a server that expects broken connections, but no panic.
type panicsOnly struct{ t *testing.T }

func (p panicsOnly) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "panic") {
		p.t.Errorf("the mock server: %s", line)
	}
	return len(line), nil
}

// callTrace is what one call, or one run of many, sends through an endpoint.
type callTrace struct {
	endpoint *soakEndpoint
	requests atomic.Int64
	repeated atomic.Int64 // those that are not the first of their call
	inFlight atomic.Int64 // requests without a response, and responses that are not closed

	ends int64  // the number of the request at which something happens; 0 for none
	end  func() // what happens
	// nothing goes out any more, and nothing comes in: as far as anybody can tell, the process has ended
	crashed atomic.Bool
}

type traceKey struct{}

// context is one whose requests belong to the trace.
func (s *callTrace) context(ctx context.Context) context.Context {
	return context.WithValue(ctx, traceKey{}, s)
}

var errCrashed = errors.New("the process has ended")

// soakTransport is the transport of all clients. It leads each request to the endpoint of its worker.
type soakTransport struct{}

// RoundTrip implements http.RoundTripper.
func (soakTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	s := r.Context().Value(traceKey{}).(*callTrace)
	s.inFlight.Add(1)
	if info, _ := imagekit.CallInfoFromContext(r.Context()); info.Attempt > 1 {
		s.repeated.Add(1)
	}
	if s.requests.Add(1) == s.ends {
		s.end()
	}
	if s.crashed.Load() {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		s.inFlight.Add(-1)
		return nil, errCrashed
	}
	response, err := s.endpoint.send(r)
	if err != nil {
		s.inFlight.Add(-1)
		return nil, err
	}
	response.Body = &countedBody{ReadCloser: response.Body, open: &s.inFlight}
	if s.crashed.Load() {
		_ = response.Body.Close()
		return nil, errCrashed
	}
	return response, nil
}

// send sends a request to the address of the endpoint.
func (d *soakEndpoint) send(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	scheme, host, _ := strings.Cut(d.server.URL, "://")
	r.URL.Scheme, r.URL.Host, r.Host = scheme, host, ""
	response, err := d.transport.RoundTrip(r)
	if err == nil && (response.ProtoMajor == 2) != d.isHTTP2() {
		d.t.Errorf("the endpoint is for %s, and speaks %s", d.protocol, response.Proto)
	}
	return response, err
}
