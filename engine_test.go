package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestClient_UnknownOutcome sends responses that may come from a proxy, or after the service has acted.
func TestClient_UnknownOutcome(t *testing.T) {
	t.Parallel()
	answers := map[string]struct {
		status  int
		header  [2]string
		unknown bool
	}{
		"501":                     {status: http.StatusNotImplemented},
		"505":                     {status: http.StatusHTTPVersionNotSupported},
		"507":                     {status: http.StatusInsufficientStorage, unknown: true},
		"522 of a proxy":          {status: 522, unknown: true},
		"303 after the operation": {http.StatusSeeOther, [2]string{"Location", "/prefix/done"}, true},
		"302 to a GET":            {http.StatusFound, [2]string{"Location", "/prefix/done"}, true},
		"307 to another host": {
			http.StatusTemporaryRedirect,
			[2]string{"Location", "http://127.0.0.2/"},
			false,
		},
		"307 in a loop": {
			http.StatusTemporaryRedirect,
			[2]string{"Location", "/prefix/again"},
			false,
		},
	}
	calls := map[string]func(context.Context, *imagekit.Client) error{
		"create": func(ctx context.Context, ik *imagekit.Client) error {
			return ik.CopyFile(ctx, imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
		},
		"upload": func(ctx context.Context, ik *imagekit.Client) error {
			_, err := ik.Upload(ctx, text("x"))
			return err
		},
		"update": func(ctx context.Context, ik *imagekit.Client) error {
			_, err := ik.UpdateFileDetails(ctx, "id", imagekit.UpdateFileDetailsRequest{Description: new("x")})
			return err
		},
	}
	for name, answer := range answers {
		for call, do := range calls {
			t.Run(name+"/"+call, func(t *testing.T) {
				t.Parallel()
				var requests atomic.Int64
				ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					requests.Add(1)
					w.Header().Set(answer.header[0], answer.header[1])
					w.WriteHeader(answer.status)
				}, quick)
				want := answer.unknown && call != "update" // update is idempotent
				if err := do(t.Context(), ik); err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) != want {
					t.Errorf("got %v, want an unknown outcome: %v", err, want)
				}
				if requests.Load() > 10 { // of a chain of redirects
					t.Errorf("%d requests", requests.Load())
				}
			})
		}
	}
}

// TestClient_RejectionAfterLostResponse calls a service that may have carried out the first attempt (503) or has not
// (429), and rejects the second attempt.
func TestClient_RejectionAfterLostResponse(t *testing.T) {
	t.Parallel()
	for status, unknown := range map[int]bool{400: true, 404: true, 409: true, 403: true} {
		ik := serve(t, respondWith(503, status), quick)
		if _, err := ik.RestoreFileVersion(t.Context(), "f", "v"); errors.Is(err,
			imagekit.ErrOutcomeUnknown) != unknown {
			t.Errorf("restore, then %d: %v", status, err)
		}
		ik = serve(t, respondWith(429, status), quick)
		if _, err := ik.RestoreFileVersion(t.Context(), "f", "v"); err == nil ||
			errors.Is(err, imagekit.ErrOutcomeUnknown) {
			t.Errorf("restore after a 429, then %d: %v", status, err)
		}
	}
}

// respondWith returns a handler that answers the n-th request with the n-th status.
func respondWith(statuses ...int) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(statuses[n.Add(1)-1])
	}
}
