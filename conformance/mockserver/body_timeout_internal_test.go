package mockserver

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipeListener accepts connections in memory, which can be used in a synctest bubble.
type pipeListener struct{ conns chan net.Conn }

func (l *pipeListener) Accept() (net.Conn, error) {
	if c, ok := <-l.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

func (l *pipeListener) Close() error {
	close(l.conns)
	return nil
}

// client is a connection to a server.
type client struct {
	*testing.T
	net.Conn
}

// withServer runs a test in a synctest bubble, with a server and a connection to it.
func withServer(t *testing.T, test func(s *Server, c client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := New()
		if err != nil {
			t.Fatal(err)
		}
		l := &pipeListener{make(chan net.Conn)}
		s.serve(l)
		near, far := net.Pipe()
		l.conns <- far
		test(s, client{t, near})
		if err := near.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// send sends a part of a request.
func (c client) send(text string) {
	c.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.Fatal(err)
	}
}

// readResponse reads a response.
func (c client) readResponse() (status int, body string) {
	c.Helper()
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	return res.StatusCode, string(content)
}

// requestHeader returns the header of a POST request. length is the size of its body in bytes.
func requestHeader(s *Server, path, contentType, key string, length int) string {
	r, _ := http.NewRequest(http.MethodPost, "http://localhost"+path, nil)
	r.SetBasicAuth(key, "")
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nAuthorization: %s\r\n"+
		"Content-Length: %d\r\n\r\n", path, contentType, r.Header.Get("Authorization"), length)
}

const (
	uploadPath = "/api/v1/files/upload"
	formType   = "multipart/form-data; boundary=x"
	formStart  = "--x\r\nContent-Disposition: form-data; name=\"fileName\"\r\n\r\na.txt\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
	formEnd = "\r\n--x--\r\n"
)

// TestServer_SlowBody sends bytes with pauses that are slightly shorter than the limit.
func TestServer_SlowBody(t *testing.T) {
	t.Parallel()
	withServer(t, func(s *Server, c client) {
		c.send(requestHeader(s, uploadPath, formType, DefaultPrivateKey, len(formStart)+20+len(formEnd)) + formStart)
		for range 20 {
			time.Sleep(defaultReadIdle - time.Millisecond)
			c.send("x")
		}
		c.send(formEnd)
		if status, body := c.readResponse(); status != http.StatusOK || !strings.Contains(body, `"size":20`) {
			c.Errorf("status %d: %s", status, body)
		}
	})
}

func TestServer_StalledBody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path, contentType, key, begin string
		status                        int
	}{
		"upload":       {uploadPath, formType, DefaultPrivateKey, formStart + "begin", http.StatusBadRequest},
		"nothing sent": {uploadPath, formType, DefaultPrivateKey, "", http.StatusBadRequest},
		"JSON":         {"/v1/folder", "application/json", DefaultPrivateKey, `{"folder`, http.StatusBadRequest},
		"legacy request": {
			"/v1/bulkJobs/copyFolder", "application/json", DefaultPrivateKey, `{"source`, http.StatusBadRequest,
		},
		"control":       {"/_mock/seed", "application/json", DefaultPrivateKey, `{"files`, http.StatusBadRequest},
		"body not read": {"/v1/folder", "application/json", "other", "", http.StatusForbidden},
		"unknown path":  {"/v1/nothing", "application/json", DefaultPrivateKey, "", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			withServer(t, func(s *Server, c client) {
				start := time.Now()
				c.send(requestHeader(s, test.path, test.contentType, test.key, 1000) + test.begin)
				status, body := c.readResponse()
				if passed := time.Since(start); status != test.status || passed > defaultReadIdle {
					c.Errorf("status %d after %v, want %d: %s", status, passed, test.status, body)
				}
				paused := strings.Contains(body, "paused for too long")
				if paused != (status == http.StatusBadRequest) {
					c.Errorf("the response is %s", body)
				}
				c.wantClosed()
			})
		})
	}
}

// wantClosed checks that the server has closed the connection.
func (c client) wantClosed() {
	c.Helper()
	if n, err := c.Read(make([]byte, 1)); n != 0 || err == nil {
		c.Error("the connection is still open")
	}
}

// TestServer_SlowResponse checks that faults may take longer than a body may pause, before and after the body is read.
func TestServer_SlowResponse(t *testing.T) {
	t.Parallel()
	for _, fault := range []Fault{
		{Kind: FaultLatency, Latency: 10 * defaultReadIdle},
		{Kind: FaultDrip, Bytes: 1, Interval: defaultReadIdle},
	} {
		withServer(t, func(s *Server, c client) {
			if _, err := s.AddFault(fault); err != nil {
				c.Fatal(err)
			}
			const request = `{"folderName": "a", "parentFolderPath": "/"}`
			body := `{"sourceFilePath": "/a.txt", "destinationPath": "/"}`
			c.send(requestHeader(s, "/v1/files/copy", "application/json", DefaultPrivateKey, len(body)) + body)
			status, body := c.readResponse()
			if status != http.StatusNotFound || !strings.Contains(body, "No file found") {
				c.Errorf("%s: status %d: %s", fault.Kind, status, body)
			}
			c.send(requestHeader(s, "/v1/folder", "application/json", DefaultPrivateKey, len(request)) + request)
			if status, _ := c.readResponse(); status != http.StatusCreated {
				c.Errorf("%s: the next request has the status %d, want 201", fault.Kind, status)
			}
		})
	}
}

// TestLimitIdleTime_Context checks that the context of a handler does not end while the handler works for a long time
// after it has read the body.
func TestLimitIdleTime_Context(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var failed error
		server := &http.Server{Handler: limitIdleTime(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, err := io.ReadAll(r.Body)
			_, again := io.ReadAll(r.Body)
			time.Sleep(time.Hour)
			failed = cmp.Or(err, again, r.Context().Err())
		}), time.Minute)}
		l := &pipeListener{make(chan net.Conn)}
		go func() { _ = server.Serve(l) }()
		near, far := net.Pipe()
		l.conns <- far
		c := client{t, near}
		c.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx")
		if status, _ := c.readResponse(); status != http.StatusOK || failed != nil {
			t.Errorf("status %d, error of the handler %v", status, failed)
		}
		if err := errors.Join(near.Close(), server.Close()); err != nil {
			t.Error(err)
		}
	})
}
