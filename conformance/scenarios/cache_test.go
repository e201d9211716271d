package scenarios_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

var cacheScenarios = []scenario{{"a purge", "", purgeURL}}

func purgeURL(t *testing.T, a *account) {
	ctx := t.Context()
	file := a.uploadFile(t, "menu.txt", []byte("1"))
	for _, url := range []string{file.URL, a.endpoint + a.folder + "/menu*", a.endpoint + a.folder + "/nothing.txt"} {
		started := check.Call(a.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: url})).Must(t)
		if a.isMock {
			status := check.Call(a.GetPurgeCacheStatus(ctx, started.RequestID)).Must(t)
			wantEqual(t, "first status", status.Status, imagekit.PurgeStatusPending)
		}
		a.waitForPurge(t, started.RequestID)
	}
	_, err := a.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: "https://somewhere.example.com/menu.txt"})
	wantError(t, err, imagekit.ErrInvalidRequest)
	_, err = a.GetPurgeCacheStatus(ctx, exchanges.FileID) // not the id of a purge
	wantError(t, err, imagekit.ErrInvalidRequest)
}
