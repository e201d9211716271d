package faults

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

// hit is a fault and a request that it hits.
type hit struct {
	Fault
	injector *Injector
	w        http.ResponseWriter
	r        *http.Request
	next     http.Handler
}

// pass executes the operation and sends its response.
func (h hit) pass() { h.next.ServeHTTP(h.w, h.r) }

// execute executes the operation and discards its response.
func (h hit) execute() { h.next.ServeHTTP(&discarded{http.Header{}}, h.r) }

// readBody reads the rest of the request.
func (h hit) readBody() { _, _ = io.Copy(io.Discard, h.r.Body) }

// executeIfAsked executes the operation if Executed is set. It always reads the whole request, because a client that is
// still sending its body may not read the response.
func (h hit) executeIfAsked() {
	if h.Executed {
		h.execute()
	}
	h.readBody()
}

// answer writes a response with the headers of the fault.
func (h hit) answer(status int, contentType string, body []byte) {
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

func (h hit) answerError(status int, message string) {
	h.executeIfAsked()
	body := h.injector.config.ErrorBody(status, cmp.Or(h.Message, message))
	h.answer(status, "application/json; charset=utf-8", body)
}

func (h hit) answerStatus() {
	h.answerError(h.Status, fmt.Sprintf("Injected fault: %d %s.", h.Status,
		http.StatusText(h.Status)))
}

func (h hit) answerRateLimit() {
	message := h.injector.config.LimitRate(h.w.Header(), h.r, cmp.Or(h.RateLimitReset, time.Second))
	h.answerError(http.StatusTooManyRequests, message)
}

func (h hit) answerHTML() {
	h.executeIfAsked()
	status := cmp.Or(h.Status, http.StatusBadGateway)
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"
	h.answer(status, "text/html; charset=utf-8", []byte(page))
}

func (h hit) resetBeforeBody() { reset(h.w) }

func (h hit) resetDuringBody() {
	n := cmp.Or(h.Bytes, max(h.r.ContentLength/2, 1))
	_, _ = io.CopyN(io.Discard, h.r.Body, n)
	reset(h.w)
}

func (h hit) resetAfterBody() {
	h.readBody()
	reset(h.w)
}

func (h hit) resetAfterExecution() {
	h.execute()
	h.resetAfterBody()
}

func (h hit) resetDuringResponse() {
	if h.cut(&cut{ResponseWriter: h.w, at: h.Bytes}) {
		_ = http.NewResponseController(h.w).Flush()
	}
	reset(h.w)
}

// cut executes the operation and reports whether the response has a body to cut. If it has none, nothing has been sent.
func (h hit) cut(w *cut) bool {
	w.head = h.r.Method == http.MethodHead
	h.next.ServeHTTP(w, h.r)
	return w.started
}

func (h hit) truncate() {
	w := &cut{ResponseWriter: h.w, at: h.Bytes, announced: true}
	if !h.cut(w) {
		h.injector.takeBack(h.ID)
		h.injector.config.Note(h.r, "")
		h.w.WriteHeader(cmp.Or(w.status, http.StatusOK))
	}
}

func (h hit) changeContentType() {
	h.next.ServeHTTP(&retyped{ResponseWriter: h.w, contentType: h.ContentType}, h.r)
}

// drip resets the connection if the request is cancelled or the server closed during a pause.
func (h hit) drip() {
	size := int(min(cmp.Or(h.Bytes, 1), math.MaxInt32))
	w := &dripping{ResponseWriter: h.w, size: size, pause: func() bool {
		return h.injector.wait(h.r.Context(), h.Interval)
	}}
	h.next.ServeHTTP(w, h.r)
	if w.stopped {
		reset(h.w)
	}
}

// reset closes the connection as a crash would: bytes that are not sent yet are lost, and the client gets a TCP reset.
// For HTTP/2 it resets only the stream of the request, because other requests share the connection.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn() // without the TLS alert that announces the end
	}
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
