package mockserver

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// maxRequests is how many requests the log remembers.
const maxRequests = 1000

// Request is what the log remembers of a request. It has no headers and no bodies, and its query has no secrets: what a
// request has done is in the state. It is complete when the client has the response.
type Request struct {
	ID     string     `json:"id"`   // as in the response header x-ik-requestid
	Time   time.Time  `json:"time"` // by the clock of the server
	Method string     `json:"method"`
	Path   string     `json:"path"` // without the prefix of [WithPrefix]
	Query  url.Values `json:"query,omitempty"`
	// Operation is an operationId of openapi.yaml, or deliver; empty if the request asks for nothing that there is.
	Operation string        `json:"operation,omitempty"`
	Status    int           `json:"status"`   // 0 if there is no response
	BytesIn   int64         `json:"bytesIn"`  // of the body, as far as it was read
	BytesOut  int64         `json:"bytesOut"` // of the body
	Duration  time.Duration `json:"duration"` // until the last byte of the response was written; text in JSON
	Fault     string        `json:"fault,omitempty"`
}

// MarshalJSON writes the duration as text.
func (r Request) MarshalJSON() ([]byte, error) {
	type plain Request
	return json.Marshal(struct {
		plain
		Duration duration `json:"duration"`
	}{plain(r), duration(r.Duration)})
}

// Requests returns the last 1,000 requests, oldest first, those that still run among them. Requests to the mock's own
// paths are not there.
func (s *Server) Requests() []Request { return s.api().requests.all() }

// ClearRequests empties the log.
func (s *Server) ClearRequests() { s.api().requests.clear() }

// requestLog remembers requests from their beginning, and what becomes of them while it happens: when the last byte of
// a response is sent, nothing is left to note.
type requestLog struct {
	mu      sync.Mutex
	entries []*Request
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Request, len(l.entries))
	for i, e := range l.entries {
		all[i] = *e
	}
	return all
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = nil
}

func (l *requestLog) add(e *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) == maxRequests {
		l.entries = slices.Delete(l.entries, 0, 1)
	}
	l.entries = append(l.entries, e)
}

// recorder is a response of which the log takes note.
type recorder struct {
	http.ResponseWriter
	log     *requestLog
	entry   *Request
	started time.Time
}

type recorderKey struct{}

// record begins to take note of a request; what handles it gets the recorder and the request that it returns.
func (a *api) record(w http.ResponseWriter, r *http.Request, id string) (*recorder, *http.Request) {
	rec := &recorder{w, a.requests, &Request{
		ID: id, Time: a.now(), Method: r.Method, Path: a.withoutPrefix(r.URL.Path), Query: withoutSecrets(r.URL.Query()),
	}, time.Now()}
	if !isControl(rec.entry.Path) {
		a.requests.add(rec.entry)
	}
	r = r.WithContext(context.WithValue(r.Context(), recorderKey{}, rec))
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = countedBody{r.Body, rec}
	}
	return rec, r
}

// withoutPrefix returns the path as the API has it; one that is not under the prefix stays as it is.
func (a *api) withoutPrefix(path string) string {
	if !strings.HasPrefix(path, a.prefix+"/") {
		return path
	}
	return path[len(a.prefix):]
}

// noteOperation adds what is known when a request is routed.
func noteOperation(r *http.Request, operation, fault string) {
	if rec, ok := r.Context().Value(recorderKey{}).(*recorder); ok {
		rec.note(func(e *Request) { e.Operation, e.Fault = operation, fault })
	}
}

// requestID is what the response tells in x-ik-requestid, even if a fault throws that away.
func requestID(r *http.Request) string {
	if rec, ok := r.Context().Value(recorderKey{}).(*recorder); ok {
		return rec.entry.ID
	}
	return ""
}

func (r *recorder) note(edit func(*Request)) {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	edit(r.entry)
}

// snapshot returns what is known now.
func (r *recorder) snapshot() Request {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	return *r.entry
}

// finish is for requests that end without a response.
func (r *recorder) finish() Request {
	r.note(func(e *Request) {
		if e.Status == 0 {
			e.Duration = time.Since(r.started)
		}
	})
	return r.snapshot()
}

// Unwrap lets [http.ResponseController] find the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	r.note(func(e *Request) {
		if status >= http.StatusOK && e.Status == 0 {
			e.Status, e.Duration = status, time.Since(r.started)
		}
	})
	r.ResponseWriter.WriteHeader(status)
}

// Write takes note first: when the client has the bytes, the log has them too.
func (r *recorder) Write(p []byte) (int, error) {
	r.sent(len(p))
	n, err := r.ResponseWriter.Write(p)
	if n < len(p) {
		r.sent(n - len(p))
	}
	return n, err
}

// sent counts bytes of the body. The response to a HEAD request has none, whatever the handler writes.
func (r *recorder) sent(n int) {
	r.note(func(e *Request) {
		if e.Status == 0 {
			e.Status = http.StatusOK
		}
		if e.Method != http.MethodHead {
			e.BytesOut += int64(n)
		}
		e.Duration = time.Since(r.started)
	})
}

// countedBody counts what is read of a request.
type countedBody struct {
	io.ReadCloser
	rec *recorder
}

func (b countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.rec.note(func(e *Request) { e.BytesIn += int64(n) })
	}
	return n, err
}

// redacted stands for a secret.
const redacted = "redacted"

// signature finds those of delivery URLs, which can also be inside a query.
var signature = regexp.MustCompile(`\bik-s=[^&#]*`)

// withoutSecrets hides signatures and credentials.
func withoutSecrets(query url.Values) url.Values {
	for name, values := range query {
		secret := name == "ik-s" || contract.IsSecret(name)
		for i, v := range values {
			if secret {
				values[i] = redacted
			} else {
				values[i] = signature.ReplaceAllString(v, "ik-s="+redacted)
			}
		}
	}
	return query
}
