package fuzz_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"time"
)

// answerTimeout is the time after which a server without a response is considered to hang.
const answerTimeout = time.Minute

// wire is a connection that is opened when needed. It sends one request after the other.
type wire struct {
	host string
	conn net.Conn
	read *bufio.Reader
}

// answer is a complete response.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (w *wire) close() {
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

func (w *wire) open() (err error) {
	if w.conn == nil {
		w.conn, err = net.Dial("tcp", w.host)
		w.read = bufio.NewReader(w.conn)
	}
	return err
}

// exchange sends a request and reads the response. An error of the write is ignored if there is a response, because the
// server can respond before it has read the whole request.
func (w *wire) exchange(r *request) (*answer, error) {
	if err := w.open(); err != nil {
		return nil, err
	}
	_ = w.conn.SetDeadline(time.Now().Add(answerTimeout))
	_, writeErr := w.conn.Write(r.bytes(w.host))
	if r.cut > 0 || r.broken {
		_ = w.conn.(*net.TCPConn).CloseWrite()
	}
	a, last, err := w.readAnswer(r.method)
	if err != nil || writeErr != nil || last || r.cut > 0 || r.broken {
		w.close()
	}
	if err != nil && writeErr != nil {
		err = writeErr
	}
	return a, err
}

// readAnswer reads a response. last is true if the server closes the connection after it.
func (w *wire) readAnswer(method string) (a *answer, last bool, err error) {
	for {
		res, err := http.ReadResponse(w.read, &http.Request{Method: method})
		if err != nil {
			return nil, true, err
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode >= http.StatusOK {
			return &answer{res.StatusCode, res.Header, body}, res.Close, err
		}
	}
}
