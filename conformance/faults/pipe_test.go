package faults_test

import (
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"time"
)

// pipeBuffer is the size of the buffer of a pipe in bytes. A write blocks while the buffer is full.
const pipeBuffer = 64 << 10

// newPipe returns both ends of a connection in memory. Like a TCP connection and unlike net.Pipe, it has a buffer in
// each direction.
func newPipe() (client, server net.Conn) {
	up, down := newStream(), newStream()
	return &pipeEnd{in: down, out: up}, &pipeEnd{in: up, out: down}
}

// pipeEnd is one end of a connection.
type pipeEnd struct{ in, out *stream }

func (p *pipeEnd) Read(b []byte) (int, error)  { return p.in.read(b) }
func (p *pipeEnd) Write(b []byte) (int, error) { return p.out.write(b) }

// Close closes both directions. The other end can still read what was sent.
func (p *pipeEnd) Close() error {
	p.in.set(func() { p.in.closed, p.in.data = true, nil })
	p.out.set(func() { p.out.closed = true })
	return nil
}

// SetReadDeadline makes reads fail at once, unless t is zero. This is sufficient for net/http, which sets a time in the
// past to end a blocked read.
func (p *pipeEnd) SetReadDeadline(t time.Time) error {
	p.in.set(func() { p.in.expired = !t.IsZero() })
	return nil
}

func (p *pipeEnd) SetDeadline(t time.Time) error    { return p.SetReadDeadline(t) }
func (p *pipeEnd) SetWriteDeadline(time.Time) error { return nil }
func (p *pipeEnd) LocalAddr() net.Addr              { return &net.UnixAddr{Name: "memory", Net: "unix"} }
func (p *pipeEnd) RemoteAddr() net.Addr             { return p.LocalAddr() }

// stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	changed *sync.Cond
	data    []byte
	closed  bool
	expired bool // reads fail with os.ErrDeadlineExceeded
}

func newStream() *stream {
	s := &stream{}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// set changes the state of the stream, and wakes blocked reads and writes.
func (s *stream) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.changed.Broadcast()
}

func (s *stream) read(b []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.data) == 0 && !s.closed && !s.expired {
		s.changed.Wait()
	}
	switch {
	case s.expired:
		return 0, os.ErrDeadlineExceeded
	case len(s.data) == 0:
		return 0, io.EOF
	}
	n = copy(b, s.data)
	s.data = slices.Delete(s.data, 0, n)
	s.changed.Broadcast()
	return n, nil
}

func (s *stream) write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.data) >= pipeBuffer && !s.closed {
		s.changed.Wait()
	}
	if s.closed {
		return 0, io.ErrClosedPipe
	}
	s.data = append(s.data, b...)
	s.changed.Broadcast()
	return len(b), nil
}
