package imagekit

import (
	"context"
	"crypto/sha256"
	"sync"
)

// DedupeWebhooks makes a Once for [WebhookHandlerOptions] that remembers the last n webhooks that this process has
// handled; at least one. A webhook that arrives while another one with its id is being handled waits for it, and is
// dropped if that one succeeds.
//
//	o := imagekit.WebhookHandlerOptions{Once: imagekit.DedupeWebhooks(10_000)}
//
// Only verified webhooks are remembered, so a stranger cannot displace others. But n should be more than the number of
// webhooks that arrive within twice the tolerance: one that has been forgotten is handled again if somebody repeats it
// in that time. A webhook takes about 100 bytes, whatever the length of its id. After a restart, or in a second
// process, a webhook can be handled again.
func DedupeWebhooks(n int) func(ctx context.Context, id string, handle func(context.Context) error) error {
	d := &webhookDeduper{
		size: max(n, 1), handled: make(map[webhookKey]bool), running: make(map[webhookKey]chan struct{}),
	}
	return d.once
}

// webhookKey is the digest of an id, which can be long.
type webhookKey [sha256.Size]byte

type webhookDeduper struct {
	mu      sync.Mutex
	size    int // maximum length of recent
	handled map[webhookKey]bool
	recent  []webhookKey                 // keys of handled; a ring buffer once it has its full size
	oldest  int                          // index in recent
	running map[webhookKey]chan struct{} // closed when the handling has ended
}

func (d *webhookDeduper) once(ctx context.Context, id string, handle func(context.Context) error) error {
	key := webhookKey(sha256.Sum256([]byte(id)))
	for {
		handled, running := d.startHandling(key)
		if handled {
			return nil
		}
		if running == nil {
			break
		}
		select {
		case <-running: // if that failed, this call handles the webhook
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	succeeded := false
	defer func() { d.endHandling(key, succeeded) }() // even if the callback panics
	err := handle(ctx)
	succeeded = err == nil
	return err
}

// startHandling reports whether a webhook has been handled, or returns a channel that is closed when the call that
// handles it ends. If it returns neither, the caller must handle the webhook and call endHandling.
func (d *webhookDeduper) startHandling(key webhookKey) (handled bool, running chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.handled[key] {
		return true, nil
	}
	if running, ok := d.running[key]; ok {
		return false, running
	}
	d.running[key] = make(chan struct{})
	return false, nil
}

func (d *webhookDeduper) endHandling(key webhookKey, succeeded bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.running[key])
	delete(d.running, key)
	if succeeded {
		d.remember(key)
	}
}

func (d *webhookDeduper) remember(key webhookKey) {
	d.handled[key] = true
	if len(d.recent) < d.size {
		d.recent = append(d.recent, key)
		return
	}
	delete(d.handled, d.recent[d.oldest])
	d.recent[d.oldest] = key
	d.oldest = (d.oldest + 1) % d.size
}
