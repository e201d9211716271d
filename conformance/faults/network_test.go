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

// faultNetwork is a network that does not lead to the service.
type faultNetwork struct {
	tls       bool     // the server has a certificate, which the client has no reason to trust
	wrongHost bool     // the client trusts it, and calls the server by a name that is not there
	dial      dialFunc // nil for as it should be
	// url is where the client looks for the service; nil for where it is.
	url func(*testing.T, *harness) string
}

var faultNetworks = map[string]faultNetwork{
	"":             {},
	"refused":      {url: closedPort},
	"silent":       {dial: neverConnects, url: unreachableURL},
	"mute":         {dial: neverSpeaks, url: unreachableURL},
	"unknownHost":  {dial: askNameServer(noSuchName), url: unreachableURL},
	"noNameServer": {dial: askNameServer(serverFailure), url: unreachableURL},
	"untrusted":    {tls: true},
	"wrongHost":    {tls: true, wrongHost: true, url: unreachableURL},
	"noTLS": {url: func(_ *testing.T, s *harness) string {
		return strings.Replace(s.srv.URL(), "http:", "https:", 1)
	}},
	"noHandshake": {dial: hangsUp, url: unreachableURL},
}

// network is the row's network.
func (s *harness) network(t *testing.T) faultNetwork {
	t.Helper()
	n, ok := faultNetworks[s.row.Input.Network]
	if !ok {
		t.Fatalf("there is no network %q", s.row.Input.Network)
	}
	return n
}

// connect makes the transport of the client.
func (s *harness) connect(t *testing.T) {
	t.Helper()
	n := s.network(t)
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

// elsewhere is a host that is not the server's.
func unreachableURL(*testing.T, *harness) string { return "https://nowhere.test" }

// closedPort is a server that was there a moment ago.
func closedPort(t *testing.T, _ *harness) string {
	t.Helper()
	l := check.Call(net.Listen("tcp", "127.0.0.1:0")).Must(t)
	check.NoError(t, l.Close())
	return "http://" + l.Addr().String()
}

// traceDial tells whoever wants to know that a connection is made, as net.Dialer does.
func traceDial(ctx context.Context, network, address string) {
	if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.ConnectStart != nil {
		trace.ConnectStart(network, address)
	}
}

// neverConnects is for a host that does not answer.
func neverConnects(ctx context.Context, network, address string) (net.Conn, error) {
	traceDial(ctx, network, address)
	<-ctx.Done()
	return nil, ctx.Err()
}

// neverSpeaks is for a host that accepts connections and does nothing else.
func neverSpeaks(ctx context.Context, network, address string) (net.Conn, error) {
	traceDial(ctx, network, address)
	client, _ := newPipe()
	return client, nil
}

// hangsUp is for a host that ends connections as soon as something is said.
func hangsUp(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		_, _ = server.Read(make([]byte, 1))
		_ = server.Close()
	}()
	return client, nil
}

// Answers of a name server.
const (
	noSuchName    = 3
	serverFailure = 2
)

// asking dials with the help of a name server that gives one answer to all questions.
func askNameServer(answer byte) dialFunc {
	resolver := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go answerNames(server, answer)
		return client, nil
	}}
	return (&net.Dialer{Resolver: resolver}).DialContext
}

// answerNames turns each question into an answer that has nothing but a code, until the connection closes.
func answerNames(conn net.Conn, code byte) {
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
		message[2] |= 0x80 // it is an answer
		message[3] = 0x80 | code
		if _, err := conn.Write(append(length, message...)); err != nil {
			return
		}
	}
}
