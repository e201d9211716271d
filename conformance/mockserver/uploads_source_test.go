package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestWithRemoteFetch(t *testing.T) {
	t.Parallel()
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("fetched"))
	}))
	t.Cleanup(origin.Close)
	// This leads to the same machine, but it is no loopback address.
	elsewhere := strings.Replace(origin.URL, "127.0.0.1", "0.0.0.0", 1)
	for on, status := range map[bool]int{true: http.StatusOK, false: http.StatusBadRequest} {
		s := start(t, mockserver.WithRemoteFetch(on))
		got := upload(t, s, parts{{name: "fileName", text: "a.txt"}, {name: "file", text: elsewhere}})
		if got.StatusCode != status {
			t.Errorf("allowed: %t, status %d: %s", on, got.StatusCode, got.body)
		}
	}
}
