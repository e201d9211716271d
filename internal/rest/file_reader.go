package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// fileReader reads the source: it stops when the context ends, even if the source is blocked, holds the source to its size and tells
// progress.
type fileReader struct {
	ctx      context.Context //nolint:containedctx // a reader has no other way to know it
	source   io.ReadCloser
	size     int64 // -1 if unknown
	progress func(sent, total int64)
	stopped  chan struct{}

	mu      sync.Mutex // the transport may still read when the call has its answer
	sent    int64
	ended   bool // the source came to its end
	err     error
	buffer  []byte
	unread  []byte // of the buffer
	pending *read  // on its way
}

// read is one Read of the source, in a goroutine of its own so that nobody has to wait for a blocked one.
type read struct {
	done chan struct{}
	n    int
	err  error
}

const (
	readSize      = 32 << 10
	maxEmptyReads = 100
)

var errStopped = errors.New("the upload has ended")

func (r *fileReader) Read(p []byte) (int, error) {
	for empty := 0; empty < maxEmptyReads; empty++ {
		pending, n, err := r.begin(p)
		if pending == nil {
			return n, err
		}
		select {
		case <-pending.done:
		case <-r.ctx.Done():
			return 0, r.fail(context.Cause(r.ctx))
		case <-r.stopped:
			return 0, errStopped
		}
		if n, err := r.take(p, pending); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, r.fail(io.ErrNoProgress)
}

// begin returns what there is without the source, or else a read that is on its way.
func (r *fileReader) begin(p []byte) (pending *read, n int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.isStopped():
		return nil, 0, errStopped
	case r.ctx.Err() != nil:
		return nil, 0, context.Cause(r.ctx)
	case len(r.unread) > 0:
		n = copy(p, r.unread)
		r.unread = r.unread[n:]
		return nil, n, nil
	case r.err != nil:
		return nil, 0, r.err
	case r.ended:
		return nil, 0, io.EOF
	case r.pending == nil:
		r.pending = &read{done: make(chan struct{})}
		if r.buffer == nil {
			r.buffer = make([]byte, readSize)
		}
		go r.pending.run(r.source, r.buffer)
	}
	return r.pending, 0, nil
}

func (d *read) run(source io.Reader, buffer []byte) {
	defer close(d.done)
	defer func() {
		if panicked := recover(); panicked != nil { // in a goroutine that nobody could recover
			d.n, d.err = 0, fmt.Errorf("the file to upload panicked: %v", panicked)
		}
	}()
	d.n, d.err = source.Read(buffer)
	if d.n < 0 || d.n > len(buffer) {
		d.n, d.err = 0, fmt.Errorf("the file to upload returned %d of %d bytes", d.n, len(buffer))
	}
}

// take takes over what a read brought.
func (r *fileReader) take(p []byte, done *read) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isStopped() {
		return 0, errStopped
	}
	if r.pending != done {
		return 0, nil
	}
	r.pending = nil
	r.sent += int64(done.n)
	switch {
	case r.size >= 0 && r.sent > r.size:
		done.n -= int(r.sent - r.size)
		r.sent = r.size
		r.err = fmt.Errorf("the file to upload is longer than the %d bytes it should have", r.size)
	case done.err == io.EOF && r.size >= 0 && r.sent < r.size: //nolint:errorlint // a wrapped one is an error of the source
		r.err = fmt.Errorf("the file to upload ended after %d of %d bytes: %w", r.sent, r.size, io.ErrUnexpectedEOF)
	case done.err == io.EOF: //nolint:errorlint // likewise
		r.ended = true
	default:
		r.err = done.err
	}
	if done.n > 0 && r.progress != nil {
		r.progress(r.sent, r.size)
	}
	r.unread = r.buffer[:done.n]
	n := copy(p, r.unread)
	r.unread = r.unread[n:]
	if n > 0 {
		return n, nil
	}
	if r.ended {
		return 0, io.EOF
	}
	return 0, r.err
}

func (r *fileReader) fail(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
	return r.err
}

func (r *fileReader) stop() {
	r.mu.Lock()
	if !r.isStopped() {
		close(r.stopped)
	}
	pending := r.pending
	r.mu.Unlock()
	if pending == nil {
		return
	}
	select {
	case <-pending.done:
	case <-r.ctx.Done():
	}
}

func (r *fileReader) isStopped() bool {
	select {
	case <-r.stopped:
		return true
	default:
		return false
	}
}

func (r *fileReader) Close() error { return r.source.Close() }

func (r *fileReader) failure() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *fileReader) incomplete() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil && !r.ended {
		return errors.New("the service answered before the whole file was sent")
	}
	return r.err
}
