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
	killGap = 10 // maximum number of requests between two kills
	maxLate = 20 // maximum number of requests by which a request is delayed
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

// killPlan says which processes are killed during a request, and when.
type killPlan struct {
	moment    killMoment
	targets   []*execution
	bodyBytes int64 // number of bytes of the body that are read before the kill, for duringBody
	late      int   // number of other requests that are executed before the request of a killed process
	finished  int   // number of processes that had uploaded all items when the request arrived
	once      sync.Once
}

// ServeHTTP hands a request of the process to the mock server, and kills processes if the plan says so.
func (p *process) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	plan := p.arrive(r)
	defer plan.killOnce() // if they have not been killed yet
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

// arrive counts a request, and decides which processes are killed during it.
func (p *process) arrive(r *http.Request) *killPlan {
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
		plan.late = max(p.random.IntN(2*maxLate)-maxLate, 0)
	}
	for _, target := range plan.targets {
		target.isToBeKilled = true
	}
	p.killsLeft -= len(plan.targets)
	p.counts["kills "+plan.moment.String()]++
	return plan
}

// running returns the processes that run, except those that will be killed. The caller holds the lock.
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

// wait delays the request of a killed process until plan.late other requests have arrived, such as the same request
// from the next execution of the process. It returns earlier if another process finishes, because there may be no more
// requests.
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

// watchedBody is the body of a request. It calls end after some bytes have been read.
type watchedBody struct {
	io.ReadCloser
	left  int64 // number of bytes to read before end is called; negative for never
	end   func()
	isCut bool // a read has returned an error other than io.EOF
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

// watchedResponse calls begin before the first byte of the response, and before the connection is hijacked.
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

// Unwrap is called by http.ResponseController.
func (w *watchedResponse) Unwrap() http.ResponseWriter { return w.ResponseWriter }
