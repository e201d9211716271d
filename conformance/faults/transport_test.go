package faults_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/transport"
)

// countingTransport counts connections, attempts and open responses of an http.Transport.
type countingTransport struct {
	next  *http.Transport
	dials atomic.Int64 // connections that were opened
	open  atomic.Int64 // responses that are not closed

	mu    sync.Mutex
	calls map[string]int // attempts by operation
}

// dialFunc makes a connection, as [net.Dialer.DialContext] does.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// newCountingTransport returns a transport that opens its connections with dial.
func newCountingTransport(dial dialFunc) *countingTransport {
	w := &countingTransport{calls: map[string]int{}}
	w.next = &http.Transport{
		MaxResponseHeaderBytes: 256 << 10,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err == nil {
				w.dials.Add(1)
			}
			return conn, err
		},
	}
	transport.PoolBuffers(w.next) // as in clients without a transport
	return w
}

func (w *countingTransport) client() *http.Client { return &http.Client{Transport: w} }

// attempts returns the number of attempts of an operation.
func (w *countingTransport) attempts(operation string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[operation]
}

// RoundTrip implements http.RoundTripper.
func (w *countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	info, _ := imagekit.CallInfoFromContext(r.Context())
	w.mu.Lock()
	w.calls[info.Operation]++
	w.mu.Unlock()
	response, err := w.next.RoundTrip(r)
	if err == nil {
		w.open.Add(1)
		response.Body = &countedBody{ReadCloser: response.Body, open: &w.open}
	}
	return response, err
}

// countedBody is the body of a response. Close decrements the number of open responses, once.
type countedBody struct {
	io.ReadCloser
	open *atomic.Int64
	once sync.Once
}

func (b *countedBody) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return b.ReadCloser.Close()
}
