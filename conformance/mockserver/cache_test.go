package mockserver_test

import (
	"fmt"
	"net/http"
	"testing"
)

func TestPurgeCache(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, u := range []string{s.URLEndpoint() + "/a.png", s.URLEndpoint() + "/menu/today/*"} {
		purge := do(t, s, http.MethodPost, "/v1/files/purge", object{"url": u}).wantStatus(t,
			http.StatusCreated).object(t)
		for _, want := range []string{"Pending", "Completed", "Completed"} {
			status := do(t, s, http.MethodGet, fmt.Sprint("/v1/files/purge/", purge["requestId"]), nil).wantStatus(t,
				http.StatusOK)
			wantFields(t, status.object(t), object{"status": want})
		}
	}
}
