package scenarios_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var usageScenarios = []scenario{{"usage is counted", countsWholeAccount, usageIsCounted}}

func usageIsCounted(t *testing.T, a *account) {
	ctx := t.Context()
	file := a.uploadFile(t, "menu.txt", bytes.Repeat([]byte("x"), 1000))
	a.uploadFile(t, "menu.txt", bytes.Repeat([]byte("x"), 2000))
	for range 3 {
		download(t, file.URL)
	}
	download(t, file.URL+".nothing")

	now := time.Now().UTC()
	start := imagekit.DateOf(now.AddDate(0, 0, -1))
	end := imagekit.DateOf(now.AddDate(0, 0, 2)) // the date can change during the test
	usage := check.Call(a.GetUsage(ctx, start, end)).Must(t)
	wantEqual(t, "storage", usage.MediaLibraryStorageBytes, 3000)
	if usage.BandwidthBytes < 6000 {
		t.Errorf("bandwidth is %d bytes, want at least 6000", usage.BandwidthBytes)
	}
	analytics := check.Call(a.GetUsageAnalytics(ctx, start, end)).Must(t)
	wantEqual(t, "requests", analytics.RequestCount, 4)
	wantEqual(t, "assets that were not found", len(analytics.Top404Assets), 1)

	before := imagekit.DateOf(now.AddDate(0, -1, 0))
	usage = check.Call(a.GetUsage(ctx, before, start)).Must(t)
	wantEqual(t, "bandwidth before that", usage.BandwidthBytes, 0)
}
