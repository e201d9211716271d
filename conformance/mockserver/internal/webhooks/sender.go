package webhooks

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Config is what a [Sender] needs. All fields are required.
type Config struct {
	Now       func() time.Time  // the time of signatures
	Log       *slog.Logger      // gets a record per event and target
	Transport http.RoundTripper // closed with the sender if it has CloseIdleConnections
}

// Sender sends events to its targets. It is safe for concurrent use.
type Sender struct {
	config Config
	client *http.Client

	mu         sync.Mutex
	queues     map[string]*targetQueue // by the ids of their targets
	log        []*entry
	unprepared []*entry
	count      int           // of all numbers that were given
	sending    int           // queues that have a goroutine
	idle       chan struct{} // closed when no queue has one any more, nil if none has one
	closed     bool
	largest    int64 // bytes of the largest body so far
}

// NewSender makes a sender without a target. It does not follow redirects.
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

// SetTarget adds a target that has been checked, or replaces the one with this id: what is not being sent to the old
// one yet is sent to the new one, if that wants it.
func (s *Sender) SetTarget(id string, t Target) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queues[id]; q != nil {
		q.target = t
		return
	}
	s.queues[id] = newTargetQueue(id, t)
}

// RemoveTarget ends the sending of events to a target, if there is one with this id. The request that runs is cut off.
func (s *Sender) RemoveTarget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queues[id]; q != nil {
		q.abort()
		delete(s.queues, id)
	}
}

// Clear forgets all events, those that are still to be sent included.
func (s *Sender) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log, s.unprepared = nil, nil
	s.abort()
}

// Close ends the sending for good. When it returns, all goroutines are gone.
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

// abort empties the queues and cuts off the requests that run. The caller holds the lock.
func (s *Sender) abort() {
	for _, q := range s.queues {
		q.abort()
	}
}

// Wait returns when there is nothing left to send, or with the error of ctx when that ends before.
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

// NextNumber counts up from 1, for ids of events.
func (s *Sender) NextNumber() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	return s.count
}

// Send remembers an event and queues it for the targets that want it. It neither waits nor makes the body, so that it
// can be called with locks held; the record that it returns has no payload. For a target whose
// queue has 10,000 events or 64 MiB, the event fails at once.
func (s *Sender) Send(e Event) Record {
	added := &entry{Event: e}
	s.makeOnce(added)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remember(added)
	for _, q := range s.queues {
		switch {
		case !q.target.wants(e.Type) || s.closed:
		case s.isFull(q.pending):
			added.failed++
			added.attempts = append(added.attempts, Attempt{Target: q.id, Time: e.Time, Error: errQueueIsFull})
		default:
			q.add(added)
			s.wake(q)
		}
	}
	return added.record()
}
