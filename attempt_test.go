package imagekit_test

import (
	"compress/gzip"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
)

// TestClient_CompressedResponseLimit sends a compressed response of a few kilobytes that decompresses to 100 MiB.
func TestClient_CompressedResponseLimit(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.CopyN(z, zeros{}, 16<<20)
		_ = z.Close()
	}))
	t.Cleanup(server.Close)
	_, err := newClient(t, imagekit.WithBaseURL(server.URL)).GetFileDetails(t.Context(), "id")
	var tooLarge *imagekit.ResponseLimitError
	if !errors.As(err, &tooLarge) || tooLarge.Limit != 2_000_000 || tooLarge.Quantity != "bytes" {
		t.Errorf("got %v", err)
	}
}

// TestClient_HTTPClientTimeout calls a server that does not answer the first request. On a busy machine, other requests
// can time out too.
func TestClient_HTTPClientTimeout(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	ik := newClient(t, imagekit.WithBaseURL(server.URL),
		imagekit.WithHTTPClient(&http.Client{Timeout: 100 * time.Millisecond}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 50, MinBackoff: time.Millisecond}))
	if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil || requests.Load() < 2 {
		t.Errorf("%d requests, %v", requests.Load(), err)
	}
}

// TestClient_BrokenTLS calls a server that reads a request and then answers without TLS.
func TestClient_BrokenTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn.(*tls.Conn).NetConn(), "HTTP/1.1 502 Bad Gateway\r\n\r\n")
	}))
	t.Cleanup(server.Close)
	ik := newClient(t, imagekit.WithBaseURL(server.URL), imagekit.WithHTTPClient(server.Client()))
	err := ik.CopyFile(t.Context(), imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
	if !errors.Is(err, imagekit.ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	ik = newClient(t, imagekit.WithBaseURL(strings.Replace(plain.URL, "http", "https", 1)))
	err = ik.CopyFile(t.Context(), imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
	if err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) {
		t.Errorf("a server without TLS: got %v", err)
	}
}

func TestClient_DeleteFile_LoginPage(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>log in</html>")
	})
	if err := ik.DeleteFile(t.Context(), "id"); err == nil || !strings.Contains(err.Error(), "text/html") {
		t.Errorf("got %v", err)
	}
}
