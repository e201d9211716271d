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
	killGap = 10 // requests between two kills, on average about half of it
	maxLate = 20 // requests that a late one lets pass
)

// killMoment is when a process is killed, in the course of a request.
type killMoment int

const (
	beforeHandling killMoment = iota
	duringBody
	beforeResponse // the request is carried out
	afterResponse
	killMoments // how many there are
)

func (m killMoment) String() string {
	return [...]string{"before a request", "during a body", "before a response", "after a response"}[m]
}

// killPlan is what happens with one request.
type killPlan struct {
	moment    killMoment
	targets   []*execution
	bodyBytes int64 // that are read before the moment, if it is during the body
	late      int   // how many other requests pass before the request of a dead process is carried out
	finished  int   // how many processes had got through
	once      sync.Once
}

// ServeHTTP hands a request of the process to the mock server, and kills processes if it is time.
func (p *process) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	plan := p.arrive(r)
	defer plan.killOnce() // if the moment has not come
	response := &watchedResponse{ResponseWriter: w, begin: func() {}}
	body := &watchedBody{ReadCloser: r.Body, left: -1}
	r.Body = body
	switch plan.moment {
	case beforeHandling:
		plan.killOnce()
		p.wait(plan)
	case duringBody:
		body.left, body.end = plan.bodyBytes, plan.killOnce
	case beforeResponse:
		response.begin = plan.killOnce
	}
	p.srv.ServeHTTP(response, r)
	if body.isCut && len(plan.targets) > 0 {
		p.count("requests: cut by a kill")
	}
	if plan.moment == afterResponse && !response.isHijacked {
		_ = http.NewResponseController(w).Flush()
	}
}

// arrive counts a request, and returns which processes are killed with it.
func (p *process) arrive(r *http.Request) *killPlan {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	p.changed.Broadcast()
	p.counts["requests: "+map[bool]string{true: "uploads", false: "looks"}[r.Method == http.MethodPost]]++
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
	switch somebody := p.random.IntN(len(running)); p.random.IntN(8) {
	case 0: // the machine on which all run
		plan.targets = running[:min(len(running), p.killsLeft)]
	case 1:
		plan.targets = running[somebody:][:1]
	default:
		plan.targets = []*execution{p.current}
		plan.late = max(p.random.IntN(2*maxLate)-maxLate, 0)
	}
	for _, target := range plan.targets {
		target.isToBeKilled = true
	}
	p.killsLeft -= len(plan.targets)
	p.counts["kills "+plan.moment.String()]++
	return plan
}

// running returns the processes that run and are not to be killed already. The caller holds the lock.
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

// wait lets a request of a dead process be late: others come first, such as the same one of its next execution. It does
// not wait any longer when a process has got through, because no more requests may come.
func (r *round) wait(plan *killPlan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if plan.late > 0 {
		r.counts["requests: late"]++
	}
	for last := r.requests + plan.late; r.requests < last && r.finished == plan.finished; {
		r.changed.Wait()
	}
}

// watchedBody is the body of a request, in whose course something happens.
type watchedBody struct {
	io.ReadCloser
	left  int64 // bytes to read until then; negative for never
	end   func()
	isCut bool // the body has ended with an error
}

// Read implements io.Reader.
func (b *watchedBody) Read(p []byte) (n int, err error) {
	if b.left > 0 {
		p = p[:min(int64(len(p)), b.left)]
	}
	if b.left == 0 {
		b.end()
		b.left = -1
	}
	n, err = b.ReadCloser.Read(p)
	if b.left > 0 {
		b.left -= int64(n)
	}
	b.isCut = b.isCut || err != nil && !errors.Is(err, io.EOF)
	return n, err
}

// watchedResponse is a response before whose first byte, or before whose connection is reset, something happens.
type watchedResponse struct {
	http.ResponseWriter
	begin      func()
	isHijacked bool
}

// WriteHeader implements http.ResponseWriter.
func (w *watchedResponse) WriteHeader(status int) {
	w.begin()
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *watchedResponse) Write(p []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(p)
}

// Hijack implements http.Hijacker.
func (w *watchedResponse) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.begin()
	w.isHijacked = true
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// Unwrap is for http.ResponseController.
func (w *watchedResponse) Unwrap() http.ResponseWriter { return w.ResponseWriter }
