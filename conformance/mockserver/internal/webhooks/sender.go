package webhooks

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Config configures a [Sender]. All fields are required.
type Config struct {
	Now       func() time.Time  // for the times of signatures
	Log       *slog.Logger      // for a record per event and target
	Transport http.RoundTripper // Close calls its CloseIdleConnections, if there is one
}

// Sender sends events to its targets. It is safe for concurrent use.
type Sender struct {
	config Config
	client *http.Client

	mu         sync.Mutex
	queues     map[string]*targetQueue // by the ids of their targets
	log        []*entry
	unprepared []*entry
	count      int           // the last result of NextNumber
	sending    int           // queues with a goroutine
	idle       chan struct{} // closed when the last goroutine ends; nil if there is none
	closed     bool
	largest    int64 // size of the largest body so far, in bytes
}

// NewSender returns a sender without targets. It does not follow redirects.
func NewSender(c Config) *Sender {
	return &Sender{config: c, queues: map[string]*targetQueue{}, client: &http.Client{
		Transport:     c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Target returns the target with an id.
func (s *Sender) Target(id string) (t Target, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queues[id]; q != nil {
		return q.target, true
	}
	return Target{}, false
}

// SetTarget adds a target, or replaces the one with the same id. The caller has checked the target. Events that wait
// for the old target are sent to the new one if it receives their types.
func (s *Sender) SetTarget(id string, t Target) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queues[id]; q != nil {
		q.target = t
		return
	}
	s.queues[id] = newTargetQueue(id, t)
}

// RemoveTarget removes the target with an id, if there is one. It cancels the request that is being sent to it.
func (s *Sender) RemoveTarget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queues[id]; q != nil {
		q.abort()
		delete(s.queues, id)
	}
}

// Clear deletes all events, including those that wait, and cancels the requests that are being sent.
func (s *Sender) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log, s.unprepared = nil, nil
	s.abort()
}

// Close stops the sender permanently. It returns when all goroutines have ended.
func (s *Sender) Close() {
	s.mu.Lock()
	s.closed = true
	s.abort()
	idle := s.idle
	s.mu.Unlock()
	if idle != nil {
		<-idle
	}
	s.client.CloseIdleConnections()
}

// abort empties the queues and cancels the requests that are being sent. The caller holds the lock.
func (s *Sender) abort() {
	for _, q := range s.queues {
		q.abort()
	}
}

// Wait returns nil when there is nothing left to send, or the error of ctx if that ends first.
func (s *Sender) Wait(ctx context.Context) error {
	s.mu.Lock()
	idle := s.idle
	s.mu.Unlock()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// NextNumber returns 1, 2 and so on, for ids of events.
func (s *Sender) NextNumber() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	return s.count
}

// Send adds an event to the log and queues it for the targets that receive its type. It neither waits nor calls Body,
// so that callers can hold locks. The record that it returns has no payload. For a target whose queue has 10,000 events
// or 64 MiB, the event fails at once.
func (s *Sender) Send(e Event) Record {
	added := &entry{Event: e}
	s.makeOnce(added)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addToLog(added)
	s.enqueue(added, e.Time)
	return added.record()
}

// Resend sends the last event with an id again, with the same id and body, to the targets that receive its type now.
// The new attempts follow the earlier ones in its record. It returns false if the log does not have the event.
func (s *Sender) Resend(id string) (Record, bool) {
	now := s.config.Now()
	return s.find(id, func(e *entry) {
		e.delivered, e.failed = 0, 0
		s.enqueue(e, now)
	})
}

// enqueue queues an event for the targets that receive its type. at is the time of attempts that fail at once. The
// caller holds the lock.
func (s *Sender) enqueue(e *entry, at time.Time) {
	for _, q := range s.queues {
		switch {
		case !q.target.wants(e.Type) || s.closed:
		case s.isFull(q.pending):
			e.failed++
			e.attempts = append(e.attempts, Attempt{Target: q.id, Time: at, Error: errQueueIsFull})
		default:
			q.add(e)
			s.wake(q)
		}
	}
}
