package imagekit_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
)

// TestAResponseIsBoundedWhenItIsUnpacked sends a few kilobytes that become a hundred megabytes.
func TestAResponseIsBoundedWhenItIsUnpacked(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.CopyN(z, zeros{}, 100<<20)
		_ = z.Close()
	}))
	t.Cleanup(server.Close)
	_, err := newClient(t, imagekit.WithBaseURL(server.URL)).GetFileDetails(t.Context(), "id")
	var tooLarge *imagekit.ResponseLimitError
	if !errors.As(err, &tooLarge) || tooLarge.Limit != 2_000_000 || tooLarge.Quantity != "bytes" {
		t.Errorf("got %v", err)
	}
}

// TestATimeOutOfTheHTTPClientIsNotTheCallers has a server that keeps the first request waiting. On a busy machine,
// others can take too long as well.
func TestATimeOutOfTheHTTPClientIsNotTheCallers(t *testing.T) {
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
	ik := newClient(t, imagekit.WithBaseURL(server.URL), imagekit.WithHTTPClient(&http.Client{Timeout: 100 * time.Millisecond}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 50, MinBackoff: time.Millisecond}))
	if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil || requests.Load() < 2 {
		t.Errorf("%d requests, %v", requests.Load(), err)
	}
}

// TestTheEndOfTheContextLeavesAnUploadUnknown ends the context when the whole file is sent, and when it is not.
func TestTheEndOfTheContextLeavesAnUploadUnknown(t *testing.T) {
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
			_, err := ik.Upload(ctx, imagekit.UploadRequest{File: imagekit.FromBytes(make([]byte, 100_000)), FileName: "a"})
			if !errors.Is(err, context.Canceled) || errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != test.unknown {
				t.Errorf("got %v, want an unknown outcome: %v", err, test.unknown)
			}
		})
	}
}

// TestWithTransport puts something around the transport that the client has anyway.
func TestWithTransport(t *testing.T) {
	t.Parallel()
	var wrapped atomic.Int64
	srv, _ := startMock(t, nil)
	ik, err := srv.Client(imagekit.WithTransportWrapper(func(next http.RoundTripper) http.RoundTripper {
		if own, ok := next.(*http.Transport); !ok || own == http.DefaultTransport {
			t.Errorf("the transport is %T", next)
		}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if info, ok := imagekit.CallInfoFromContext(r.Context()); !ok || info.Operation != "listFiles" || info.Attempt != 1 || info.Waited != 0 {
				t.Errorf("the request is about %+v", info)
			}
			wrapped.Add(1)
			return next.RoundTrip(r)
		})
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ik.ListFiles(t.Context(), nil); err != nil || wrapped.Load() != 1 {
		t.Errorf("%d requests, %v", wrapped.Load(), err)
	}
	ik.CloseIdleConnections()
	if _, ok := imagekit.CallInfoFromContext(t.Context()); ok {
		t.Error("a context of nobody tells something")
	}
}
