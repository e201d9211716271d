package fuzz_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"time"
)

// replyTimeout is the time limit for a response.
const replyTimeout = time.Minute

// connection sends one request at a time. It is opened when needed.
type connection struct {
	host   string
	tcp    net.Conn
	reader *bufio.Reader
}

// reply is a complete response.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (w *connection) close() {
	if w.tcp != nil {
		_ = w.tcp.Close()
		w.tcp = nil
	}
}

func (w *connection) open() (err error) {
	if w.tcp == nil {
		w.tcp, err = net.Dial("tcp", w.host)
		w.reader = bufio.NewReader(w.tcp)
	}
	return err
}

// exchange sends a request and reads the response. If there is a response, it ignores an error of the write, because
// the server may respond before it has read the whole request.
func (w *connection) exchange(r *request) (*reply, error) {
	if err := w.open(); err != nil {
		return nil, err
	}
	_ = w.tcp.SetDeadline(time.Now().Add(replyTimeout))
	_, writeErr := w.tcp.Write(r.bytes(w.host))
	if r.unsentBytes > 0 || r.isMalformed {
		_ = w.tcp.(*net.TCPConn).CloseWrite()
	}
	a, last, err := w.readReply(r.method)
	if err != nil || writeErr != nil || last || r.unsentBytes > 0 || r.isMalformed {
		w.close()
	}
	if err != nil && writeErr != nil {
		err = writeErr
	}
	return a, err
}

// readReply reads a response. last means that the server closes the connection after the response.
func (w *connection) readReply(method string) (a *reply, last bool, err error) {
	for {
		res, err := http.ReadResponse(w.reader, &http.Request{Method: method})
		if err != nil {
			return nil, true, err
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode >= http.StatusOK {
			return &reply{res.StatusCode, res.Header, body}, res.Close, err
		}
	}
}
