package helpers

import (
	"context"
	"crypto/sha256"
	"sync"
)

// DedupeWebhooks makes a Once for [WebhookHandlerOptions] that remembers the last n webhooks that this process has
// handled, at least one. A webhook that arrives while another one with its id is being handled waits for it, and is
// dropped if that one succeeds.
//
// Only webhooks that were verified get here, so a stranger cannot push others out of the memory. But n should be more
// than the number of webhooks that arrive within twice the tolerance: one that has been forgotten is handled again if
// somebody repeats it in that time. A webhook takes about 100 bytes, whatever the length of its id. After a restart, or
// in a second process, a webhook can be handled again.
func DedupeWebhooks(n int) func(ctx context.Context, id string, handle func(context.Context) error) error {
	m := &webhookMemory{
		size: max(n, 1), handled: make(map[webhookKey]bool), running: make(map[webhookKey]chan struct{}),
	}
	return m.once
}

// webhookKey is the digest of an id, which can be long.
type webhookKey [sha256.Size]byte

type webhookMemory struct {
	mu      sync.Mutex
	size    int // of last, at most
	handled map[webhookKey]bool
	last    []webhookKey // what is in handled; a ring once it has its full size
	oldest  int
	running map[webhookKey]chan struct{} // closed when it has ended
}

func (m *webhookMemory) once(ctx context.Context, id string, handle func(context.Context) error) error {
	key := webhookKey(sha256.Sum256([]byte(id)))
	for {
		handled, running := m.begin(key)
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
	defer func() { m.end(key, succeeded) }() // even if the callback panics
	err := handle(ctx)
	succeeded = err == nil
	return err
}

// begin reports whether a webhook has been handled, or returns what ends when it has been. If it returns neither, the
// caller is to handle it.
func (m *webhookMemory) begin(key webhookKey) (handled bool, running chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.handled[key] {
		return true, nil
	}
	if running, ok := m.running[key]; ok {
		return false, running
	}
	m.running[key] = make(chan struct{})
	return false, nil
}

func (m *webhookMemory) end(key webhookKey, succeeded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.running[key])
	delete(m.running, key)
	if succeeded {
		m.remember(key)
	}
}

func (m *webhookMemory) remember(key webhookKey) {
	m.handled[key] = true
	if len(m.last) < m.size {
		m.last = append(m.last, key)
		return
	}
	delete(m.handled, m.last[m.oldest])
	m.last[m.oldest] = key
	m.oldest = (m.oldest + 1) % m.size
}
