package mockserver

import (
	"net/http"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/gen/server"
)

// purge is a purge request. There is no cache: what matters is that a client sees it run and end.
type purge struct {
	ID    string
	Due   time.Time
	Asked bool // its status has been told: from now on it can be completed
}

// purge starts one.
func (a *api) purge() (*string, error) {
	p := purge{ID: a.newID(), Due: a.lib.now().Add(a.jobDuration)}
	return &p.ID, a.purges.Create(p.ID, p, nil)
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
		return 0, nil, errPurgeURL
	}
	if i := strings.IndexByte(tail, '*'); i >= 0 && i < len(tail)-1 {
		return 0, nil, invalid("url", "A * can stand only at its end")
	}
	id, err := a.purge()
	return http.StatusCreated, server.PurgeCacheResult{RequestID: id}, err
}

// GetPurgeCacheStatus tells how far a purge is.
func (a *api) GetPurgeCacheStatus(w http.ResponseWriter, r *http.Request, requestID string) {
	a.answer(w, r)(a.purgeStatus(requestID))
}

// purgeStatus is pending at the first question, whatever the clock says: whoever waits for a purge should see it wait.
func (a *api) purgeStatus(id string) (int, any, error) {
	state := server.PurgeStatePending
	_, err := a.purges.Change(id, func(p purge) (purge, error) {
		if p.Asked && !p.Due.After(a.lib.now()) {
			state = server.PurgeStateCompleted
		}
		p.Asked = true
		return p, nil
	})
	return http.StatusOK, server.PurgeCacheStatus{Status: &state}, err
}
