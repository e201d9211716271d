package conformance_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"

	"github.com/openimagekit/imagekit"
)

// faultWire is real HTTP on which somebody keeps count.
type faultWire struct {
	next  *http.Transport
	dials atomic.Int64 // connections that were opened
	open  atomic.Int64 // responses that are not closed

	wroteHeaders, wroteRequest, answered func() // run when the first request has come so far; nil for nothing

	mu    sync.Mutex
	calls map[string]int // attempts by operation
}

// newFaultWire makes a transport with connections of its own. A nil resolver is the system's.
func newFaultWire(resolver *net.Resolver) *faultWire {
	w := &faultWire{calls: map[string]int{}}
	dialer := &net.Dialer{Resolver: resolver}
	w.next = &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err == nil {
			w.dials.Add(1)
		}
		return conn, err
	}}
	return w
}

func (w *faultWire) client() *http.Client { return &http.Client{Transport: w} }

// made returns how many attempts at an operation there were.
func (w *faultWire) made(operation string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[operation]
}

// RoundTrip implements http.RoundTripper.
func (w *faultWire) RoundTrip(r *http.Request) (*http.Response, error) {
	info, _ := imagekit.CallInfoFrom(r.Context())
	w.mu.Lock()
	w.calls[info.Operation]++
	w.mu.Unlock()
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		WroteHeaders: func() { once(&w.wroteHeaders) },
		WroteRequest: func(httptrace.WroteRequestInfo) { once(&w.wroteRequest) },
	}))
	response, err := w.next.RoundTrip(r)
	if err == nil {
		w.open.Add(1)
		response.Body = &countedBody{ReadCloser: response.Body, open: &w.open}
		once(&w.answered)
	}
	return response, err
}

// once runs a function if there is one.
func once(f *func()) {
	if *f != nil {
		(*f)()
	}
}

// countedBody is open until it is closed.
type countedBody struct {
	io.ReadCloser
	open *atomic.Int64
	once sync.Once
}

func (b *countedBody) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return b.ReadCloser.Close()
}

// Answers of a name server.
const (
	noSuchName    = 3
	serverFailure = 2
)

// resolverFor asks a name server that knows no name, or one that fails. It is nil if the network has no such fault.
func resolverFor(network string) *net.Resolver {
	code, ok := map[string]byte{"unknownHost": noSuchName, "noNameServer": serverFailure}[network]
	if !ok {
		return nil
	}
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go answerNames(server, code)
		return client, nil
	}}
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
