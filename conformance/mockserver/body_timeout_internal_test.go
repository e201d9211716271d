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

// pipeListener accepts connections in memory, whose time is that of the test.
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

// client is one connection to a server.
type client struct {
	*testing.T
	net.Conn
}

// inBubble runs a test with the time of its own, and a connection to a server.
func inBubble(t *testing.T, test func(s *Server, c client)) {
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

// say sends a piece of a request.
func (c client) say(text string) {
	c.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.Fatal(err)
	}
}

// hear reads a response to its end.
func (c client) hear() (status int, body string) {
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

// header begins a request with a body of some bytes.
func header(s *Server, path, contentType, key string, length int) string {
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

// TestServer_SlowBody takes twenty minutes for twenty bytes.
func TestServer_SlowBody(t *testing.T) {
	t.Parallel()
	inBubble(t, func(s *Server, c client) {
		c.say(header(s, uploadPath, formType, DefaultPrivateKey, len(formStart)+20+len(formEnd)) + formStart)
		for range 20 {
			time.Sleep(defaultReadIdle - time.Millisecond)
			c.say("x")
		}
		c.say(formEnd)
		if status, body := c.hear(); status != http.StatusOK || !strings.Contains(body, `"size":20`) {
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
		"upload":  {uploadPath, formType, DefaultPrivateKey, formStart + "begin", http.StatusBadRequest},
		"no byte": {uploadPath, formType, DefaultPrivateKey, "", http.StatusBadRequest},
		"JSON":    {"/v1/folder", "application/json", DefaultPrivateKey, `{"folder`, http.StatusBadRequest},
		"older client": {
			"/v1/bulkJobs/copyFolder", "application/json", DefaultPrivateKey, `{"source`, http.StatusBadRequest,
		},
		"control":      {"/_mock/seed", "application/json", DefaultPrivateKey, `{"files`, http.StatusBadRequest},
		"not to read":  {"/v1/folder", "application/json", "other", "", http.StatusForbidden},
		"no such path": {"/v1/nothing", "application/json", DefaultPrivateKey, "", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(s *Server, c client) {
				start := time.Now()
				c.say(header(s, test.path, test.contentType, test.key, 1000) + test.begin)
				status, body := c.hear()
				if passed := time.Since(start); status != test.status || passed > defaultReadIdle {
					c.Errorf("status %d after %v, want %d: %s", status, passed, test.status, body)
				}
				paused := strings.Contains(body, "paused for too long")
				if paused != (status == http.StatusBadRequest) {
					c.Errorf("the answer is %s", body)
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

// TestServer_LongAnswer has faults that take longer than a body may pause: before the body is read, and behind its end.
func TestServer_LongAnswer(t *testing.T) {
	t.Parallel()
	for _, fault := range []Fault{
		{Kind: FaultLatency, Latency: 10 * defaultReadIdle},
		{Kind: FaultDrip, Bytes: 1, Interval: defaultReadIdle},
	} {
		inBubble(t, func(s *Server, c client) {
			if _, err := s.AddFault(fault); err != nil {
				c.Fatal(err)
			}
			const request = `{"folderName": "a", "parentFolderPath": "/"}`
			body := `{"sourceFilePath": "/a.txt", "destinationPath": "/"}`
			c.say(header(s, "/v1/files/copy", "application/json", DefaultPrivateKey, len(body)) + body)
			if status, body := c.hear(); status != http.StatusNotFound || !strings.Contains(body, "No file found") {
				c.Errorf("%s: status %d: %s", fault.Kind, status, body)
			}
			c.say(header(s, "/v1/folder", "application/json", DefaultPrivateKey, len(request)) + request)
			if status, _ := c.hear(); status != http.StatusCreated {
				c.Errorf("%s: the next request has the status %d", fault.Kind, status)
			}
		})
	}
}

// TestEndStalled_Context has a handler that works for a long time when it has read the body.
func TestEndStalled_Context(t *testing.T) {
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
		c.say("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx")
		if status, _ := c.hear(); status != http.StatusOK || failed != nil {
			t.Errorf("status %d, error of the handler %v", status, failed)
		}
		if err := errors.Join(near.Close(), server.Close()); err != nil {
			t.Error(err)
		}
	})
}
