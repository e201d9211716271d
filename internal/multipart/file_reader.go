package multipart

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// fileReader reads the source. It stops when the context ends, even if the source is blocked, fails if the source does
// not have its announced size, and reports progress.
type fileReader struct {
	ctx      context.Context //nolint:containedctx // Read has no parameter for it
	source   io.ReadCloser
	size     int64 // -1 if unknown
	progress func(sent, total int64)
	used     *atomic.Bool // set for a source that can be read only once; nil for others
	direct   bool         // whether the source is in memory, so that a Read of it cannot block
	stopped  chan struct{}

	mu      sync.Mutex // the transport may still read when the call has its response
	sent    int64
	ended   bool // the source has returned io.EOF
	err     error
	buffer  *readBuffer // of pump; it must not be used after stopped is closed
	unread  []byte      // of the buffer
	waiting bool        // for the result of a read of the source
	// The goroutine pump reads the source, so that no caller waits for a blocked Read.
	requests chan struct{}
	results  chan readResult
	pumpDone chan struct{} // closed when pump has ended
}

type readResult struct {
	n   int
	err error
}

const (
	readSize      = 32 << 10
	maxEmptyReads = 100
)

type readBuffer [readSize]byte

var readBuffers = sync.Pool{New: func() any { return new(readBuffer) }}

var errStopped = errors.New("the upload has ended")

func (r *fileReader) Read(p []byte) (int, error) {
	for range maxEmptyReads {
		n, wait, err := r.readBuffered(p)
		if !wait {
			return n, err
		}
		select {
		case result := <-r.results:
			if n, err := r.acceptRead(p, result); n > 0 || err != nil {
				return n, err
			}
		case <-r.ctx.Done():
			return 0, r.fail(context.Cause(r.ctx))
		case <-r.stopped:
			return 0, errStopped
		}
	}
	return 0, r.fail(io.ErrNoProgress)
}

// readBuffered copies bytes that have already been read from the source to p. If there are no such bytes, it requests a
// read of the source, and wait is true: the caller must wait for the result.
func (r *fileReader) readBuffered(p []byte) (n int, wait bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.isStopped():
		return 0, false, errStopped
	case r.ctx.Err() != nil:
		return 0, false, context.Cause(r.ctx)
	case len(r.unread) > 0:
		n = copy(p, r.unread)
		r.unread = r.unread[n:]
		return n, false, nil
	case r.err != nil:
		return 0, false, r.err
	case r.ended:
		return 0, false, io.EOF
	case r.direct:
		n, err := r.accept(readSource(r.source, p))
		return n, false, err
	case !r.waiting:
		if r.requests == nil {
			r.buffer = readBuffers.Get().(*readBuffer)
			r.requests, r.results, r.pumpDone = make(chan struct{}, 1), make(chan readResult, 1), make(chan struct{})
			go r.pump()
		}
		r.requests <- struct{}{}
		r.waiting = true
	}
	return 0, true, nil
}

// pump reads the source for each request. The channels have room for each request and each result, so only the source
// can block it. When pump ends, nothing uses the buffer any more, because requests is closed together with stopped.
func (r *fileReader) pump() {
	defer close(r.pumpDone)
	for range r.requests {
		r.results <- readSource(r.source, r.buffer[:])
	}
	readBuffers.Put(r.buffer)
}

func readSource(source io.Reader, buffer []byte) (result readResult) {
	defer func() {
		if panicked := recover(); panicked != nil { // a panic would end the program in this goroutine
			result = readResult{err: panicError(panicked)}
		}
	}()
	n, err := source.Read(buffer)
	if n < 0 || n > len(buffer) {
		return readResult{err: fmt.Errorf("file to upload: Read returned %d for a buffer of %d bytes", n, len(buffer))}
	}
	return readResult{n, err}
}

// acceptRead processes the result of a read of the source, and copies bytes to p.
func (r *fileReader) acceptRead(p []byte, done readResult) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isStopped() {
		return 0, errStopped
	}
	r.waiting = false
	n, err := r.accept(done)
	r.unread = r.buffer[:n]
	n = copy(p, r.unread)
	r.unread = r.unread[n:]
	if n > 0 {
		return n, nil
	}
	return 0, err
}

// accept counts the bytes of a read of the source, and returns how many of them to send. If there are none, err is why.
func (r *fileReader) accept(done readResult) (n int, err error) {
	r.sent += int64(done.n)
	switch {
	case r.size >= 0 && r.sent > r.size:
		done.n -= int(r.sent - r.size)
		r.sent = r.size
		r.err = fmt.Errorf("the file to upload is longer than the %d bytes it should have", r.size)
	case done.err == io.EOF && r.size >= 0 && r.sent < r.size: //nolint:errorlint // a wrapped io.EOF is a failure
		r.err = fmt.Errorf("the file to upload ended after %d of %d bytes: %w", r.sent, r.size, io.ErrUnexpectedEOF)
	case done.err == io.EOF: //nolint:errorlint // likewise
		r.ended = true
	default:
		r.err = done.err
	}
	if done.n > 0 && r.progress != nil {
		if err := r.reportProgress(); err != nil {
			r.err = err
		}
	}
	switch {
	case done.n > 0:
		return done.n, nil
	case r.ended:
		return 0, io.EOF
	}
	return 0, r.err
}

// reportProgress calls the progress function. It recovers a panic, which would end the program in a goroutine of the
// transport.
func (r *fileReader) reportProgress() (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("the progress function panicked: %v", panicked)
		}
	}()
	r.progress(r.sent, r.size)
	return nil
}

func (r *fileReader) fail(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
	return r.err
}

// Close ends reading without waiting for a running Read of the source. If closing makes that Read fail, its error is
// ignored.
func (r *fileReader) Close() error {
	r.stopReading()
	return r.source.Close()
}

// stopReading prevents further Reads of the source.
func (r *fileReader) stopReading() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isStopped() {
		return
	}
	close(r.stopped)
	switch {
	case r.requests != nil:
		close(r.requests)
	case r.used != nil:
		r.used.Store(false) // the source has not been read, so it can be used again
	}
}

// stop closes r and waits until the source is not read any more.
func (r *fileReader) stop() {
	_ = r.Close() // an error does not matter, because the file was only read
	r.mu.Lock()
	done := r.pumpDone
	r.mu.Unlock()
	if done == nil {
		return
	}
	select {
	case <-done:
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

func (r *fileReader) failure() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *fileReader) total() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return r.sent
	}
	return r.size
}

func (r *fileReader) incomplete() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil && !r.ended {
		return errors.New("the service answered before the whole file was sent")
	}
	return r.err
}
