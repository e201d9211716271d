package mockserver

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// defaultReadIdle is how long the body of a request may pause. A body that goes on can take any time.
const defaultReadIdle = time.Minute

// errStalled is the answer to a body that pauses for too long. The connection is closed after it. The status is 400,
// because the contract has no 408.
var errIdleTimeout = failure(http.StatusBadRequest, "Your request has paused for too long before the end of its body.", "")

// endStalled is middleware for servers that listen. It ends requests whose bodies pause for longer than idle, also
// those whose bodies handlers do not read and net/http does.
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

// timedBody has a new deadline for each of its reads.
type idleTimeoutBody struct {
	io.ReadCloser
	conn *http.ResponseController
	idle time.Duration
	err  error // of the last read
}

// renew sets the time until the next byte has to come. A connection without deadlines has none.
func (b *idleTimeoutBody) extendDeadline() { _ = b.conn.SetReadDeadline(time.Now().Add(b.idle)) }

// Read implements io.Reader. After an error it sets no deadline: a client that has paused for too long gets no second
// time, and at the end of the body net/http removes the deadline, because it then reads to find out whether the client
// is still there.
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
