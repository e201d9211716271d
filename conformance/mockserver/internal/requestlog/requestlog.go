// Package requestlog keeps a log of the last requests to a server. A request is added before it is handled. Handlers
// add its operation, and wrappers of the response writer and of the request body count bytes. The log has no headers,
// no bodies and no secrets of queries. The package imports only the standard library.
package requestlog

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Limits of a log. Clients choose how long paths and queries are.
const (
	maxEntries = 1000
	maxBytes   = 8 << 20 // of all entries but the last one
	maxError   = 500     // bytes of an error, which is not part of maxBytes
)

// Entry is a request in the log. It is complete when the client has the whole response.
type Entry struct {
	ID        string
	Time      time.Time
	Method    string
	Path      string
	RawPath   string        // as in the request, if it is not the usual encoding of Path
	Query     url.Values    // without secrets
	Operation string        // empty for unknown paths
	Status    int           // 0 if there is no response
	BytesIn   int64         // of the body that were read
	BytesOut  int64         // of the body
	Duration  time.Duration // until the last byte of the response was written
	Fault     string        // the id of the fault that hit the request, if there is one
	Error     string        // why the request failed; at most maxError bytes and dots
	Console   bool          // the console has sent it
}

// cloneTexts replaces the texts of an entry by copies. In net/http, the method, the path and the query are parts of one
// string, the first line of the request, which would stay in memory with everything that the entry omits.
func (e *Entry) cloneTexts() {
	e.Method, e.Path, e.RawPath = strings.Clone(e.Method), strings.Clone(e.Path), strings.Clone(e.RawPath)
	query := e.Query
	if len(query) > 0 {
		e.Query = make(url.Values, len(query))
	}
	for name, values := range query {
		copies := make([]string, len(values))
		for i, v := range values {
			copies[i] = strings.Clone(v)
		}
		e.Query[strings.Clone(name)] = copies
	}
}

// size returns approximately how many bytes an entry takes in memory.
func (e *Entry) size() int {
	const fixed = 512
	size := fixed + len(e.ID) + len(e.Method) + len(e.Path) + len(e.RawPath)
	for name, values := range e.Query {
		size += 64 + len(name)
		for _, v := range values {
			size += 16 + len(v)
		}
	}
	return size
}

// Log has the last 1,000 requests, or fewer if they take more than 8 MiB. Requests are added when they begin, and
// updated while they run: an entry is complete before the last byte of the response is sent. The zero value is an empty
// log. A Log is safe for concurrent use.
type Log struct {
	mu      sync.Mutex
	entries []sizedEntry
	bytes   int // of all entries
}

// sizedEntry is an entry and its size when it was added.
type sizedEntry struct {
	*Entry
	bytes int
}

// All returns the requests, oldest first, including those that are still running.
func (l *Log) All() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Entry, len(l.entries))
	for i, e := range l.entries {
		all[i] = *e.Entry
	}
	return all
}

// Clear deletes all requests.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries, l.bytes = nil, 0
}

func (l *Log) add(e *Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.entries) == maxEntries || len(l.entries) > 0 && l.bytes > maxBytes {
		l.bytes -= l.entries[0].bytes
		l.entries = slices.Delete(l.entries, 0, 1)
	}
	l.entries = append(l.entries, sizedEntry{e, e.size()})
	l.bytes += e.size()
}

// Recorder is a response writer that records the response in a log.
type Recorder struct {
	http.ResponseWriter
	log     *Log
	entry   *Entry
	started time.Time
}

type recorderKey struct{}

// Record returns a response writer and a request that record what is sent and read. Handlers use both in place of the
// originals. If listed is false, the request does not appear in the log.
func (l *Log) Record(w http.ResponseWriter, r *http.Request, e Entry, listed bool) (*Recorder, *http.Request) {
	rec := &Recorder{w, l, &e, time.Now()}
	if listed {
		e.cloneTexts()
		l.add(rec.entry)
	}
	r = r.WithContext(context.WithValue(r.Context(), recorderKey{}, rec))
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = countedBody{r.Body, rec}
	}
	return rec, r
}

// Note sets the operation and the fault of a recorded request. It ignores other requests.
func Note(r *http.Request, operation, fault string) {
	if rec, ok := r.Context().Value(recorderKey{}).(*Recorder); ok {
		rec.note(func(e *Entry) { e.Operation, e.Fault = operation, fault })
	}
}

// NoteError sets why a recorded request failed. It ignores other requests.
func NoteError(r *http.Request, text string) {
	if len(text) > maxError {
		text = strings.ToValidUTF8(text[:maxError], "") + "..."
	}
	if rec, ok := r.Context().Value(recorderKey{}).(*Recorder); ok {
		rec.note(func(e *Entry) { e.Error = text })
	}
}

// ID returns the id of a recorded request, or an empty string for other requests.
func ID(r *http.Request) string {
	if rec, ok := r.Context().Value(recorderKey{}).(*Recorder); ok {
		return rec.entry.ID
	}
	return ""
}

func (r *Recorder) note(edit func(*Entry)) {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	edit(r.entry)
}

// Finish returns the entry at the end of a request. It sets the duration if there was no response.
func (r *Recorder) Finish() (done Entry) {
	r.note(func(e *Entry) {
		if e.Status == 0 {
			e.Duration = time.Since(r.started)
		}
		done = *e
	})
	return done
}

// Unwrap lets [http.ResponseController] find the connection.
func (r *Recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (r *Recorder) WriteHeader(status int) {
	r.note(func(e *Entry) {
		if status >= http.StatusOK && e.Status == 0 {
			e.Status, e.Duration = status, time.Since(r.started)
		}
	})
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter. It counts bytes before it sends them, so that the log includes all bytes that a
// client has received.
func (r *Recorder) Write(p []byte) (int, error) {
	r.sent(len(p))
	n, err := r.ResponseWriter.Write(p)
	if n < len(p) {
		r.sent(n - len(p))
	}
	return n, err
}

// sent counts bytes of the body. It ignores what a handler writes for a HEAD request, because that is not sent.
func (r *Recorder) sent(n int) {
	r.note(func(e *Entry) {
		if e.Status == 0 {
			e.Status = http.StatusOK
		}
		if e.Method != http.MethodHead {
			e.BytesOut += int64(n)
		}
		e.Duration = time.Since(r.started)
	})
}

// countedBody counts the bytes that are read from the body of a request.
type countedBody struct {
	io.ReadCloser
	rec *Recorder
}

func (b countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.rec.note(func(e *Entry) { e.BytesIn += int64(n) })
	}
	return n, err
}

// redacted replaces a secret.
const redacted = "redacted"

// signature matches the signature of a delivery URL, which can be in the value of a parameter.
var signature = regexp.MustCompile(`\bik-s=[^&#]*`)

// RedactQuery replaces signatures of URLs, and the values of parameters for whose names isSecret returns true. It
// changes query and returns it.
func RedactQuery(query url.Values, isSecret func(name string) bool) url.Values {
	for name, values := range query {
		secret := name == "ik-s" || isSecret(name)
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
