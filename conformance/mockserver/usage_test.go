package mockserver_test

import (
	"bytes"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// calendar is a clock that a test advances by days.
type calendar struct{ days atomic.Int64 }

func (c *calendar) option() mockserver.Option {
	return mockserver.WithClock(func() time.Time { return noon.AddDate(0, 0, int(c.days.Load())) })
}

// usage returns the usage from one day in March until before another.
func usage(t *testing.T, s *mockserver.Server, from, to int) imagekit.Usage {
	t.Helper()
	first, last := imagekit.NewDate(2026, time.March, from), imagekit.NewDate(2026, time.March, to)
	got, err := clientOf(t, s).GetUsage(t.Context(), first, last)
	if err != nil {
		t.Fatal(err)
	}
	return *got
}

// downloadVariants downloads a file, then ten bytes of it, and then makes three requests whose responses have no bytes
// of it.
func downloadVariants(t *testing.T, url string) {
	t.Helper()
	etag := get(t, url).wantStatus(t, http.StatusOK).Header.Get("ETag")
	for _, test := range []struct {
		method, header, value string
		status                int
	}{
		{http.MethodGet, "Range", "bytes=0-9", http.StatusPartialContent},
		{http.MethodGet, "If-None-Match", etag, http.StatusNotModified},
		{http.MethodHead, "Accept", "*/*", http.StatusOK},
	} {
		req := newRequest(t, test.method, url, nil)
		req.Header.Set(test.header, test.value)
		send(t, req).wantStatus(t, test.status)
	}
	get(t, url+".gone").wantStatus(t, http.StatusNotFound)
}

func TestGetUsage(t *testing.T) {
	t.Parallel()
	var today calendar
	s := start(t, today.option())
	if got := usage(t, s, 1, 2); got != (imagekit.Usage{}) {
		t.Errorf("a new server has used %+v", got)
	}
	plain := put(t, s, "gone.bin", make([]byte, 10_000))
	put(t, s, "a.bin", make([]byte, 1000))
	file := put(t, s, "a.bin", make([]byte, 100),
		part{name: "extensions", text: `[{"name":"remove-bg"},{"name":"ai-auto-description"}]`})
	do(t, s, http.MethodPatch, "/v1/files/"+file["fileId"].(string)+"/details",
		object{"extensions": []object{{"name": "remove-bg"}}}).
		wantStatus(t, http.StatusOK)
	downloadVariants(t, s.URLEndpoint()+"/a.bin")
	today.days.Add(1)
	get(t, s.URLEndpoint()+"/a.bin").wantStatus(t, http.StatusOK)
	do(t, s, http.MethodDelete, "/v1/files/"+plain["fileId"].(string), nil).wantStatus(t, http.StatusNoContent)
	const first = 100 + 10 // bandwidth of the first day: a whole file and a range
	for _, test := range []struct {
		from, to              int
		bandwidth, extensions int64
	}{
		{1, 2, first, 3},
		{1, 3, first + 100, 3},
		{2, 3, 100, 0},
		{3, 4, 0, 0},
	} {
		want := imagekit.Usage{
			BandwidthBytes: test.bandwidth, MediaLibraryStorageBytes: 1100,
			ExtensionUnitsCount: test.extensions,
		}
		if got := usage(t, s, test.from, test.to); got != want {
			t.Errorf("from %d to %d March: %+v, want %+v", test.from, test.to, got, want)
		}
	}
}

func TestGetUsage_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, operation := range []string{"usage", "usage-analytics"} {
		for _, test := range []struct {
			name, query, word string // word in the error; empty if the query is valid
		}{
			{"89 days", "startDate=2026-03-01&endDate=2026-05-29", ""},
			{"90 days", "startDate=2026-03-01&endDate=2026-05-30", "endDate"},
			{"an empty period", "startDate=2026-03-01&endDate=2026-03-01", "startDate"},
			{"the end before the start", "startDate=2026-03-02&endDate=2026-03-01", "startDate"},
			{"no start", "endDate=2026-03-01", "startDate"},
			{"no end", "startDate=2026-03-01", "endDate"},
			{"a time", "startDate=2026-03-01&endDate=2026-03-02T00:00:00Z", "endDate"},
			{"another format", "startDate=01.03.2026&endDate=2026-03-02", "startDate"},
		} {
			t.Run(operation+" of "+test.name, func(t *testing.T) {
				t.Parallel()
				got := do(t, s, http.MethodGet, "/v1/accounts/"+operation+"?"+test.query, nil)
				if test.word == "" {
					got.wantStatus(t, http.StatusOK)
					return
				}
				got.wantError(t, http.StatusBadRequest, test.word)
			})
		}
	}
}

func TestGetUsage_Restart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := restart(t, folder)
	put(t, s, "a.bin", make([]byte, 100))
	get(t, s.URLEndpoint()+"/a.bin")
	do(t, s, http.MethodPost, "/v1/folder", object{"folderName": "x", "parentFolderPath": "/"}).wantStatus(t,
		http.StatusCreated)

	killed := t.TempDir() // a copy of what the server leaves if it is killed now
	if err := os.CopyFS(killed, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if got := usage(t, restart(t, killed), 1, 2).BandwidthBytes; got != 100 {
		t.Errorf("%d bytes after a crash, want 100", got)
	}
	get(t, s.URLEndpoint()+"/a.bin")
	stop(t, s)
	s = restart(t, folder)
	get(t, s.URLEndpoint()+"/a.bin")
	if got := usage(t, s, 1, 2).BandwidthBytes; got != 300 {
		t.Errorf("%d bytes after a restart, want 300", got)
	}
}

func TestGetUsageAnalytics_LongNames(t *testing.T) {
	t.Parallel()
	s := restart(t, t.TempDir())
	req := newRequest(t, http.MethodGet, s.URLEndpoint()+"/nothing", nil)
	req.Header.Set("User-Agent", string(bytes.Repeat([]byte("ü"), 100_000)))
	send(t, req).wantStatus(t, http.StatusNotFound)
	put(t, s, "a.bin", []byte("x"))
	agents := analytics(t, s, 1, 2).TopUserAgents.ByRequests
	if len(agents) != 1 || len(agents[0].Name) != 2000 {
		t.Errorf("user agents %+v, want one of 2000 bytes", agents)
	}
}
