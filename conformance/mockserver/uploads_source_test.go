package mockserver_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// sendForever sends bytes until the client closes the connection.
func sendForever(w http.ResponseWriter) {
	for block := make([]byte, 64<<10); ; {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// hostile is the handler of a server that tries to fill the memory or the disk of its clients.
func hostile(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/small":
		_, _ = io.WriteString(w, "small")
	case "/endless":
		sendForever(w)
	case "/announced": // sends a length and no body
		w.Header().Set("Content-Length", r.URL.Query().Get("length"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	case "/compressed":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = z.Write(make([]byte, 2<<20))
		_ = z.Close()
	case "/short":
		w.Header().Set("Content-Length", "10")
		_, _ = io.WriteString(w, "x")
	case "/header":
		w.Header().Set("X-Long", strings.Repeat("x", 100<<10))
	case "/redirects":
		n, _ := strconv.Atoi(r.URL.Query().Get("left"))
		if n == 0 {
			_, _ = io.WriteString(w, "end")
			return
		}
		http.Redirect(w, r, fmt.Sprint("/redirects?left=", n-1), http.StatusFound)
	case "/loop":
		http.Redirect(w, r, "/loop", http.StatusFound)
	}
}

// TestUpload_FetchLimits fetches files by uploads and by seeds. Files that are refused must leave no blobs.
func TestUpload_FetchLimits(t *testing.T) {
	t.Parallel()
	origin := httptest.NewServer(http.HandlerFunc(hostile))
	t.Cleanup(origin.Close)
	s, store := withCountingStore(t, mockserver.WithMaxFileSize(64<<10), mockserver.WithRemoteFetch(true))
	for _, test := range []struct {
		path  string
		words string // in the error; empty if the file is accepted
	}{
		{"/small", ""},
		{"/redirects?left=5", ""},
		{"/endless", "The file size exceeds limits."},
		{"/announced?length=65537", "The file size exceeds limits."},
		{"/compressed", "The file size exceeds limits."},
		{"/short", "could not be fetched"},
		{"/header", "could not be fetched"},
		{"/redirects?left=7", "could not be fetched"},
		{"/loop", "could not be fetched"},
	} {
		u := origin.URL + test.path
		got := upload(t, s, parts{{name: "fileName", text: "a.bin"}, {name: "file", text: u}})
		seed := control(t, s, http.MethodPost, "/seed", fmt.Sprintf(`{"files": [{"path": "/b.bin", "url": %q}]}`, u))
		for _, r := range []reply{got, seed} {
			if test.words == "" {
				r.wantStatus(t, http.StatusOK)
			} else {
				r.wantError(t, http.StatusBadRequest, test.words)
			}
		}
	}
	if blobs, err := store.Blobs(); err != nil || len(blobs) != 4 {
		t.Errorf("the store has the blobs %v, error %v; want those of two files and two versions", blobs, err)
	}
}

// TestUpload_FetchDefaultLimit checks that fetched files have a size limit even if no option sets one.
func TestUpload_FetchDefaultLimit(t *testing.T) {
	t.Parallel()
	origin := httptest.NewServer(http.HandlerFunc(hostile))
	t.Cleanup(origin.Close)
	s := start(t)
	u := fmt.Sprintf("%s/announced?length=%d", origin.URL, 300<<20+1)
	upload(t, s, parts{{name: "fileName", text: "a.bin"}, {name: "file", text: u}}).
		wantError(t, http.StatusBadRequest, "The file size exceeds limits.")
	put(t, s, "a.bin", bytes.Repeat([]byte("x"), 2<<20))
}
