package mockserver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// FaultKind is what happens to a request that a [Fault] hits.
type FaultKind string

// The kinds of faults, and the fields of [Fault] that they take beside Latency, which all of them take.
const (
	// FaultLatency lets the operation wait for Latency and then run as always.
	FaultLatency FaultKind = "latency"
	// FaultStatus answers with an error of the service: Status, Message, RetryAfter, Headers, Executed.
	FaultStatus FaultKind = "status"
	// FaultRateLimit answers 429 with the service's three X-RateLimit headers: RateLimitReset (one second without it),
	// Message, RetryAfter, Headers, Executed. For a 429 without these headers take [FaultStatus].
	FaultRateLimit FaultKind = "rateLimit"
	// FaultHTML answers with a page, as a proxy does: Status (502 without it), RetryAfter, Headers, Executed.
	FaultHTML FaultKind = "html"
	// FaultResetBeforeBody resets the connection before a byte of the request's body is read.
	FaultResetBeforeBody FaultKind = "resetBeforeBody"
	// FaultResetDuringBody resets it when Bytes of the request's body have been read; without Bytes, half of it.
	FaultResetDuringBody FaultKind = "resetDuringBody"
	// FaultResetAfterBody resets it when the request has been read, and does nothing else.
	FaultResetAfterBody FaultKind = "resetAfterBody"
	// FaultResetAfterExecution executes the operation and resets the connection before a byte of the response is sent:
	// the failure of which a client cannot know whether it may try again.
	FaultResetAfterExecution FaultKind = "resetAfterExecution"
	// FaultResetDuringResponse executes the operation and resets the connection after Bytes of the response's body;
	// without Bytes, half of it. A response without a body, such as a 204 or one to HEAD, is reset before its header.
	FaultResetDuringResponse FaultKind = "resetDuringResponse"
	// FaultTruncated executes the operation and cuts the response's body after Bytes (half of it without Bytes); as
	// HTTP it is complete. It does not hit requests whose response has no body.
	FaultTruncated FaultKind = "truncated"
	// FaultContentType executes the operation and answers with another ContentType.
	FaultContentType FaultKind = "contentType"
	// FaultDrip executes the operation and sends the response's body Bytes (1 without it) at a time, with a pause of
	// Interval between. A response without a body comes at once.
	FaultDrip FaultKind = "drip"
)

// Fault is something that goes wrong on demand, as often as it says. Faults apply in the order in which they were
// added: the first one that is due hits the request, the others do not. All that match count the request for their
// After. So two faults with a Count of one hit two requests, one after the other. A status, a page and a rate limit are
// answered when the request has been read.
//
// Every attempt counts, also those that a client makes by itself: net/http repeats a GET whose connection is reset
// before it has an answer, if the connection was used before.
//
// In JSON, durations are text such as "1.5s", and what is not set can be left out:
//
//	{"operation": "upload", "kind": "status", "status": 503, "retryAfter": "2s", "after": 1, "count": 2}
type Fault struct {
	// ID is given by the server.
	ID string `json:"id,omitempty"`
	// Operation is an operationId of openapi.yaml, deliver for downloads of files, or empty or * for all of these.
	Operation string `json:"operation,omitempty"`
	// After is how many matching requests pass first.
	After int `json:"after,omitempty"`
	// Count is how many requests are hit; 0 means all until the fault is removed.
	Count int       `json:"count,omitempty"`
	Kind  FaultKind `json:"kind"`

	// Latency passes before anything else happens.
	Latency time.Duration `json:"latency,omitempty"`
	// Status is 200 to 599. With Headers, a 302 can lead elsewhere; a page with a 200 is what a captive portal answers.
	Status int `json:"status,omitempty"`
	// Executed does the operation all the same; only its answer is lost.
	Executed bool `json:"executed,omitempty"`
	// Message replaces the text of the error.
	Message string `json:"message,omitempty"`
	// RetryAfter is sent as the header Retry-After, in whole seconds rounded up.
	RetryAfter time.Duration `json:"retryAfter,omitempty"`
	// RateLimitReset is sent as the header X-RateLimit-Reset, in milliseconds.
	RateLimitReset time.Duration `json:"rateLimitReset,omitempty"`
	// Headers are set last.
	Headers map[string]string `json:"headers,omitempty"`
	// Bytes is a place in a body, or the size of a piece of it.
	Bytes int64 `json:"bytes,omitempty"`
	// Interval is the pause between pieces.
	Interval time.Duration `json:"interval,omitempty"`
	// ContentType is the type to answer with.
	ContentType string `json:"contentType,omitempty"`

	// Hits tells how many requests were hit; the server counts.
	Hits int `json:"hits"`
}

type plainFault Fault

// faultJSON has the durations as text. Its fields hide those of the same names in the fault.
type faultJSON struct {
	*plainFault
	Latency        duration `json:"latency,omitzero"`
	RetryAfter     duration `json:"retryAfter,omitzero"`
	RateLimitReset duration `json:"rateLimitReset,omitzero"`
	Interval       duration `json:"interval,omitzero"`
}

// MarshalJSON writes durations as text.
func (f Fault) MarshalJSON() ([]byte, error) {
	return json.Marshal(faultJSON{
		(*plainFault)(&f), duration(f.Latency), duration(f.RetryAfter), duration(f.RateLimitReset), duration(f.Interval),
	})
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields are an error: a misspelt one would silently do nothing.
func (f *Fault) UnmarshalJSON(data []byte) error {
	var read Fault
	text := faultJSON{plainFault: (*plainFault)(&read)}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&text); err != nil {
		return err
	}
	read.Latency, read.RetryAfter = time.Duration(text.Latency), time.Duration(text.RetryAfter)
	read.RateLimitReset, read.Interval = time.Duration(text.RateLimitReset), time.Duration(text.Interval)
	*f = read
	return nil
}

// AddFault makes something go wrong from the next request on, and returns the fault's id.
func (s *Server) AddFault(f Fault) (id string, err error) {
	a := s.api()
	if err := a.checkFault(f); err != nil {
		return "", fmt.Errorf("mockserver: %w", err)
	}
	return a.faults.add(f).ID, nil
}

// RemoveFault ends a fault. What it hit already goes on.
func (s *Server) RemoveFault(id string) error {
	if err := s.api().faults.remove(id); err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	return nil
}

// Faults returns the faults in the order in which they were added, those that are used up among them.
func (s *Server) Faults() []Fault { return s.api().faults.all() }

// ClearFaults ends all faults.
func (s *Server) ClearFaults() { s.api().faults.clear() }

// faults decides which requests go wrong.
type faults struct {
	closing context.Context // ends when the server closes: whatever waits stops waiting
	close   context.CancelFunc

	mu    sync.Mutex
	list  []*activeFault
	count int // of those that were ever added
}

// activeFault is a fault and how many matching requests there were.
type activeFault struct {
	Fault
	seen int
}

func newFaults() *faults {
	f := &faults{}
	f.closing, f.close = context.WithCancel(context.Background())
	return f
}

func (s *faults) add(f Fault) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	f.ID, f.Hits, f.Headers = fmt.Sprintf("fault-%d", s.count), 0, maps.Clone(f.Headers)
	s.list = append(s.list, &activeFault{Fault: f})
	return f
}

func (s *faults) remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.list, func(f *activeFault) bool { return f.ID == id })
	if i < 0 {
		return errNoFault
	}
	s.list = slices.Delete(s.list, i, i+1)
	return nil
}

func (s *faults) all() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Fault, len(s.list))
	for i, f := range s.list {
		all[i] = f.Fault
		all[i].Headers = maps.Clone(f.Headers)
	}
	return all
}

func (s *faults) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = nil
}

// take returns the fault that hits a request of an operation, if there is one, and counts the request.
func (s *faults) take(operation string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var hit *activeFault
	for _, f := range s.list {
		if !f.matches(operation) {
			continue
		}
		f.seen++
		if hit == nil && f.seen > f.After && (f.Count == 0 || f.Hits < f.Count) {
			hit = f
			hit.Hits++
		}
	}
	if hit == nil {
		return Fault{}, false
	}
	return hit.Fault, true
}

// spare takes a hit back: the fault has turned out to have nothing to break.
func (s *faults) spare(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.list {
		if f.ID == id {
			f.Hits--
		}
	}
}

func (f *activeFault) matches(operation string) bool {
	return f.Operation == "" || f.Operation == "*" || f.Operation == operation
}

// wait lets time pass, and reports whether all of it did: neither the client went away nor the server closed.
func (s *faults) wait(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-s.closing.Done():
		return false
	}
}
