package mockserver

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"
)

// faulty lets requests go wrong. It runs when the operation is known, and before anything else looks at the request.
func (a *api) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		operation := operationID(r)
		f, found := a.faults.take(operation)
		noteOperation(r, operation, f.ID)
		if !found {
			next.ServeHTTP(w, r)
			return
		}
		if !a.faults.wait(r.Context(), f.Latency) {
			reset(w)
			return
		}
		faultRules[f.Kind].play(faultHit{f, a.faults, w, r, next})
	})
}

// operationID names the operation of a request that has one.
func operationID(r *http.Request) string {
	if operation := operationOf(r); operation != nil {
		return operation.ID()
	}
	return deliverOperation
}

// faultHit is a fault and the request that it hits.
type faultHit struct {
	Fault
	faults *faults
	w      http.ResponseWriter
	r      *http.Request
	next   http.Handler
}

// pass does what would have been done.
func (h faultHit) pass() { h.next.ServeHTTP(h.w, h.r) }

// execute does what would have been done, and loses the answer.
func (h faultHit) execute() { h.next.ServeHTTP(&discarded{http.Header{}}, h.r) }

// readBody reads all of the request.
func (h faultHit) readBody() { _, _ = io.Copy(io.Discard, h.r.Body) }

// settle executes the operation or not. In any case the request is read: whoever still sends one may not see its
// answer.
func (h faultHit) settle() {
	if h.Executed {
		h.execute()
	}
	h.readBody()
}

// answer writes an answer of the fault's own.
func (h faultHit) answer(status int, contentType string, body []byte) {
	header := h.w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if h.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(h.RetryAfter.Seconds()))))
	}
	for name, value := range h.Headers {
		header.Set(name, value)
	}
	h.w.WriteHeader(status)
	_, _ = h.w.Write(body)
}

func (h faultHit) answerError(status int, message string) {
	h.settle()
	body, _ := encode(failure(status, cmp.Or(h.Message, message), "").body) // plain text always encodes
	h.answer(status, "application/json; charset=utf-8", body)
}

func (h faultHit) answerStatus() {
	h.answerError(h.Status, fmt.Sprintf("The mock server was told to fail: %d %s.", h.Status, http.StatusText(h.Status)))
}

func (h faultHit) answerRateLimit() {
	limits := ServiceRateLimits()
	rate := limits.WritesPerSecond
	if isRead(h.r) {
		rate = limits.ReadsPerSecond
	}
	setRateLimit(h.w.Header(), rate, cmp.Or(h.RateLimitReset, time.Second))
	h.answerError(errRateLimit.status, errRateLimit.body.Message)
}

func (h faultHit) answerHTML() {
	h.settle()
	status := cmp.Or(h.Status, http.StatusBadGateway)
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"
	h.answer(status, "text/html; charset=utf-8", []byte(page))
}

func (h faultHit) resetBeforeBody() { reset(h.w) }

func (h faultHit) resetDuringBody() {
	n := cmp.Or(h.Bytes, max(h.r.ContentLength/2, 1))
	_, _ = io.CopyN(io.Discard, h.r.Body, n)
	reset(h.w)
}

func (h faultHit) resetAfterBody() {
	h.readBody()
	reset(h.w)
}

func (h faultHit) resetAfterExecution() {
	h.execute()
	h.resetAfterBody()
}

func (h faultHit) resetDuringResponse() {
	if h.cut(&cut{ResponseWriter: h.w, at: h.Bytes}) {
		_ = http.NewResponseController(h.w).Flush()
	}
	reset(h.w)
}

// cut executes the operation and reports whether there was a body to cut. If there was none, nothing is sent yet.
func (h faultHit) cut(w *cut) bool {
	w.head = h.r.Method == http.MethodHead
	h.next.ServeHTTP(w, h.r)
	return w.started
}

func (h faultHit) truncate() {
	w := &cut{ResponseWriter: h.w, at: h.Bytes, announced: true}
	if !h.cut(w) {
		h.faults.spare(h.ID)
		noteOperation(h.r, operationID(h.r), "")
		h.w.WriteHeader(cmp.Or(w.status, http.StatusOK))
	}
}

func (h faultHit) changeContentType() {
	h.next.ServeHTTP(&retyped{h.w, h.ContentType}, h.r)
}

// drip ends with a reset if the time for it has run out.
func (h faultHit) drip() {
	size := int(min(cmp.Or(h.Bytes, 1), math.MaxInt32))
	w := &dripping{ResponseWriter: h.w, size: size, pause: func() bool { return h.faults.wait(h.r.Context(), h.Interval) }}
	h.next.ServeHTTP(w, h.r)
	if w.stopped {
		reset(h.w)
	}
}

// reset ends the connection as a crash does: what is not sent yet is lost, and the client's system is told so. Where
// there is no connection of its own, as in HTTP/2, it ends the response.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn() // without the alert that says goodbye
	}
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
