package transport

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"sync"
	"time"
)

// wire is the last layer before the network. It adds the credentials to a copy of the request, so that the layers above
// do not see them, ends requests that make no progress, and records the state of connections.
type wire struct {
	next   http.RoundTripper
	config Config
}

func (l *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	attempt, _ := AttemptFromContext(r.Context())
	ctx, cancel := context.WithCancelCause(r.Context())
	w := &watch{config: &l.config, cancel: cancel}
	w.timer = time.AfterFunc(never, w.expire)
	r = r.WithContext(attempt.Conn.trace(ctx, w, l.config.ConnsLimited))
	r.Header = maps.Clone(r.Header)
	if attempt.Credentials == nil {
		delete(r.Header, "Authorization")
	} else {
		r.Header["Authorization"] = attempt.Credentials.authorization
	}
	watchBody(r, w, attempt.Conn)
	w.awaitResponse()
	response, err := l.next.RoundTrip(r)
	if err == nil && response == nil { // net/http would report this as an error of *guard
		err = errors.New("the transport returned neither a response nor an error")
	}
	if err != nil {
		return nil, w.stop(err)
	}
	if response.Body == nil { // net/http accepts that from custom transports too
		response.Body = http.NoBody
	}
	// after 101, the body is the bare connection, which does not end with the context
	if response.StatusCode < http.StatusOK {
		_ = response.Body.Close()
		response.Body = http.NoBody
	}
	w.watchResponse(response)
	return response, nil
}

// errLostHTTP2 is returned by GetBody after a request was sent over HTTP/2. It prevents net/http from sending the
// request again, which net/http would do for all methods, without a limit, even if the server may have acted.
var errLostHTTP2 = errors.New("HTTP/2 connection lost; it is unknown whether the request was sent")

// watchBody makes the timer of w follow the body of a request.
func watchBody(r *http.Request, w *watch, conn *Conn) {
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &requestBody{r.Body, w}
	}
	getBody := r.GetBody
	if getBody == nil {
		return
	}
	r.GetBody = func() (io.ReadCloser, error) {
		if conn.isHTTP2() {
			return nil, errLostHTTP2
		}
		body, err := getBody()
		if err != nil {
			return nil, err
		}
		return &requestBody{body, w}, nil
	}
}

const never = 1<<63 - 1

// watch is the timer of one request.
type watch struct {
	config *Config
	timer  *time.Timer
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	timeout Timeout   // what the timer is set to
	until   time.Time // zero if there is no limit
	phase   phase
	err     error // of a request that has expired
}

// phase is the phase of a request. Events of an earlier phase no longer affect the timer.
type phase int

const (
	phaseRequest phase = iota
	phaseResponse
	phaseEnded
	phaseExpired
)

// start restarts the timer if the request is still in the phase at. It stops the timer if limit is not positive.
func (w *watch) start(at phase, waiting string, limit time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase != at {
		return
	}
	w.timeout, w.until = Timeout{Waiting: waiting, Limit: limit}, time.Time{}
	if limit <= 0 {
		w.timer.Stop()
		return
	}
	w.until = time.Now().Add(limit)
	w.timer.Reset(limit)
}

func (w *watch) pause() { w.start(phaseRequest, "", 0) }

func (w *watch) awaitResponse() {
	w.start(phaseRequest, WaitingResponse, w.config.Timeouts.ResponseHeader)
}

// expire is called by the timer.
func (w *watch) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch left := time.Until(w.until); {
	case w.phase == phaseEnded, w.until.IsZero(): // the timer was stopped while it fired
	case left > 0: // the timer was restarted while it fired
		w.timer.Reset(left)
	default:
		w.phase = phaseExpired
		w.err = w.config.TimeoutError(w.timeout)
		w.cancel(w.err)
	}
}

// watchResponse enters the phase of the response, in which the timer runs during reads only.
func (w *watch) watchResponse(response *http.Response) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase == phaseRequest {
		w.phase, w.until = phaseResponse, time.Time{}
		w.timer.Stop()
	}
	response.Body = &responseBody{response.Body, w}
}

// stop stops the timer. It returns the error of the timeout if the request has expired, and err otherwise.
func (w *watch) stop(err error) error {
	w.cancel(nil)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer.Stop()
	if w.phase == phaseExpired {
		return w.err
	}
	w.phase = phaseEnded
	return err
}

// requestBody is the body of a request. The timer runs only between reads, while bytes are sent, because the server is
// not responsible for the time that reading the file takes.
type requestBody struct {
	io.ReadCloser
	watch *watch
}

func (b *requestBody) Read(p []byte) (int, error) {
	b.watch.pause()
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.watch.awaitResponse()
	} else {
		b.watch.start(phaseRequest, WaitingTransfer, b.watch.config.Timeouts.Idle)
	}
	return n, err
}

// responseBody is the body of a response. The timer runs only during reads, because the server is not responsible for
// the time that passes between them.
type responseBody struct {
	body  io.ReadCloser
	watch *watch
}

func (b *responseBody) Read(p []byte) (int, error) {
	b.watch.start(phaseResponse, WaitingTransfer, b.watch.config.Timeouts.Idle)
	n, err := b.body.Read(p)
	if err != nil && err != io.EOF {
		return n, b.watch.stop(err)
	}
	b.watch.start(phaseResponse, "", 0)
	return n, err
}

func (b *responseBody) Close() error {
	err := b.body.Close()
	_ = b.watch.stop(nil)
	return err
}
