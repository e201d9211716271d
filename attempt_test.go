package imagekit_test

import (
	"compress/gzip"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
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
		_, _ = io.CopyN(z, zeros{}, 3<<20)
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

// TestClient_HandshakeFails calls servers to which no connection with TLS can be made. They have not acted.
func TestClient_HandshakeFails(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	for name, address := range map[string]string{
		"untrusted": untrusted.Listener.Addr().String(),
		"closes":    rawServer(t, func(net.Conn) {}),
		"silent":    rawServer(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }),
	} {
		ik := newClient(t, imagekit.WithBaseURL("https://"+address),
			imagekit.WithTimeouts(imagekit.Timeouts{Connect: 50 * time.Millisecond}))
		err := ik.CopyFile(t.Context(), imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
		if err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) {
			t.Errorf("%s: got %v", name, err)
		}
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

// brokenFile is a seekable reader whose Read returns err.
type brokenFile struct{ err error }

func (b brokenFile) Read([]byte) (int, error)       { return 0, b.err }
func (b brokenFile) Seek(int64, int) (int64, error) { return 0, nil }

// TestClient_Upload_BrokenSource uploads sources that cannot be read. The upload must not be repeated.
func TestClient_Upload_BrokenSource(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk error")
	for name, test := range map[string]struct {
		source imagekit.Source
		is     error
	}{
		"missing file": {imagekit.FromPath(filepath.Join(t.TempDir(), "none")), fs.ErrNotExist},
		"read error":   {imagekit.FromSizedReader(brokenFile{broken}, 10), broken},
	} {
		s := &script{answer: func(*http.Request, int) (*http.Response, error) { return nil, errReset }}
		_, err := s.client(t, quick).Upload(t.Context(), imagekit.UploadRequest{
			File: test.source, FileName: "a", UseUniqueFileName: new(false),
		})
		var failed *imagekit.Error
		if !errors.Is(err, test.is) || errors.Is(err, imagekit.ErrUploadOutcomeUnknown) ||
			!errors.As(err, &failed) || failed.Attempts != 1 || len(s.requests) > 1 {
			t.Errorf("%s: got %v after %d requests, want %v", name, err, len(s.requests), test.is)
		}
	}
}

// TestClient_DeleteFile_LongBody sends a success with a body that is not needed. It is longer than the limit of bodies
// of errors.
func TestClient_DeleteFile_LongBody(t *testing.T) {
	t.Parallel()
	ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
		return response(200, `"`+strings.Repeat("x", 1<<20)+`"`), nil
	}))
	if err := ik.DeleteFile(t.Context(), "id"); err != nil {
		t.Error(err)
	}
}

// TestClient_JSONBody checks the JSON bodies of requests. The server redirects an update to another path, so that its
// body is sent twice.
func TestClient_JSONBody(t *testing.T) {
	t.Parallel()
	const want = `{"description":"x"}`
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		isGet := r.Method == http.MethodGet
		if err != nil || isGet != (string(body) == "") || !isGet && string(body) != want ||
			r.ContentLength != int64(len(body)) || isGet != (r.Header.Get("Content-Type") == "") {
			t.Errorf("%s %s has %d bytes of %q: %q, %v", r.Method, r.URL, r.ContentLength,
				r.Header.Get("Content-Type"), body, err)
		}
		if !isGet && !strings.HasSuffix(r.URL.Path, "/moved") {
			http.Redirect(w, r, "/prefix/moved", http.StatusTemporaryRedirect)
			return
		}
		_, _ = io.WriteString(w, `{"name":"a"}`)
	})
	file, err := ik.UpdateFileDetails(t.Context(), "id", imagekit.UpdateFileDetailsRequest{Description: new("x")})
	if err != nil || file.Name != "a" {
		t.Errorf("update: got %+v, %v", file, err)
	}
	if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil {
		t.Errorf("get: %v", err)
	}
	unsendable := imagekit.UpdateFileDetailsRequest{CustomMetadata: map[string]any{"a": func() {}}}
	if _, err := ik.UpdateFileDetails(t.Context(), "id", unsendable); err == nil {
		t.Error("update with a value that JSON cannot represent succeeded")
	}
}
