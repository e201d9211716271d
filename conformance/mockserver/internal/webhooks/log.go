package webhooks

import (
	"slices"
	"time"
)

// State is the outcome of an event so far.
type State string

// States of events.
const (
	Queued    State = "queued"    // is being sent, or will be
	Delivered State = "delivered" // answered with a 2xx status
	Failed    State = "failed"    // given up
	Unsent    State = "unsent"    // no target wanted it, or those that did were removed
)

// Event is something that has happened.
type Event struct {
	ID   string
	Type string // such as file.created
	Time time.Time
	// Body makes the body of the request. It is called once, by any goroutine and without a lock of the sender; the
	// sender keeps what it returns.
	Body func() ([]byte, error)
	// Prepare asks for the body to be made by the next [Sender.PrepareBodies], and not only when it is needed.
	Prepare bool
}

// Record is an event and its outcome so far.
type Record struct {
	ID, Type string
	Time     time.Time // when it happened
	State    State
	Attempts []Attempt // the last 100 in their order; never nil
	Payload  []byte    // the body of the request; nil if it could not be made
}

// Attempt is one request.
type Attempt struct {
	Target string    // its id
	Time   time.Time // that of the signature
	Status int       // 0 if there was no response
	Error  string    // why it failed; empty if it did not
}

// entry is an event in the log.
type entry struct {
	Event // its Body keeps the result

	// Guarded by the lock of the sender.
	size                      int64 // of the body, 0 until it is made
	queued, delivered, failed int   // for how many targets
	attempts                  []Attempt
}

// state is the outcome for all targets: an event is delivered when every target that still wants it has it.
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

// record describes the event without its payload. The caller holds the lock of the sender.
func (e *entry) record() Record {
	return Record{ID: e.ID, Type: e.Type, Time: e.Time, State: e.state(), Attempts: append([]Attempt{}, e.attempts...)}
}

// withPayload completes a record. A payload that could not be made is missing; the attempts of the event say why.
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

// PrepareBodies makes the bodies of the events that have asked for it since the last call.
func (s *Sender) PrepareBodies() {
	s.mu.Lock()
	entries := s.unprepared
	s.unprepared = nil
	s.mu.Unlock()
	for _, e := range entries {
		_, _ = e.Body() // an error comes again when the event is sent
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limitLog()
}

// remember adds an event to the log and deletes the oldest ones if it is full. The caller holds the lock.
func (s *Sender) remember(e *entry) {
	s.log = append(s.log, e)
	s.limitLog()
	if e.Prepare {
		s.unprepared = append(s.unprepared, e)
	}
}

// noteAttempt adds a request and its outcome.
func (s *Sender) noteAttempt(e *entry, a Attempt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.attempts = append(e.attempts[max(len(e.attempts)-maxAttempts+1, 0):], a.limited())
}

// noteEnd notes the outcome of an event for one target.
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
