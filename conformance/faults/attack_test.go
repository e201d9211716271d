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

// faultAttack is an invalid or hostile response: bytes that need not be HTTP.
type faultAttack struct {
	Answer string // with placeholders, see attackText
	Again  string // sent repeatedly after Answer, until the client closes the connection
	Pause  string // duration before each repetition of Again
	// Early sends Answer before the body of the request is read. The body is never read, and the request not executed.
	Early  bool
	Refuse bool // the request is not executed
	// Then says what happens to the connection after Answer: hold keeps it open, serve reads the next request. By
	// default it is closed.
	Then string
}

// bombParts is the decompressed size of bomb in MiB. The compressed size is about a thousandth of that.
const bombParts = 256

// bomb is a gzip stream that decompresses to the beginning of a JSON list with a very long string. It consists of many
// concatenated gzip streams, which is a valid stream.
var bomb = sync.OnceValue(func() []byte {
	part := compress(io.LimitReader(spaces{}, 1<<20))
	return append(compress(strings.NewReader(`["`)), bytes.Repeat(part, bombParts)...)
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

// attackText replaces the placeholders in a text of an attack. answer is the body of the valid response.
func attackText(text string, answer []byte) []byte {
	if len(answer) == 0 {
		answer = []byte("{}")
	}
	values := []string{
		"$half", string(answer[:len(answer)/2]), "$json", string(answer),
		"$length", strconv.Itoa(len(answer)), "$hexLength", strconv.FormatInt(int64(len(answer)), 16),
	}
	if strings.Contains(text, "$zipped") {
		zipped := compress(bytes.NewReader(answer))
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

// attacker is a server in front of the mock server. It responds to the requests of a call with an attack, after the
// mock server has executed the request. It responds to all other requests like the mock server.
type attacker struct {
	attack   faultAttack
	handler  http.Handler
	listener net.Listener
	isOther  func(*http.Request) bool
	attacked atomic.Int64 // number of requests with an attack as response
	others   atomic.Int64 // number of other requests
	disarmed atomic.Bool  // there are no attacks

	mu      sync.Mutex
	stopped bool
	conns   map[net.Conn]bool
	running sync.WaitGroup
	end     chan struct{}
}

func (a *attacker) start() {
	a.conns, a.end = map[net.Conn]bool{}, make(chan struct{})
	a.running.Go(func() {
		for {
			conn, err := a.listener.Accept()
			if err != nil {
				return
			}
			if a.add(conn) {
				a.running.Go(func() { a.serve(conn) })
			}
		}
	})
}

func (a *attacker) add(conn net.Conn) bool {
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
		close(a.end)
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
		if a.disarmed.Load() || a.isOther(r) {
			a.others.Add(1)
			if a.answer(conn, r) != nil {
				return
			}
			continue
		}
		a.attacked.Add(1)
		if !a.attackConn(conn, r) {
			return
		}
	}
}

func (a *attacker) answer(conn net.Conn, r *http.Request) error {
	recorder := httptest.NewRecorder()
	a.handler.ServeHTTP(recorder, r)
	_, _ = io.Copy(io.Discard, r.Body)
	response := recorder.Result()
	response.ContentLength = int64(recorder.Body.Len())
	return response.Write(conn)
}

// attackConn responds with the attack, and reports whether the connection can be used for the next request.
func (a *attacker) attackConn(conn net.Conn, r *http.Request) bool {
	recorder := httptest.NewRecorder()
	if !a.attack.Early && !a.attack.Refuse {
		a.handler.ServeHTTP(recorder, r)
	}
	if !a.attack.Early {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	_, err := conn.Write(attackText(a.attack.Answer, recorder.Body.Bytes()))
	if err == nil && a.attack.Again != "" {
		a.repeat(conn)
		return false
	}
	if a.attack.Then == "hold" {
		<-a.end
	}
	return err == nil && a.attack.Then == "serve"
}

// repeat sends the text Again until the client closes the connection.
func (a *attacker) repeat(conn net.Conn) {
	again := attackText(a.attack.Again, nil)
	pause, err := time.ParseDuration(a.attack.Pause)
	if err != nil {
		again = bytes.Repeat(again, 1+pipeBuffer/len(again))
	}
	for {
		if pause > 0 {
			select {
			case <-time.After(pause):
			case <-a.end:
				return
			}
		}
		if _, err := conn.Write(again); err != nil {
			return
		}
	}
}

// serveAttack starts a mock server in memory, with an attacker in front of it.
func (s *harness) serveAttack(t *testing.T) {
	t.Helper()
	s.memory = &memoryServer{pipes: make(chan net.Conn), ended: make(chan struct{})}
	s.srv = newMock(t, memoryURL)
	s.attacker = &attacker{
		attack: *s.row.Input.Attack, handler: s.srv, listener: s.memory,
		isOther: func(r *http.Request) bool {
			return isLookUp(r) && s.class.operation != lookUp
		},
	}
	s.attacker.disarmed.Store(true)
	s.attacker.start()
}
