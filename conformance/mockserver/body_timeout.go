package mockserver

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// defaultReadIdle is how long the server waits for the next bytes of a request body. The whole body can take any time.
const defaultReadIdle = time.Minute

// errIdleTimeout is the response to a request whose body pauses for too long. The server then closes the connection.
// The status is 400, because openapi.yaml has no response with status 408.
var errIdleTimeout = failure(http.StatusBadRequest,
	"Your request has paused for too long before the end of its body.", "")

// limitIdleTime is middleware for servers that listen. It ends a request if its body pauses for longer than idle, also
// while net/http, and not the handler, reads the body.
func limitIdleTime(next http.Handler, idle time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		body := &idleTimeoutBody{ReadCloser: r.Body, conn: http.NewResponseController(w), idle: idle}
		body.extendDeadline()
		timed := *r
		timed.Body = body
		next.ServeHTTP(w, &timed)
	})
}

// idleTimeoutBody is a request body that sets a new read deadline before each read.
type idleTimeoutBody struct {
	io.ReadCloser
	conn *http.ResponseController
	idle time.Duration
	err  error // of the last read
}

// extendDeadline sets the deadline for the next byte. It does nothing if the connection does not support deadlines.
func (b *idleTimeoutBody) extendDeadline() { _ = b.conn.SetReadDeadline(time.Now().Add(b.idle)) }

// Read implements io.Reader. After an error it does not set a deadline: a client that has paused for too long gets no
// more time, and at the end of the body net/http removes the deadline, because it then reads from the connection to
// detect whether the client disconnects.
func (b *idleTimeoutBody) Read(p []byte) (n int, err error) {
	if b.err != nil {
		return 0, b.err
	}
	b.extendDeadline()
	n, err = b.ReadCloser.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errIdleTimeout
	}
	b.err = err
	return n, err
}
