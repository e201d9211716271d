package fuzz_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"time"
)

// answerTimeout is the time after which a server without a response is considered to hang.
const replyTimeout = time.Minute

// wire is a connection that is opened when needed. It sends one request after the other.
type connection struct {
	host   string
	tcp    net.Conn
	reader *bufio.Reader
}

// answer is a complete response.
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

// exchange sends a request and reads the response. An error of the write is ignored if there is a response, because the
// server can respond before it has read the whole request.
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

// readAnswer reads a response. last is true if the server closes the connection after it.
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
