package imagekit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// customTransport calls a transport that is not Go's own. Such a transport, and the bodies of its responses, may ignore
// the context of the request. A call does not wait for them: it returns, and leaves behind the goroutine that they
// block.
type customTransport struct{ next http.RoundTripper }

// obeying returns a transport that obeys the contexts of its requests. Go's own does so, but for the status 101, which
// wireLayer handles: it needs no further goroutine.
func obeying(next http.RoundTripper) http.RoundTripper {
	if _, ok := next.(*http.Transport); ok {
		return next
	}
	return &customTransport{next}
}

type roundTripResult struct {
	response *http.Response
	err      error
}

func (t *customTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	got, ok := await(ctx.Done(), func() roundTripResult {
		response, err := t.next.RoundTrip(r)
		return roundTripResult{response, err}
	}, roundTripResult.discard)
	if !ok {
		return nil, context.Cause(ctx)
	}
	if got.response != nil && got.response.Body != nil {
		got.response.Body = &customBody{ctx: ctx, body: got.response.Body}
	}
	return got.response, got.err
}

// discard closes a response that comes too late.
func (r roundTripResult) discard() {
	if r.response != nil && r.response.Body != nil {
		closeAlone(r.response.Body)
	}
}

// closeAlone closes a body in a goroutine of which nobody recovers a panic, which would end the program.
func closeAlone(body io.Closer) {
	defer func() { _ = recover() }()
	_ = body.Close()
}

// customBody is the body of a response of a custom transport. Reads go into a buffer of its own: one that a blocked
// Read holds is never used again.
type customBody struct {
	ctx     context.Context //nolint:containedctx // a reader has no other way to know it
	body    io.ReadCloser
	buffer  *[customBodyBuffer]byte
	unread  []byte // of the buffer
	err     error  // what follows
	blocked bool   // a Read has been left alone
}

const customBodyBuffer = 32 << 10

var customBodyBuffers = sync.Pool{New: func() any { return new([customBodyBuffer]byte) }}

func (b *customBody) Read(p []byte) (int, error) {
	if len(b.unread) == 0 && b.err == nil {
		b.fill()
	}
	if len(b.unread) == 0 {
		return 0, b.err
	}
	n := copy(p, b.unread)
	b.unread = b.unread[n:]
	return n, nil
}

type readResult struct {
	n   int
	err error
}

func (b *customBody) fill() {
	if b.buffer == nil {
		b.buffer = customBodyBuffers.Get().(*[customBodyBuffer]byte)
	}
	body, buffer := b.body, b.buffer
	got, ok := await(b.ctx.Done(), func() readResult {
		n, err := body.Read(buffer[:])
		return readResult{n, err}
	}, nil)
	switch {
	case !ok:
		b.blocked, b.buffer, b.err = true, nil, context.Cause(b.ctx)
	case got.n < 0 || got.n > len(buffer):
		b.err = fmt.Errorf("the body of the response returned %d of %d bytes", got.n, len(buffer))
	default:
		b.unread, b.err = buffer[:got.n], got.err
	}
}

// Close closes the body, also if a Read blocks, since that may be what ends it. It does not wait for long.
func (b *customBody) Close() error {
	body := b.body
	if b.blocked {
		go closeAlone(body)
		return nil
	}
	if b.buffer != nil {
		customBodyBuffers.Put(b.buffer)
		b.buffer, b.unread, b.err = nil, nil, errBodyClosed
	}
	err, _ := await(hasEnded, body.Close, nil)
	return err
}

var errBodyClosed = errors.New("the body of the response is closed")

// graceTime is how long a call waits, after the end of its context, for what obeys the context, so that it has ended
// when the call returns.
const graceTime = 100 * time.Millisecond

var hasEnded = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// await returns what f returns. If f does not return within the grace time after the end, ok is false, and what f
// returns later goes to late, which can be nil. A panic of f is one of await, as long as somebody waits.
func await[T any](end <-chan struct{}, f func() T, late func(T)) (value T, ok bool) {
	results, left := make(chan awaited[T]), make(chan struct{})
	go func() {
		var r awaited[T]
		defer func() {
			r.panicked = recover()
			select {
			case results <- r:
			case <-left:
				if late != nil {
					late(r.value)
				}
			}
		}()
		r.value = f()
	}()
	select {
	case r := <-results:
		return r.result()
	case <-end:
	}
	grace := time.NewTimer(graceTime)
	defer grace.Stop()
	select {
	case r := <-results:
		return r.result()
	case <-grace.C:
		close(left)
		return value, false
	}
}

type awaited[T any] struct {
	value    T
	panicked any
}

func (a awaited[T]) result() (T, bool) {
	if a.panicked != nil {
		panic(a.panicked)
	}
	return a.value, true
}
