package faults_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// faultAttack is an invalid or hostile response: bytes that may violate HTTP.
type faultAttack struct {
	Response string // may contain placeholders: see expandPlaceholders
	Repeat   string // sent repeatedly after Response, until the client closes the connection
	Pause    string // duration before each repetition of Repeat
	// Early sends Response before the body of the request is read. The body is never read, and the request is not
	// executed.
	Early       bool
	NotExecuted bool // the request is not executed
	// Then is the state of the connection after Response: "hold" keeps it open, "serve" reads the next request, and ""
	// closes it.
	Then string
}

// bombMiB is the decompressed size of bomb in MiB. The compressed size is about 1/1000 of it.
const bombMiB = 256

// bomb is a gzip stream that decompresses to the beginning of a JSON list with a very long string. It consists of many
// concatenated gzip streams, which is a valid stream.
var bomb = sync.OnceValue(func() []byte {
	part := compress(io.LimitReader(spaces{}, 1<<20))
	return append(compress(strings.NewReader(`["`)), bytes.Repeat(part, bombMiB)...)
})

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func compress(r io.Reader) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.Copy(z, r) // writing to a buffer does not fail
	_ = z.Close()
	return b.Bytes()
}

// expandPlaceholders replaces the placeholders in text. body is the body of the valid response. The README of the
// vectors lists the placeholders.
func expandPlaceholders(text string, body []byte) []byte {
	if len(body) == 0 {
		body = []byte("{}")
	}
	values := []string{
		"$half", string(body[:len(body)/2]), "$json", string(body),
		"$length", strconv.Itoa(len(body)), "$hexLength", strconv.FormatInt(int64(len(body)), 16),
	}
	if strings.Contains(text, "$zipped") {
		zipped := compress(bytes.NewReader(body))
		twice := compress(bytes.NewReader(zipped))
		values = append(values, "$zippedHalf", string(zipped[:len(zipped)/2]), "$zippedTwice", string(twice), "$zipped",
			string(zipped))
	}
	if strings.Contains(text, "$bomb") {
		values = append(values, "$bomb", string(bomb()))
	}
	if strings.Contains(text, "$kilobyte") {
		values = append(values, "$kilobytes", strings.Repeat(" ", 64<<10), "$kilobyte", strings.Repeat("k", 1<<10))
	}
	return []byte(strings.NewReplacer(values...).Replace(text))
}

// attacker is a server in front of the mock server. It hands each request to the mock server. If the request belongs to
// the call under test, attacker then sends the attack instead of the response.
type attacker struct {
	attack           faultAttack
	handler          http.Handler
	listener         net.Listener
	isOther          func(*http.Request) bool
	attackedRequests atomic.Int64 // number of requests to which the attack was sent
	otherRequests    atomic.Int64 // number of other requests
	disabled         atomic.Bool  // if true, all responses are those of the mock server

	mu       sync.Mutex
	stopped  bool
	conns    map[net.Conn]bool
	running  sync.WaitGroup
	stopping chan struct{}
}

func (a *attacker) start() {
	a.conns, a.stopping = map[net.Conn]bool{}, make(chan struct{})
	a.running.Go(func() {
		for {
			conn, err := a.listener.Accept()
			if err != nil {
				return
			}
			if a.addConn(conn) {
				a.running.Go(func() { a.serve(conn) })
			}
		}
	})
}

// addConn registers a connection, or closes it and returns false if the server has stopped.
func (a *attacker) addConn(conn net.Conn) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped {
		_ = conn.Close()
	} else {
		a.conns[conn] = true
	}
	return !a.stopped
}

// stop closes all connections, and returns when the server has stopped.
func (a *attacker) stop() {
	a.mu.Lock()
	if !a.stopped {
		a.stopped = true
		close(a.stopping)
		_ = a.listener.Close()
		for conn := range a.conns {
			_ = conn.Close()
		}
	}
	a.mu.Unlock()
	a.running.Wait()
}

func (a *attacker) serve(conn net.Conn) {
	defer conn.Close()
	for reader := bufio.NewReader(conn); ; {
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		if a.disabled.Load() || a.isOther(r) {
			a.otherRequests.Add(1)
			if a.respond(conn, r) != nil {
				return
			}
			continue
		}
		a.attackedRequests.Add(1)
		if !a.sendAttack(conn, r) {
			return
		}
	}
}

// respond sends the response of the mock server.
func (a *attacker) respond(conn net.Conn, r *http.Request) error {
	recorder := httptest.NewRecorder()
	a.handler.ServeHTTP(recorder, r)
	_, _ = io.Copy(io.Discard, r.Body)
	response := recorder.Result()
	response.ContentLength = int64(recorder.Body.Len())
	return response.Write(conn)
}

// sendAttack responds with the attack, and reports whether the connection can be used for the next request.
func (a *attacker) sendAttack(conn net.Conn, r *http.Request) bool {
	recorder := httptest.NewRecorder()
	if !a.attack.Early && !a.attack.NotExecuted {
		a.handler.ServeHTTP(recorder, r)
	}
	if !a.attack.Early {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	_, err := conn.Write(expandPlaceholders(a.attack.Response, recorder.Body.Bytes()))
	if err == nil && a.attack.Repeat != "" {
		a.repeat(conn)
		return false
	}
	if a.attack.Then == "hold" {
		<-a.stopping
	}
	return err == nil && a.attack.Then == "serve"
}

// repeat sends the text Repeat until the client closes the connection.
func (a *attacker) repeat(conn net.Conn) {
	data := expandPlaceholders(a.attack.Repeat, nil)
	pause, err := time.ParseDuration(a.attack.Pause)
	if err != nil {
		data = bytes.Repeat(data, 1+pipeBuffer/len(data))
	}
	for {
		if pause > 0 {
			select {
			case <-time.After(pause):
			case <-a.stopping:
				return
			}
		}
		if _, err := conn.Write(data); err != nil {
			return
		}
	}
}

// startAttackServer starts a mock server in memory, with an attacker in front of it.
func (s *harness) startAttackServer(t *testing.T) {
	t.Helper()
	s.memory = &memoryServer{pipes: make(chan net.Conn), ended: make(chan struct{})}
	s.srv = newMock(t, memoryURL)
	s.attacker = &attacker{
		attack: *s.row.Input.Attack, handler: s.srv, listener: s.memory,
		isOther: func(r *http.Request) bool {
			return isLookUp(r) && s.class.operation != lookUp
		},
	}
	s.attacker.disabled.Store(true)
	s.attacker.start()
}
