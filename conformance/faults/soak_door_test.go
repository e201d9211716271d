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

// soakProtocols are what the doors speak, in turn.
var soakProtocols = []string{"http/1.1", "http/1.1 over TLS", "http/2 over TLS", "http/1.1"}

// soakDoor is a way into the service that one worker has for itself. Once it is shut, nothing that went through it is
// still on its way.
type soakDoor struct {
	t        *testing.T
	protocol string
	server   *httptest.Server
	wire     *http.Transport
}

func openDoor(t *testing.T, srv *mockserver.Server, protocol string) *soakDoor {
	d := &soakDoor{t: t, protocol: protocol, server: httptest.NewUnstartedServer(srv)}
	d.server.Config.ErrorLog = log.New(panicsOnly{t}, "", 0)
	if strings.HasSuffix(protocol, "TLS") {
		d.server.EnableHTTP2 = d.isHTTP2()
		d.server.StartTLS()
	} else {
		d.server.Start()
	}
	d.wire = d.server.Client().Transport.(*http.Transport)
	d.wire.MaxIdleConnsPerHost = soakWorkers
	return d
}

func (d *soakDoor) isHTTP2() bool { return strings.HasPrefix(d.protocol, "http/2") }

// shut ends the connections of clients, and returns when all requests have been dealt with.
func (d *soakDoor) shut() {
	d.wire.CloseIdleConnections()
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

// soakTrip is what one call, or one run of many, sends through a door.
type soakTrip struct {
	door     *soakDoor
	requests atomic.Int64
	repeated atomic.Int64 // those that are not the first of their call
	flying   atomic.Int64 // requests without a response, and responses that are not closed

	ends int64  // the number of the request at which something happens; 0 for none
	end  func() // what happens
	// nothing goes out any more, and nothing comes in: as far as anybody can tell, the process has ended
	dead atomic.Bool
}

type tripKey struct{}

// context is one whose requests belong to the trip.
func (s *soakTrip) context(ctx context.Context) context.Context {
	return context.WithValue(ctx, tripKey{}, s)
}

var errCrashed = errors.New("the process has ended")

// soakWire is the transport of all clients. It leads each request to the door of its worker.
type soakWire struct{}

// RoundTrip implements http.RoundTripper.
func (soakWire) RoundTrip(r *http.Request) (*http.Response, error) {
	s := r.Context().Value(tripKey{}).(*soakTrip)
	s.flying.Add(1)
	if info, _ := imagekit.CallInfoFromContext(r.Context()); info.Attempt > 1 {
		s.repeated.Add(1)
	}
	if s.requests.Add(1) == s.ends {
		s.end()
	}
	if s.dead.Load() {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		s.flying.Add(-1)
		return nil, errCrashed
	}
	response, err := s.door.send(r)
	if err != nil {
		s.flying.Add(-1)
		return nil, err
	}
	response.Body = &countedBody{ReadCloser: response.Body, open: &s.flying}
	if s.dead.Load() {
		_ = response.Body.Close()
		return nil, errCrashed
	}
	return response, nil
}

// send sends a request to the address of the door.
func (d *soakDoor) send(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	scheme, host, _ := strings.Cut(d.server.URL, "://")
	r.URL.Scheme, r.URL.Host, r.Host = scheme, host, ""
	response, err := d.wire.RoundTrip(r)
	if err == nil && (response.ProtoMajor == 2) != d.isHTTP2() {
		d.t.Errorf("the door is for %s, and speaks %s", d.protocol, response.Proto)
	}
	return response, err
}
