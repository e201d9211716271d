package imagekit

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"sync"
	"time"
)

// Timeouts limits how long a client waits for a server that says nothing. A field that is zero has the default, a negative one no limit.
// There is none for a whole call: an upload takes as long as it takes, while bytes move. The context of a call ends it in any case.
type Timeouts struct {
	Connect  time.Duration // for a connection, TLS included; 10 s by default. A client of your own ([WithHTTPClient]) has limits of its own
	Response time.Duration // from the end of the request to the beginning of the response; 1 min by default, and connecting counts
	Stall    time.Duration // without a byte of the request accepted, or of the response received; 30 s by default
}

func (t Timeouts) withDefaults() Timeouts {
	for _, f := range []struct {
		field *time.Duration
		value time.Duration
	}{{&t.Connect, 10 * time.Second}, {&t.Response, time.Minute}, {&t.Stall, 30 * time.Second}} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	return t
}

// WithTimeouts replaces the default [Timeouts].
func WithTimeouts(t Timeouts) Option {
	return func(c *config) error {
		c.timeouts = t.withDefaults()
		return nil
	}
}

// TimeoutError is a server that has kept the client waiting. It is no end of the context: the call may be repeated.
type TimeoutError struct {
	Waiting string // for what: "response" or "transfer"
	Limit   time.Duration
}

func (e *TimeoutError) Error() string {
	if e.Waiting == "response" {
		return fmt.Sprintf("no response within %v", e.Limit)
	}
	return fmt.Sprintf("no byte moved for %v", e.Limit)
}

// Timeout says that it is one, as [net.Error] has it.
func (e *TimeoutError) Timeout() bool { return true }

// Temporary is there for [net.Error].
func (e *TimeoutError) Temporary() bool { return true }

// wireLayer is the last one before the wire. It adds the private key to a copy of the request, so that nothing above it sees the key, and
// ends requests that make no progress.
type wireLayer struct {
	next          http.RoundTripper
	authorization []string
	timeouts      Timeouts
}

// newWireLayer authenticates with HTTP Basic: the key as user name, no password.
func newWireLayer(next http.RoundTripper, privateKey string, timeouts Timeouts) *wireLayer {
	return &wireLayer{next, []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(privateKey+":"))}, timeouts}
}

func (l *wireLayer) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	w := &watch{timeouts: l.timeouts, cancel: cancel}
	w.timer = time.AfterFunc(never, w.expire)
	r = r.WithContext(ctx)
	r.Header = maps.Clone(r.Header)
	if infoOf(ctx).selfAuthorized {
		delete(r.Header, "Authorization")
	} else {
		r.Header["Authorization"] = l.authorization
	}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &watchedRequest{r.Body, w}
	}
	if again := r.GetBody; again != nil { // of net/http, which repeats what a dead connection has not taken
		r.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			w.expect("response", l.timeouts.Response)
			return &watchedRequest{body, w}, nil
		}
	}
	w.expect("response", l.timeouts.Response)
	response, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, w.end(err)
	}
	if response.Body == nil { // net/http takes that from other transports too
		response.Body = http.NoBody
	}
	w.body, response.Body = response.Body, w
	return response, nil
}

const never = 1<<63 - 1

// watch is the timer of one request, and the body of its response.
type watch struct {
	timeouts Timeouts
	timer    *time.Timer
	cancel   context.CancelCauseFunc
	body     io.ReadCloser

	mu      sync.Mutex
	waiting TimeoutError // what the timer is set to
	expired bool
	ended   bool
}

// expect starts the timer anew; without a limit, it stops.
func (w *watch) expect(waiting string, limit time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.expired || w.ended {
		return
	}
	w.waiting = TimeoutError{Waiting: waiting, Limit: limit}
	if limit <= 0 {
		limit = never
	}
	w.timer.Reset(limit)
}

func (w *watch) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expired = true
	w.cancel(&w.waiting) // which does not change any more
}

// end stops the timer, and returns what it has said, or else err.
func (w *watch) end(err error) error {
	w.cancel(nil)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	w.timer.Stop()
	if w.expired {
		return &w.waiting
	}
	return err
}

// Read reads the response.
func (w *watch) Read(p []byte) (int, error) {
	w.expect("transfer", w.timeouts.Stall)
	n, err := w.body.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // readers return it as it is
		err = w.end(err)
	}
	return n, err
}

// Close ends the response.
func (w *watch) Close() error {
	err := w.body.Close()
	_ = w.end(nil)
	return err
}

// watchedRequest is the body of a request. While the file is read the server has nothing to do: only between reads, when bytes go out, the
// timer runs.
type watchedRequest struct {
	io.ReadCloser
	watch *watch
}

func (b *watchedRequest) Read(p []byte) (int, error) {
	b.watch.expect("transfer", 0)
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.watch.expect("response", b.watch.timeouts.Response)
	} else {
		b.watch.expect("transfer", b.watch.timeouts.Stall)
	}
	return n, err
}
