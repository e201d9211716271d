package mockserver

import (
	"net/http"
	"strings"
	"sync"

	"github.com/openimagekit/imagekit/gen/server"
)

// purges are the purge requests. There is no cache: what matters is that a client sees them run and end.
type purges struct {
	mu     sync.Mutex
	states map[string]server.PurgeState // the state that is told next
}

// start returns the id of a new purge.
func (p *purges) start(id string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.states == nil {
		p.states = map[string]server.PurgeState{}
	}
	p.states[id] = server.PurgeStatePending
	return id
}

// state is pending when it is asked for the first time, and completed from then on.
func (p *purges) state(id string) (server.PurgeState, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	state, ok := p.states[id]
	if ok {
		p.states[id] = server.PurgeStateCompleted
	}
	return state, ok
}

// PurgeCache starts a purge.
func (a *api) PurgeCache(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.purgeCache))
}

// purgeCache accepts URLs of files that do not exist: the cache of the service knows nothing about the library.
//
// Assumed: URLs outside the account's URL endpoints are refused.
func (a *api) purgeCache(req server.PurgeCacheRequest) (int, any, error) {
	tail, ok := a.place.cut(req.URL)
	if !ok {
		return 0, nil, invalid("url", "It is not under the URL endpoint "+a.place.endpoint)
	}
	if i := strings.IndexByte(tail, '*'); i >= 0 && i < len(tail)-1 {
		return 0, nil, invalid("url", "A * can stand only at its end")
	}
	return http.StatusCreated, server.PurgeCacheResult{RequestID: new(a.purges.start(a.newID()))}, nil
}

// GetPurgeCacheStatus tells how far a purge is.
func (a *api) GetPurgeCacheStatus(w http.ResponseWriter, r *http.Request, requestID string) {
	a.answer(w, r)(a.purgeStatus(requestID))
}

// purgeStatus moves the purge on: every question brings it nearer to its end, without a clock.
func (a *api) purgeStatus(id string) (int, any, error) {
	state, ok := a.purges.state(id)
	if !ok {
		return 0, nil, errNoPurge
	}
	return http.StatusOK, server.PurgeCacheStatus{Status: &state}, nil
}
