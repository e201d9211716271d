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

// faultAttack is what a server answers that speaks bytes rather than HTTP.
type faultAttack struct {
	Answer string // with placeholders, see attackText
	Again  string // follows without end
	Pause  string // before each of them
	// the answer comes before the body of the request is read, which nobody does later, and nothing is carried out
	Early  bool
	Refuse bool // nothing is carried out
	// what becomes of the connection: hold leaves it open, serve takes the next request, and otherwise it is closed
	Then string
}

// bombParts is how many MiB a bomb has when it is unpacked. Packed, it has a thousandth of that.
const bombParts = 256

// bomb looks like the beginning of a long list of texts. A gzip stream can consist of several, one behind the other.
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
	_, _ = io.Copy(z, r) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// attackText fills in what an attack says of the answer that the service would give.
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

// attacker is a server that answers the requests of a call with an attack, and all others as the mock server does. The
// attack comes when the mock server has carried the request out.
type attacker struct {
	attack   faultAttack
	handler  http.Handler
	listener net.Listener
	isOther  func(*http.Request) bool
	attacked atomic.Int64 // requests
	others   atomic.Int64
	disarmed atomic.Bool

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

// stop ends all connections.
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
		if !a.play(conn, r) {
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

// play answers with the attack, and reports whether the next request is to be served.
func (a *attacker) play(conn net.Conn, r *http.Request) bool {
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

// repeat says the same thing until the client closes the connection.
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

// serveAttack makes the attacker that stands before the mock server.
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
