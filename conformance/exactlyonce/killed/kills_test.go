package killed_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
)

const (
	killGap  = 10 // maximum number of requests between two kills
	maxDelay = 20 // maximum number of other requests for which a request is delayed
)

// killMoment is the moment during a request at which processes are killed.
type killMoment int

const (
	beforeHandling killMoment = iota
	duringBody
	beforeResponse // after the request was executed
	afterResponse
	killMoments // number of moments
)

func (m killMoment) String() string {
	return [...]string{"before a request", "during a body", "before a response", "after a response"}[m]
}

// killPlan has the processes that are killed during a request, and the moment. Without targets, none is killed.
type killPlan struct {
	moment    killMoment
	targets   []*execution
	bodyBytes int64 // number of bytes of the body that the server reads before the kill, for duringBody
	delay     int   // number of other requests that must arrive before this request is executed, for beforeHandling
	finished  int   // number of processes that had uploaded all items when the request arrived
	once      sync.Once
}

// ServeHTTP hands a request of the process to the mock server, and kills processes according to the plan.
func (p *process) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	plan := p.planKill(r)
	defer plan.killOnce() // afterResponse, or the moment was not reached
	response := &watchedResponse{ResponseWriter: w, beforeFirstByte: func() {}}
	body := &watchedBody{ReadCloser: r.Body, bytesLeft: -1}
	r.Body = body
	switch plan.moment {
	case beforeHandling:
		plan.killOnce()
		p.delayRequest(plan)
	case duringBody:
		body.bytesLeft, body.atLimit = plan.bodyBytes, plan.killOnce
	case beforeResponse:
		response.beforeFirstByte = plan.killOnce
	}
	p.srv.ServeHTTP(response, r)
	if body.isCut && len(plan.targets) > 0 {
		p.count("requests: cut by a kill")
	}
	if plan.moment == afterResponse && !response.isHijacked {
		_ = http.NewResponseController(w).Flush()
	}
}

// planKill counts a request, and decides which processes are killed during it.
func (p *process) planKill(r *http.Request) *killPlan {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	p.changed.Broadcast()
	p.counts["requests: "+map[bool]string{true: "uploads", false: "look-ups"}[r.Method == http.MethodPost]]++
	if p.requests >= p.nextFault {
		p.nextFault = p.requests + 1 + p.random.IntN(faultGap)
		p.addFault()
	}
	if p.requests < p.nextKill || p.killsLeft == 0 || !p.current.canBeKilled() {
		return &killPlan{}
	}
	p.nextKill = p.requests + 1 + p.random.IntN(killGap)
	plan := &killPlan{moment: killMoment(p.random.IntN(int(killMoments))), finished: p.finished}
	plan.bodyBytes = p.random.Int64N(max(r.ContentLength, 1000))
	running := p.running()
	switch random := p.random.IntN(len(running)); p.random.IntN(8) {
	case 0: // all processes, as if the machine failed
		plan.targets = running[:min(len(running), p.killsLeft)]
	case 1:
		plan.targets = running[random:][:1]
	default:
		plan.targets = []*execution{p.current}
		plan.delay = max(p.random.IntN(2*maxDelay)-maxDelay, 0)
	}
	for _, target := range plan.targets {
		target.isTarget = true
	}
	p.killsLeft -= len(plan.targets)
	p.counts["kills "+plan.moment.String()]++
	return plan
}

// running returns the processes that run, except those that will be killed. The caller must hold r.mu.
func (r *round) running() (all []*execution) {
	for _, p := range r.processes {
		if p.current.canBeKilled() {
			all = append(all, p.current)
		}
	}
	return all
}

// killOnce kills the targets, once, and returns when they have ended.
func (p *killPlan) killOnce() {
	p.once.Do(func() {
		for _, target := range p.targets {
			target.kill()
		}
	})
}

// delayRequest delays the request of a killed process until plan.delay other requests have arrived, for example the
// same request from the next execution of the process. It returns earlier if another process has uploaded all items,
// because then there may be no more requests.
func (r *round) delayRequest(plan *killPlan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if plan.delay > 0 {
		r.counts["requests: delayed"]++
	}
	for last := r.requests + plan.delay; r.requests < last && r.finished == plan.finished; {
		r.changed.Wait()
	}
}

// watchedBody is the body of a request. It calls atLimit after bytesLeft bytes have been read.
type watchedBody struct {
	io.ReadCloser
	bytesLeft int64 // number of bytes until atLimit is called; negative for never
	atLimit   func()
	isCut     bool // a read has returned an error other than io.EOF
}

// Read implements io.Reader.
func (b *watchedBody) Read(p []byte) (n int, err error) {
	if b.bytesLeft > 0 {
		p = p[:min(int64(len(p)), b.bytesLeft)]
	}
	if b.bytesLeft == 0 {
		b.atLimit()
		b.bytesLeft = -1
	}
	n, err = b.ReadCloser.Read(p)
	if b.bytesLeft > 0 {
		b.bytesLeft -= int64(n)
	}
	b.isCut = b.isCut || err != nil && !errors.Is(err, io.EOF)
	return n, err
}

// watchedResponse calls beforeFirstByte before the response is written, and before the connection is hijacked. It may
// call it several times.
type watchedResponse struct {
	http.ResponseWriter
	beforeFirstByte func()
	isHijacked      bool
}

// WriteHeader implements http.ResponseWriter.
func (w *watchedResponse) WriteHeader(status int) {
	w.beforeFirstByte()
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *watchedResponse) Write(p []byte) (int, error) {
	w.beforeFirstByte()
	return w.ResponseWriter.Write(p)
}

// Hijack implements http.Hijacker.
func (w *watchedResponse) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.beforeFirstByte()
	w.isHijacked = true
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// Unwrap is called by http.ResponseController.
func (w *watchedResponse) Unwrap() http.ResponseWriter { return w.ResponseWriter }
