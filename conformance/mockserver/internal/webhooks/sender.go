package webhooks

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Config is what a [Sender] needs. All fields are required.
type Config struct {
	Now       func() time.Time  // the time of signatures
	Log       *slog.Logger      // has a line per event that was sent
	Transport http.RoundTripper // closed with the sender if it has CloseIdleConnections
	Secret    string            // of targets that have none
}

// Sender sends events, one after the other. A goroutine does that, which exists only while there is something to send.
// It is safe for concurrent use.
type Sender struct {
	config Config
	client *http.Client

	mu         sync.Mutex
	target     *Target // never changed; nil if there is none
	log        []*entry
	queue      []*entry // empty if there is no target
	unprepared []*entry
	count      int             // of all numbers that were given
	idle       chan struct{}   // closed when the goroutine ends, nil if there is none
	ctx        context.Context //nolint:containedctx // of the requests; replaced when it is cancelled
	cancel     context.CancelFunc
	closed     bool
	largest    int64 // bytes of a body so far
}

// NewSender makes a sender without a target. It does not follow redirects.
func NewSender(c Config) *Sender {
	s := &Sender{config: c, client: &http.Client{
		Transport:     c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// Target returns the current target with its secret, nil if there is none.
func (s *Sender) Target() *Target {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.target
}

// SetTarget makes a target that has been checked the one of all events that are not being sent yet.
func (s *Sender) SetTarget(t Target) {
	t.Secret = cmp.Or(t.Secret, s.config.Secret)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.target = &t
}

// RemoveTarget ends the sending of events. The request that runs is cut off.
func (s *Sender) RemoveTarget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.target = nil
	s.abort()
}

// Clear forgets all events, those that are still to be sent included.
func (s *Sender) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
	s.abort()
}

// Close ends the sending for good. When it returns, the goroutine is gone.
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

// abort empties the queue and cuts off the request that runs. The caller holds the lock.
func (s *Sender) abort() {
	for _, e := range s.queue {
		e.state = Unsent
	}
	s.queue = nil
	s.cancel()
	s.ctx, s.cancel = context.WithCancel(context.Background())
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

// Send remembers an event and queues it if there is a target that wants it. It neither waits nor makes the body, so
// that it can be called with locks held; the record that it returns has no payload. It gives the event up if 10,000
// events, or 64 MiB, wait already.
func (s *Sender) Send(e Event) Record {
	added := &entry{Event: e, state: Unsent}
	s.makeOnce(added)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remember(added)
	switch {
	case !s.target.wants(e.Type) || s.closed:
	case s.isFull(s.queue):
		added.state, added.attempts = Failed, []Attempt{{Time: e.Time, Error: errQueueIsFull}}
	default:
		added.state = Queued
		s.queue = append(s.queue, added)
		s.wake()
	}
	return added.record()
}

// wake starts the goroutine if there is none. The caller holds the lock.
func (s *Sender) wake() {
	if s.idle == nil {
		s.idle = make(chan struct{})
		go s.work()
	}
}

// work sends events until the queue is empty.
func (s *Sender) work() {
	for d := s.nextDelivery(); d != nil; d = s.nextDelivery() {
		err := d.run()
		s.noteEnd(d.entry, err)
		s.config.Log.Info("webhook", "event", d.Type, "id", d.ID, "error", err)
	}
}

// nextDelivery takes an event from the queue. If there is none, the goroutine has to end.
func (s *Sender) nextDelivery() *delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		close(s.idle)
		s.idle = nil
		return nil
	}
	e := s.queue[0]
	s.queue = s.queue[1:]
	return &delivery{entry: e, sender: s, target: s.target, ctx: s.ctx}
}
