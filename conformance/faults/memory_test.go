package faults_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// memoryURL is the URL of servers in memory.
const memoryURL = "http://127.0.0.1"

// memoryServer serves HTTP on pipes in memory. In a bubble of testing/synctest, a read from a pipe takes simulated
// time, which advances only while all goroutines are blocked. Therefore no time limit expires because the machine is
// slow.
type memoryServer struct {
	pipes chan net.Conn
	ended chan struct{}
	end   sync.Once
	http  http.Server
	done  chan error // error that Serve has returned
}

// serveInMemory starts a mock server in memory. The caller must close the first result and stop the second.
func serveInMemory(t *testing.T) (*mockserver.Server, *memoryServer) {
	t.Helper()
	srv := newMock(t, memoryURL)
	m := &memoryServer{pipes: make(chan net.Conn), ended: make(chan struct{}), done: make(chan error, 1)}
	m.http.Handler = srv
	go func() { m.done <- m.http.Serve(m) }()
	return srv, m
}

// newMock returns a mock server that does not listen.
func newMock(t *testing.T, url string) *mockserver.Server {
	t.Helper()
	return check.Call(mockserver.New(mockserver.WithURL(url))).Must(t)
}

// dial connects to the server.
func (m *memoryServer) dial(ctx context.Context) (net.Conn, error) {
	client, server := newPipe()
	select {
	case m.pipes <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-m.ended:
		return nil, net.ErrClosed
	}
}

// Accept implements net.Listener.
func (m *memoryServer) Accept() (net.Conn, error) {
	select {
	case conn := <-m.pipes:
		return conn, nil
	case <-m.ended:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (m *memoryServer) Close() error {
	m.end.Do(func() { close(m.ended) })
	return nil
}

// Addr implements net.Listener.
func (m *memoryServer) Addr() net.Addr { return &net.UnixAddr{Name: memoryURL, Net: "memory"} }

// stop closes all connections, and returns when the server no longer accepts connections.
func (m *memoryServer) stop(t *testing.T) {
	t.Helper()
	check.NoError(t, m.http.Close())
	<-m.done
}
