package faults_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http/httptrace"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
)

// faultNetwork is a network on which the client cannot reach the service.
type faultNetwork struct {
	tls       bool     // the server uses TLS; its certificate is not trusted unless wrongHost is set
	wrongHost bool     // the client trusts the certificate, but it is for another host name
	dial      dialFunc // nil for connections that work
	// url returns the URL that the client calls; nil for that of the server.
	url func(*testing.T, *harness) string
}

var faultNetworks = map[string]faultNetwork{
	"":                 {},
	"refused":          {url: closedPortURL},
	"connectTimeout":   {dial: dialTimeout, url: unreachableURL},
	"handshakeTimeout": {dial: dialMute, url: unreachableURL},
	"unknownHost":      {dial: dialWithNameServer(noSuchName), url: unreachableURL},
	"dnsFailure":       {dial: dialWithNameServer(serverFailure), url: unreachableURL},
	"untrusted":        {tls: true},
	"wrongHost":        {tls: true, wrongHost: true, url: unreachableURL},
	"noTLS": {url: func(_ *testing.T, s *harness) string {
		return strings.Replace(s.srv.URL(), "http:", "https:", 1)
	}},
	"handshakeClosed": {dial: dialClosing, url: unreachableURL},
}

// faultNetwork returns the network of the row.
func (s *harness) faultNetwork(t *testing.T) faultNetwork {
	t.Helper()
	n, ok := faultNetworks[s.row.Input.Network]
	if !ok {
		t.Fatalf("unknown network %q", s.row.Input.Network)
	}
	return n
}

// createTransport sets the transport of the client.
func (s *harness) createTransport(t *testing.T) {
	t.Helper()
	n := s.faultNetwork(t)
	dial := n.dial
	if dial == nil {
		dial = s.dial
	}
	s.transport = newCountingTransport(dial)
	if n.wrongHost {
		address := strings.TrimPrefix(s.srv.URL(), "https://")
		s.transport = newCountingTransport(func(ctx context.Context, network, _ string) (net.Conn, error) {
			return s.dial(ctx, network, address)
		})
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(s.srv.Certificate())
		s.transport.next.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
}

// unreachableURL returns the URL of a host that is not the server.
func unreachableURL(*testing.T, *harness) string { return "https://nowhere.test" }

// closedPortURL returns a URL with a port on which no server listens.
func closedPortURL(t *testing.T, _ *harness) string {
	t.Helper()
	l := check.Call(net.Listen("tcp", "127.0.0.1:0")).Must(t)
	check.NoError(t, l.Close())
	return "http://" + l.Addr().String()
}

// traceDial calls ConnectStart of the httptrace.ClientTrace in ctx, as net.Dialer does.
func traceDial(ctx context.Context, network, address string) {
	if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.ConnectStart != nil {
		trace.ConnectStart(network, address)
	}
}

// dialTimeout waits until the context ends, as for a host that does not respond.
func dialTimeout(ctx context.Context, network, address string) (net.Conn, error) {
	traceDial(ctx, network, address)
	<-ctx.Done()
	return nil, ctx.Err()
}

// dialMute returns a connection to a host that accepts connections, but never sends anything.
func dialMute(ctx context.Context, network, address string) (net.Conn, error) {
	traceDial(ctx, network, address)
	client, _ := newPipe()
	return client, nil
}

// dialClosing returns a connection that the host closes when it receives the first byte.
func dialClosing(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		_, _ = server.Read(make([]byte, 1))
		_ = server.Close()
	}()
	return client, nil
}

// Response codes of a name server.
const (
	noSuchName    = 3
	serverFailure = 2
)

// dialWithNameServer returns a dialFunc whose name server responds to all queries with the response code.
func dialWithNameServer(code byte) dialFunc {
	resolver := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go serveNames(server, code)
		return client, nil
	}}
	return (&net.Dialer{Resolver: resolver}).DialContext
}

// serveNames responds to each query with a response code and no records, until the connection is closed.
func serveNames(conn net.Conn, code byte) {
	defer conn.Close()
	for {
		length := make([]byte, 2)
		if _, err := io.ReadFull(conn, length); err != nil {
			return
		}
		message := make([]byte, binary.BigEndian.Uint16(length))
		if _, err := io.ReadFull(conn, message); err != nil {
			return
		}
		message[2] |= 0x80 // the message is a response
		message[3] = 0x80 | code
		if _, err := conn.Write(append(length, message...)); err != nil {
			return
		}
	}
}
