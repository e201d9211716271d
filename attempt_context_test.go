package imagekit_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestTheCauseOfAnEndSpeaksForItselfOnly ends contexts with errors that mean something about other calls, as an
// errgroup does when one of its functions fails.
func TestTheCauseOfAnEndSpeaksForItselfOnly(t *testing.T) {
	t.Parallel()
	_, missing := serve(t, inTurn(404)).GetFileDetails(t.Context(), "id")
	_, unknown := serve(t, inTurn(500)).Upload(t.Context(), text("x"))
	told := missing.Error()
	for name, cause := range map[string]error{
		"404 of another call": missing, "unknown outcome of another call": unknown,
		"connection refused": &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "unknown host": &net.DNSError{IsNotFound: true},
		"refused": imagekit.ErrHostNotAllowed, "plain": errors.New("plain"),
	} {
		for _, before := range []bool{true, false} {
			ctx, cancel := context.WithCancelCause(t.Context())
			ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { // it is carried out
				_, _ = io.Copy(io.Discard, r.Body)
				cancel(cause)
				<-r.Context().Done()
			}, quick)
			if before {
				cancel(cause)
			}
			for call, err := range map[string]error{
				"copy":   ik.CopyFile(ctx, imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"}),
				"delete": ik.DeleteFile(ctx, "id"),
			} {
				var failed *imagekit.Error
				if !errors.As(err, &failed) || failed.Operation != call+"File" || !errors.Is(err, context.Canceled) || errors.Is(err, imagekit.ErrNotFound) {
					t.Errorf("%s, %s: got %v", name, call, err)
				}
				if !strings.Contains(err.Error(), cause.Error()) {
					t.Errorf("%s, %s: %v does not tell the cause", name, call, err)
				}
			}
		}
		for _, sent := range []bool{true, false} {
			ctx, cancel := context.WithCancelCause(t.Context())
			ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
				_, _ = io.Copy(io.Discard, r.Body)
				cancel(cause)
				return nil, cause // as net/http does
			}))
			if !sent {
				cancel(cause)
			}
			err := ik.CopyFile(ctx, imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
			if errors.Is(err, imagekit.ErrOutcomeUnknown) != sent {
				t.Errorf("%s, sent %v: got %v", name, sent, err)
			}
		}
	}
	if missing.Error() != told {
		t.Errorf("the error of another call becomes %v", missing)
	}
}

func TestASourceCanFailWithTheErrorOfAnotherCall(t *testing.T) {
	t.Parallel()
	_, missing := serve(t, inTurn(404)).GetFileDetails(t.Context(), "id")
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	source := readerFunc(func([]byte) (int, error) { return 0, missing })
	_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"})
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Operation != "upload" || !errors.Is(err, missing) {
		t.Errorf("got %v", err)
	}
}

// TestTLSThatBreaksLater has a server that takes a request and then answers without TLS.
func TestTLSThatBreaksLater(t *testing.T) {
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

// TestARefusedRedirectTellsNoSecret has a client that does not follow redirects, and one that follows too many.
func TestARefusedRedirectTellsNoSecret(t *testing.T) {
	t.Parallel()
	for status, unknown := range map[int]bool{303: true, 307: false} {
		for name, check := range map[string]func(*http.Request, []*http.Request) error{
			"by default": nil,
			"not at all": func(*http.Request, []*http.Request) error { return errors.New("no") },
			"returned":   func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		} {
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				http.Redirect(w, r, "/prefix/again?url=https://ik.imagekit.io/demo/a.jpg%3Fik-s=SIGNED", status)
			}, imagekit.WithHTTPClient(&http.Client{CheckRedirect: check}))
			err := ik.CopyFile(t.Context(), imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
			if err == nil || strings.Contains(err.Error(), "SIGNED") || errors.Is(err, imagekit.ErrOutcomeUnknown) != unknown {
				t.Errorf("%d, %s: got %v", status, name, err)
			}
		}
	}
}
