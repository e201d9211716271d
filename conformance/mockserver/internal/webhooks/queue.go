package webhooks

import "context"

// targetQueue is a target and the events that wait for it. A goroutine sends them one after the other; it exists only
// while there is something to send. The lock of the sender guards the fields.
type targetQueue struct {
	id      string // of the target
	target  Target
	pending []*entry
	sending bool            // there is a goroutine
	ctx     context.Context //nolint:containedctx // for requests; replaced when it is cancelled
	cancel  context.CancelFunc
}

func newTargetQueue(id string, t Target) *targetQueue {
	q := &targetQueue{id: id, target: t}
	q.ctx, q.cancel = context.WithCancel(context.Background())
	return q
}

// add queues an event.
func (q *targetQueue) add(e *entry) {
	e.queued++
	q.pending = append(q.pending, e)
}

// next removes the next event whose type the target receives from the queue, and returns it. It returns nil if there is
// none.
func (q *targetQueue) next() *entry {
	for len(q.pending) > 0 {
		e := q.pending[0]
		q.pending[0], q.pending = nil, q.pending[1:]
		if q.target.wants(e.Type) {
			return e
		}
		e.queued-- // the target has changed
	}
	return nil
}

// abort empties the queue and cancels the request that is being sent.
func (q *targetQueue) abort() {
	for _, e := range q.pending {
		e.queued--
	}
	q.pending = nil
	q.cancel()
	q.ctx, q.cancel = context.WithCancel(context.Background())
}

// wake starts the goroutine of a queue if there is none. The caller holds the lock.
func (s *Sender) wake(q *targetQueue) {
	if q.sending {
		return
	}
	q.sending = true
	if s.sending++; s.sending == 1 {
		s.idle = make(chan struct{})
	}
	go s.work(q)
}

// work sends the events of a queue until it is empty.
func (s *Sender) work(q *targetQueue) {
	for d := s.nextDelivery(q); d != nil; d = s.nextDelivery(q) {
		err := d.run()
		s.noteEnd(d.entry, err)
		s.config.Log.Info("webhook", "event", d.Type, "id", d.ID, "error", err)
	}
}

// nextDelivery removes the next event from a queue. It returns nil if there is none; then the goroutine must end.
func (s *Sender) nextDelivery(q *targetQueue) *delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := q.next()
	if e == nil {
		q.sending = false
		if s.sending--; s.sending == 0 {
			close(s.idle)
			s.idle = nil
		}
		return nil
	}
	return &delivery{entry: e, sender: s, targetID: q.id, target: q.target, ctx: q.ctx}
}
