package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/gen/server"
)

// PurgeCache starts a purge.
func (a *api) PurgeCache(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.PurgeCacheRequest) (int, any, error) {
		id, err := a.lib.PurgeURL(req.URL)
		return http.StatusCreated, server.PurgeCacheResult{RequestID: &id}, err
	}))
}

// GetPurgeCacheStatus responds with the status of a purge.
func (a *api) GetPurgeCacheStatus(w http.ResponseWriter, r *http.Request, requestID string) {
	completed, err := a.lib.AskForPurge(requestID)
	a.answer(w, r)(http.StatusOK, server.Purge{Status: new(purgeState(completed))}, err)
}

func purgeState(completed bool) server.PurgeStatus {
	if completed {
		return server.PurgeStatusCompleted
	}
	return server.PurgeStatusPending
}
