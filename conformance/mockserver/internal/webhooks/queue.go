package webhooks

import "context"

// lane is a target and the events that it has to get. A goroutine sends them, one after the other; it exists only while
// there is something to send. The lock of the sender guards the fields.
type lane struct {
	id      string // of the target
	target  Target
	queue   []*entry
	sending bool            // there is a goroutine
	ctx     context.Context //nolint:containedctx // of the requests; replaced when it is cancelled
	cancel  context.CancelFunc
}

func newLane(id string, t Target) *lane {
	l := &lane{id: id, target: t}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

// add queues an event.
func (l *lane) add(e *entry) {
	e.queued++
	l.queue = append(l.queue, e)
}

// next takes the next event that the target wants from the queue. It returns nil if there is none.
func (l *lane) next() *entry {
	for len(l.queue) > 0 {
		e := l.queue[0]
		l.queue = l.queue[1:]
		if l.target.wants(e.Type) {
			return e
		}
		e.queued-- // the target was changed
	}
	return nil
}

// abort empties the queue and cuts off the request that runs.
func (l *lane) abort() {
	for _, e := range l.queue {
		e.queued--
	}
	l.queue = nil
	l.cancel()
	l.ctx, l.cancel = context.WithCancel(context.Background())
}

// wake starts the goroutine of a lane if there is none. The caller holds the lock.
func (s *Sender) wake(l *lane) {
	if l.sending {
		return
	}
	l.sending = true
	if s.sending++; s.sending == 1 {
		s.idle = make(chan struct{})
	}
	go s.work(l)
}

// work sends events until the queue is empty.
func (s *Sender) work(l *lane) {
	for d := s.nextDelivery(l); d != nil; d = s.nextDelivery(l) {
		err := d.run()
		s.noteEnd(d.entry, err)
		s.config.Log.Info("webhook", "event", d.Type, "id", d.ID, "error", err)
	}
}

// nextDelivery takes an event from the queue of a lane. If there is none, the goroutine has to end.
func (s *Sender) nextDelivery(l *lane) *delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := l.next()
	if e == nil {
		l.sending = false
		if s.sending--; s.sending == 0 {
			close(s.idle)
			s.idle = nil
		}
		return nil
	}
	return &delivery{entry: e, sender: s, targetID: l.id, target: l.target, ctx: l.ctx}
}
