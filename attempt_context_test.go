package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
)

// TestClient_ContextCause cancels contexts with errors of other calls as the cause, as an errgroup does when one of its
// functions fails. The client must not report the cause as the result of the cancelled call.
func TestClient_ContextCause(t *testing.T) {
	t.Parallel()
	_, missing := serve(t, respondWith(404)).GetFileDetails(t.Context(), "id")
	_, unknown := serve(t, respondWith(500)).Upload(t.Context(), text("x"))
	original := missing.Error()
	for name, cause := range map[string]error{
		"404 of another call": missing, "unknown outcome of another call": unknown,
		"connection refused": &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED},
		"unknown host":       &net.DNSError{IsNotFound: true},
		"refused":            imagekit.ErrHostNotAllowed, "plain": errors.New("plain"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, before := range []bool{true, false} {
				checkContextCause(t, cause, before)
				checkCauseOutcome(t, cause, before)
			}
		})
	}
	if missing.Error() != original {
		t.Errorf("the error of the other call changed to %v", missing)
	}
}

// checkContextCause makes calls whose context is cancelled with a cause: before the call, or while the server handles
// the request.
func checkContextCause(t *testing.T, cause error, before bool) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) {
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
		if !errors.As(err, &failed) || failed.Operation != call+"File" || !errors.Is(err, context.Canceled) ||
			errors.Is(err, imagekit.ErrNotFound) {
			t.Errorf("%s: got %v", call, err)
		}
		wantError(t, err, cause.Error())
	}
}

// checkCauseOutcome uses a transport that returns the cause of the cancelled context as its error, as net/http does.
// The outcome of the call is unknown if the context was cancelled after the request was sent.
func checkCauseOutcome(t *testing.T, cause error, before bool) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel(cause)
		return nil, cause
	}))
	if before {
		cancel(cause)
	}
	err := ik.CopyFile(ctx, imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
	if errors.Is(err, imagekit.ErrOutcomeUnknown) == before {
		t.Errorf("cancelled before the call: %v: got error %v", before, err)
	}
}

// TestClient_Upload_ContextEnds cancels the context after the whole file is sent, and after a part of it.
func TestClient_Upload_ContextEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		read    int64 // bytes of the body before the context ends, -1 for all
		unknown bool
	}{"sent": {-1, true}, "half sent": {1000, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
				defer r.Body.Close()
				if test.read < 0 {
					_, _ = io.Copy(io.Discard, r.Body)
				} else {
					_, _ = io.CopyN(io.Discard, r.Body, test.read)
				}
				cancel()
				return nil, context.Cause(r.Context())
			}))
			_, err := ik.Upload(ctx, imagekit.UploadRequest{
				File:     imagekit.FromBytes(make([]byte, 100_000)),
				FileName: "a",
			})
			if !errors.Is(err, context.Canceled) || errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != test.unknown {
				t.Errorf("got %v, want an unknown outcome: %v", err, test.unknown)
			}
		})
	}
}

// TestClient_Upload_ContextCause cancels the context at different steps of an upload.
func TestClient_Upload_ContextCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	isUpload := func(r *http.Request) bool { return r.Method == http.MethodPost }
	for name, ends := range map[string]func(http.ResponseWriter, *http.Request, func()){
		"while the response is read": func(w http.ResponseWriter, r *http.Request, end func()) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
			_ = http.NewResponseController(w).Flush()
			end()
			<-r.Context().Done()
		},
		"during the search": func(w http.ResponseWriter, r *http.Request, end func()) {
			if isUpload(r) {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			end()
			<-r.Context().Done()
		},
		"during the search after a refusal": func() func(http.ResponseWriter, *http.Request, func()) {
			answers := respondWith(http.StatusServiceUnavailable, http.StatusBadRequest) // to uploads
			return func(w http.ResponseWriter, r *http.Request, end func()) {
				if isUpload(r) {
					answers(w, r)
					return
				}
				end()
				<-r.Context().Done()
			}
		}(),
		"before the next attempt": func(w http.ResponseWriter, _ *http.Request, end func()) {
			w.Header().Set("X-RateLimit-Reset", "50000")
			w.WriteHeader(http.StatusTooManyRequests)
			end()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				ends(w, r, func() { cancel(cause) })
			}, imagekit.WithRepeatableUploads(), quick)
			_, err := ik.Upload(ctx, text("x"))
			if !errors.Is(err, context.Canceled) || !errors.Is(err, cause) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestClient_ContextDeadline(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := ik.GetFileDetails(ctx, "id"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
