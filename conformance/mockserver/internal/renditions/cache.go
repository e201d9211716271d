// Package renditions keeps renditions of pictures in memory, up to a number of bytes, so that a page with many
// thumbnails is rendered once. Requests for a rendition that is being made wait for it.
//
// It imports only the standard library.
package renditions

import (
	"container/list"
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// Cache keeps values by key. The least recently used ones make room for new ones. It is safe for concurrent use.
type Cache[V any] struct {
	size func(V) int64
	max  int64

	mu      sync.Mutex
	used    int64                    // bytes of all values
	entries map[string]*list.Element // of item[V]
	recent  list.List                // the most recently used item first
	running map[string]*run[V]
}

type item[V any] struct {
	key   string
	value V
}

// run is the making of a value for one or more callers.
type run[V any] struct {
	callers int // guarded by Cache.mu
	cancel  context.CancelFunc
	done    chan struct{} // closed when value and err are set
	value   V
	err     error
	panic   string // what produce panicked with, and where; empty if it returned
}

// New returns a cache for values of at most max bytes in total. size returns the bytes of a value. A value that is
// larger than the cache is not kept.
func New[V any](max int64, size func(V) int64) *Cache[V] {
	return &Cache[V]{size: size, max: max, entries: map[string]*list.Element{}, running: map[string]*run[V]{}}
}

// Get returns the value of a key. If there is none, it calls produce once for all callers that wait for the key at the
// same time. The context of produce ends when the contexts of all these callers have ended. Errors are not kept. If
// produce panics, all callers do.
func (c *Cache[V]) Get(ctx context.Context, key string, produce func(context.Context) (V, error)) (V, error) {
	value, r := c.join(ctx, key, produce)
	if r == nil {
		return value, nil
	}
	select {
	case <-r.done:
		if r.panic != "" {
			panic(r.panic)
		}
		return r.value, r.err
	case <-ctx.Done():
		c.leave(key, r)
		return value, ctx.Err()
	}
}

// join returns the value of a key, or the run that makes it, which it starts if there is none.
func (c *Cache[V]) join(ctx context.Context, key string, produce func(context.Context) (V, error)) (V, *run[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var none V
	if e, ok := c.entries[key]; ok {
		c.recent.MoveToFront(e)
		return e.Value.(item[V]).value, nil
	}
	r, ok := c.running[key]
	if !ok {
		r = &run[V]{done: make(chan struct{})}
		var runCtx context.Context
		runCtx, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
		c.running[key] = r
		go c.produce(runCtx, key, r, produce)
	}
	r.callers++
	return none, r
}

// leave ends a run that no caller waits for.
func (c *Cache[V]) leave(key string, r *run[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.callers--; r.callers > 0 {
		return
	}
	r.cancel()
	if c.running[key] == r { // a later caller starts a new run
		delete(c.running, key)
	}
}

// produce makes a value and keeps it.
func (c *Cache[V]) produce(ctx context.Context, key string, r *run[V], produce func(context.Context) (V, error)) {
	defer r.cancel()
	defer close(r.done)
	r.call(ctx, produce)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[key] == r {
		delete(c.running, key)
	}
	if r.err == nil && r.panic == "" {
		c.keep(key, r.value)
	}
}

// call sets the result of produce. It recovers a panic, which would end the program, for the callers.
func (r *run[V]) call(ctx context.Context, produce func(context.Context) (V, error)) {
	defer func() {
		if reason := recover(); reason != nil {
			r.panic = fmt.Sprintf("%v\n\n%s", reason, debug.Stack())
		}
	}()
	r.value, r.err = produce(ctx)
}

// keep adds a value and removes old ones until there is room for it.
func (c *Cache[V]) keep(key string, value V) {
	size := c.size(value)
	if _, ok := c.entries[key]; ok || size > c.max {
		return
	}
	for c.used += size; c.used > c.max; {
		last := c.recent.Back()
		old := c.recent.Remove(last).(item[V])
		delete(c.entries, old.key)
		c.used -= c.size(old.value)
	}
	c.entries[key] = c.recent.PushFront(item[V]{key, value})
}
