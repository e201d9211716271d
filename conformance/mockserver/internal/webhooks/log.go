package webhooks

import (
	"net/http"
	"slices"
	"time"
)

// State is the state of an event for all its targets.
type State string

// States of events.
const (
	Queued    State = "queued"    // being sent, or waiting to be sent
	Delivered State = "delivered" // all targets have responded with a 2xx status
	Failed    State = "failed"    // all attempts for a target have failed
	Unsent    State = "unsent"    // no target receives this type, or the targets were removed
)

// Event is an event to send.
type Event struct {
	ID   string
	Type string // such as file.created
	Time time.Time
	// Body returns the body of the request. It is called once, by any goroutine and without the lock of the sender. The
	// sender retains the result.
	Body func() ([]byte, error)
	// Prepare makes the next [Sender.PrepareBodies] call Body, which is otherwise called when the body is needed.
	Prepare bool
}

// Record is an event in the log.
type Record struct {
	ID, Type string
	Time     time.Time // when it happened
	State    State
	Attempts []Attempt // the last 100, oldest first; never nil
	Payload  []byte    // the body of the request; nil if Body failed
}

// Attempt is one request to a target.
type Attempt struct {
	Target string    // its id
	Time   time.Time // the time of the signature
	Status int       // 0 if there was no response
	Error  string    // why the attempt failed; empty if it succeeded
	// Header has the headers with the signature; nil if there was no request. Sent is the real time of the attempt,
	// which receivers compare with the time of the signature.
	Header http.Header
	Sent   time.Time
	// Private is [Target.Private] at the time of the attempt.
	Private bool
}

// entry is an event in the log.
type entry struct {
	Event // its Body caches the result

	// Guarded by the lock of the sender.
	size                      int64 // of the body in bytes; 0 until Body is called
	queued, delivered, failed int   // numbers of targets
	attempts                  []Attempt
}

// state returns the state for all targets. An event is delivered when all targets have received it, except those that
// were removed.
func (e *entry) state() State {
	switch {
	case e.queued > 0:
		return Queued
	case e.failed > 0:
		return Failed
	case e.delivered > 0:
		return Delivered
	}
	return Unsent
}

// record returns the event without its payload. The caller holds the lock of the sender.
func (e *entry) record() Record {
	return Record{ID: e.ID, Type: e.Type, Time: e.Time, State: e.state(), Attempts: append([]Attempt{}, e.attempts...)}
}

// withPayload adds the payload to a record. It is missing if Body failed; the attempts of the event have the error.
func (e *entry) withPayload(r Record) Record {
	r.Payload, _ = e.Body()
	return r
}

// Records returns the last 1,000 events, oldest first; fewer if their bodies take more than 16 MiB.
func (s *Sender) Records() []Record {
	s.mu.Lock()
	entries := slices.Clone(s.log)
	records := make([]Record, len(entries))
	for i, e := range entries {
		records[i] = e.record()
	}
	s.mu.Unlock()
	for i, e := range entries {
		records[i] = e.withPayload(records[i])
	}
	return records
}

// Find returns the last event with an id, and false if the log has none.
func (s *Sender) Find(id string) (Record, bool) {
	return s.find(id, func(*entry) {})
}

// find calls do for the last event with an id, under the lock, and returns the event.
func (s *Sender) find(id string, do func(*entry)) (Record, bool) {
	s.mu.Lock()
	var found *entry
	for _, e := range slices.Backward(s.log) {
		if e.ID == id {
			found = e
			break
		}
	}
	if found == nil {
		s.mu.Unlock()
		return Record{}, false
	}
	do(found)
	r := found.record()
	s.mu.Unlock()
	return found.withPayload(r), true
}

// PrepareBodies creates the bodies of the events with Prepare that were sent since the last call.
func (s *Sender) PrepareBodies() {
	s.mu.Lock()
	entries := s.unprepared
	s.unprepared = nil
	s.mu.Unlock()
	for _, e := range entries {
		_, _ = e.Body() // the error is reported when the event is sent
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limitLog()
}

// addToLog adds an event to the log and deletes the oldest ones if it is full. The caller holds the lock.
func (s *Sender) addToLog(e *entry) {
	s.log = append(s.log, e)
	s.limitLog()
	if e.Prepare {
		s.unprepared = append(s.unprepared, e)
	}
}

// noteAttempt adds an attempt to an event.
func (s *Sender) noteAttempt(e *entry, a Attempt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.attempts = append(e.attempts[max(len(e.attempts)-maxAttempts+1, 0):], a.limited())
}

// noteEnd records the outcome of an event for one target.
func (s *Sender) noteEnd(e *entry, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.queued--
	if err != nil {
		e.failed++
	} else {
		e.delivered++
	}
}
