package helpers

import (
	"context"
	"sync"
)

// RememberWebhooks makes a Once for [WebhookHandlerOptions] that remembers the last n webhooks which have been handled, at least one, in this
// process. A webhook that arrives while the one of the same id is being handled waits for it, and is dropped if that succeeds. It
// is no more than a filter: after a restart, or in a second process, a webhook can be handled again.
func RememberWebhooks(n int) func(ctx context.Context, id string, handle func(context.Context) error) error {
	m := &webhookMemory{last: make([]string, max(n, 1)), handled: make(map[string]bool), running: make(map[string]chan struct{})}
	return m.once
}

type webhookMemory struct {
	mu      sync.Mutex
	handled map[string]bool
	last    []string // a ring of what is in handled
	oldest  int
	running map[string]chan struct{} // closed when it has ended
}

func (m *webhookMemory) once(ctx context.Context, id string, handle func(context.Context) error) error {
	for {
		handled, running := m.begin(id)
		if handled {
			return nil
		}
		if running == nil {
			break
		}
		select {
		case <-running: // if that failed, it is our turn
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	succeeded := false
	defer func() { m.end(id, succeeded) }() // even if the callback panics
	err := handle(ctx)
	succeeded = err == nil
	return err
}

// begin tells whether a webhook has been handled, or by whom it is; if neither, it is the caller's.
func (m *webhookMemory) begin(id string) (handled bool, running chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.handled[id] {
		return true, nil
	}
	if running, ok := m.running[id]; ok {
		return false, running
	}
	m.running[id] = make(chan struct{})
	return false, nil
}

func (m *webhookMemory) end(id string, succeeded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.running[id])
	delete(m.running, id)
	if !succeeded {
		return
	}
	delete(m.handled, m.last[m.oldest])
	m.last[m.oldest], m.handled[id] = id, true
	m.oldest = (m.oldest + 1) % len(m.last)
}
