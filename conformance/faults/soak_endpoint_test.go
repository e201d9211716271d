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

// soakProtocols are the protocols of the endpoints, in the order of the workers.
var soakProtocols = []string{"http/1.1", "http/1.1 over TLS", "http/2 over TLS", "http/1.1"}

// soakEndpoint is an endpoint of the mock server for one worker. After close returns, the mock server executes no more
// requests of this worker.
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

// close closes the connections, and returns when no request is being executed.
func (d *soakEndpoint) close() {
	d.transport.CloseIdleConnections()
	d.server.Close()
}

// panicsOnly is a server log that fails the test if a line contains "panic". It ignores other lines, because broken
// connections cause errors.
type panicsOnly struct{ t *testing.T }

func (p panicsOnly) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "panic") {
		p.t.Errorf("the mock server: %s", line)
	}
	return len(line), nil
}

// callTrace counts the requests of a call, and can interrupt the call.
type callTrace struct {
	endpoint *soakEndpoint
	requests atomic.Int64
	repeated atomic.Int64 // requests that repeat an earlier one
	inFlight atomic.Int64 // requests without a response, and responses that are not closed

	interruptAt int64  // number of the request at which interrupt is called; 0 for none
	interrupt   func() // interrupts the call
	// isCrashed makes all requests and responses fail, as if the process had ended.
	isCrashed atomic.Bool
}

type traceKey struct{}

// withTrace returns a context whose requests belong to the trace.
func (s *callTrace) withTrace(ctx context.Context) context.Context {
	return context.WithValue(ctx, traceKey{}, s)
}

var errCrashed = errors.New("the process has ended")

// soakTransport is the transport of all clients. It sends each request to the endpoint of the request's trace.
type soakTransport struct{}

// RoundTrip implements http.RoundTripper.
func (soakTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	s := r.Context().Value(traceKey{}).(*callTrace)
	s.inFlight.Add(1)
	if info, _ := imagekit.CallInfoFromContext(r.Context()); info.Attempt > 1 {
		s.repeated.Add(1)
	}
	if s.requests.Add(1) == s.interruptAt {
		s.interrupt()
	}
	if s.isCrashed.Load() {
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
	if s.isCrashed.Load() {
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
		d.t.Errorf("the protocol of the endpoint is %s, but the response has %s", d.protocol, response.Proto)
	}
	return response, err
}
