package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// custom calls a transport that is not an [http.Transport]. Such a transport, and the bodies of its responses, may
// ignore the context of the request. A call does not wait for them: it returns, while the blocked goroutine remains.
type custom struct{ next http.RoundTripper }

// obeyContext returns a transport whose requests end with their context. The requests of an [http.Transport] do so
// without a further goroutine, except after status 101, which the wire layer handles.
func obeyContext(next http.RoundTripper) http.RoundTripper {
	if _, ok := next.(*http.Transport); ok {
		return next
	}
	return &custom{next}
}

type roundTripResult struct {
	response *http.Response
	err      error
}

func (t *custom) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	got, ok := Await(ctx.Done(), func() roundTripResult {
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
		closeDetached(r.response.Body)
	}
}

// closeDetached closes a body and recovers a panic. Its callers are goroutines in which a panic would end the program.
func closeDetached(body io.Closer) {
	defer func() { _ = recover() }()
	_ = body.Close()
}

// customBody is the body of a response of a custom transport. It reads into its own buffer, so that a blocked Read
// never writes into the caller's buffer later.
type customBody struct {
	ctx     context.Context //nolint:containedctx // Read has no parameter for it
	body    io.ReadCloser
	buffer  *copyBuffer
	unread  []byte // of the buffer
	err     error  // follows the unread bytes
	blocked bool   // a Read has not returned although the context has ended
}

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
		b.buffer = copyBuffers.Get().(*copyBuffer)
	}
	body, buffer := b.body, b.buffer
	got, ok := Await(b.ctx.Done(), func() readResult {
		n, err := body.Read(buffer[:])
		return readResult{n, err}
	}, nil)
	switch {
	case !ok:
		b.blocked, b.buffer, b.err = true, nil, context.Cause(b.ctx)
	case got.n < 0 || got.n > len(buffer):
		b.err = fmt.Errorf("response body: Read returned %d for a buffer of %d bytes", got.n, len(buffer))
	default:
		b.unread, b.err = buffer[:got.n], got.err
	}
}

// Close closes the body even while a Read is blocked, because that may end the Read. It waits for the grace time at
// most.
func (b *customBody) Close() error {
	body := b.body
	if b.blocked {
		go closeDetached(body)
		return nil
	}
	if b.buffer != nil {
		copyBuffers.Put(b.buffer)
		b.buffer, b.unread, b.err = nil, nil, errBodyClosed
	}
	err, _ := Await(closed, body.Close, nil)
	return err
}

var errBodyClosed = errors.New("the body of the response is closed")
