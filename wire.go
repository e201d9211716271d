package imagekit

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// wireLayer is the last one before the wire. It adds the private key to a copy of the request, so that nothing above it
// sees the key, ends requests that make no progress, and watches what becomes of connections.
type wireLayer struct {
	next          http.RoundTripper
	authorization []string
	timeouts      Timeouts
	scarce        bool // see config
}

// newWireLayer authenticates with HTTP Basic: the key as user name, no password.
func newWireLayer(next http.RoundTripper, privateKey string, timeouts Timeouts, scarce bool) *wireLayer {
	return &wireLayer{next, []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(privateKey+":"))}, timeouts, scarce}
}

func (l *wireLayer) RoundTrip(r *http.Request) (*http.Response, error) {
	attempt := infoOf(r.Context())
	ctx, cancel := context.WithCancelCause(r.Context())
	w := &watch{timeouts: l.timeouts, cancel: cancel}
	w.timer = time.AfterFunc(never, w.expire)
	r = r.WithContext(attempt.connection.traced(ctx, w, l.scarce))
	r.Header = maps.Clone(r.Header)
	if attempt.selfAuthorized {
		delete(r.Header, "Authorization")
	} else {
		r.Header["Authorization"] = l.authorization
	}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &watchedRequest{r.Body, w}
	}
	if again := r.GetBody; again != nil {
		r.GetBody = func() (io.ReadCloser, error) {
			if attempt.connection.isHTTP2() {
				return nil, errLostHTTP2
			}
			body, err := again()
			if err != nil {
				return nil, err
			}
			return &watchedRequest{body, w}, nil
		}
	}
	w.awaitResponse()
	response, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, w.end(err)
	}
	if response == nil { // from a transport that is none: net/http would say so
		return nil, w.end(errors.New("the transport returned neither a response nor an error"))
	}
	if response.Body == nil { // net/http takes that from other transports too
		response.Body = http.NoBody
	}
	// after 101, the body is the bare connection, which does not end with the context
	if response.StatusCode < http.StatusOK {
		_ = response.Body.Close()
		response.Body = http.NoBody
	}
	w.answer(response)
	return response, nil
}

// errLostHTTP2 keeps net/http from sending a request again by itself that a server of HTTP/2 may have acted upon: it
// does so for all methods, and without end.
var errLostHTTP2 = errors.New("connection lost, and HTTP/2 does not tell how far the request got")

// connection is what is known of the connections of an attempt. Nil knows nothing.
type connection struct{ wanted, got, http2 atomic.Bool }

// traced watches for connections. While they are scarce, and the transport holds the request back until one is free, no
// time runs out. Transports that are not Go's do not tell.
func (c *connection) traced(ctx context.Context, w *watch, scarce bool) context.Context {
	if c == nil {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			c.wanted.Store(true)
			if scarce {
				w.pause()
			}
		},
		DNSStart:          func(httptrace.DNSStartInfo) { w.awaitResponse() },
		ConnectStart:      func(string, string) { w.awaitResponse() },
		TLSHandshakeStart: w.awaitResponse,
		GotConn: func(info httptrace.GotConnInfo) {
			c.got.Store(true)
			if secure, ok := info.Conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
				c.http2.Store(secure.ConnectionState().NegotiatedProtocol == "h2")
			}
			w.awaitResponse()
		},
	})
}

// wasMissing reports that there was none: the service cannot have acted.
func (c *connection) wasMissing() bool { return c != nil && c.wanted.Load() && !c.got.Load() }

func (c *connection) isHTTP2() bool { return c != nil && c.http2.Load() }

const never = 1<<63 - 1

// watch is the timer of one request.
type watch struct {
	timeouts Timeouts
	timer    *time.Timer
	cancel   context.CancelCauseFunc

	mu      sync.Mutex
	waiting TimeoutError // what the timer is set to
	until   time.Time    // zero if there is no limit
	stage   stage
}

// stage is how far a request has come. What belongs to an earlier one does not touch the timer any more.
type stage int

const (
	stageRequest stage = iota
	stageResponse
	stageEnded
	stageExpired
)

// await starts the timer anew, if the request is still at the stage; without a limit, it stops.
func (w *watch) await(at stage, waiting string, limit time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stage != at {
		return
	}
	w.waiting, w.until = TimeoutError{Waiting: waiting, Limit: limit}, time.Time{}
	if limit <= 0 {
		w.timer.Stop()
		return
	}
	w.until = time.Now().Add(limit)
	w.timer.Reset(limit)
}

func (w *watch) pause() { w.await(stageRequest, "", 0) }

func (w *watch) awaitResponse() { w.await(stageRequest, "response", w.timeouts.ResponseHeader) }

func (w *watch) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch left := time.Until(w.until); {
	case w.stage == stageEnded, w.until.IsZero(): // it has been stopped while it went off
	case left > 0: // likewise, and started anew
		w.timer.Reset(left)
	default:
		w.stage = stageExpired
		w.cancel(&w.waiting) // which does not change any more
	}
}

// answer goes on with the response.
func (w *watch) answer(response *http.Response) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stage == stageRequest {
		w.stage = stageResponse
	}
	response.Body = &watchedResponse{response.Body, w}
}

// end stops the timer, and returns what it has said, or else err.
func (w *watch) end(err error) error {
	w.cancel(nil)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer.Stop()
	if w.stage == stageExpired {
		return &w.waiting
	}
	w.stage = stageEnded
	return err
}

// watchedRequest is the body of a request. While the file is read the server has nothing to do: only between reads,
// when bytes go out, the timer runs.
type watchedRequest struct {
	io.ReadCloser
	watch *watch
}

func (b *watchedRequest) Read(p []byte) (int, error) {
	b.watch.pause()
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.watch.awaitResponse()
	} else {
		b.watch.await(stageRequest, "transfer", b.watch.timeouts.Idle)
	}
	return n, err
}

// watchedResponse is the body of a response.
type watchedResponse struct {
	body  io.ReadCloser
	watch *watch
}

func (b *watchedResponse) Read(p []byte) (int, error) {
	b.watch.await(stageResponse, "transfer", b.watch.timeouts.Idle)
	n, err := b.body.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // readers return it as it is
		err = b.watch.end(err)
	}
	return n, err
}

func (b *watchedResponse) Close() error {
	err := b.body.Close()
	_ = b.watch.end(nil)
	return err
}
