package imagekit_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"

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
				isRedirect := answer.status == http.StatusTemporaryRedirect
				if n := requests.Load(); n > 10 || !isRedirect && n != 1 { // at most ten in a chain of redirects
					t.Errorf("%d requests", n)
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

// TestClient_UnknownOutcome_Attempts makes calls of several attempts. The service may have carried out the first ones.
func TestClient_UnknownOutcome_Attempts(t *testing.T) {
	t.Parallel()
	get := func(ctx context.Context, ik *imagekit.Client) error {
		_, err := ik.GetFileDetails(ctx, "f")
		return err
	}
	remove := func(ctx context.Context, ik *imagekit.Client) error { return ik.DeleteFile(ctx, "f") }
	restore := func(ctx context.Context, ik *imagekit.Client) error { // a PUT
		_, err := ik.RestoreFileVersion(ctx, "f", "v")
		return err
	}
	removeAll := func(ctx context.Context, ik *imagekit.Client) error { // a POST that is idempotent
		_, err := ik.BulkDeleteFiles(ctx, imagekit.BulkDeleteFilesRequest{FileIDs: []string{"f"}})
		return err
	}
	expired := &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}
	for name, test := range map[string]struct {
		call     func(context.Context, *imagekit.Client) error
		answers  []any
		requests int
		is       error
		unknown  bool
	}{
		"delete, always reset":    {remove, []any{errReset}, 4, errReset, false},
		"delete, 403 after reset": {remove, []any{errReset, response(403, "")}, 2, imagekit.ErrForbidden, false},
		"get, 404 after reset":    {get, []any{errReset, response(404, "")}, 2, imagekit.ErrNotFound, false},
		"restore, TLS error":      {restore, []any{errReset, expired}, 2, expired, false},
		"restore, always 503":     {restore, []any{response(503, "")}, 4, nil, false},
		"restore, 199":            {restore, []any{response(199, "")}, 1, nil, false},
		"restore, truncated JSON": {restore, []any{response(299, "{")}, 1, nil, true},
		"restore, 300":            {restore, []any{response(300, "")}, 1, nil, false},
		"bulk delete, 400 after reset": {
			removeAll, []any{errReset, response(400, "")}, 2, imagekit.ErrInvalidRequest, false,
		},
		"bulk delete, 404 after reset": {removeAll, []any{errReset, response(404, "")}, 2, imagekit.ErrNotFound, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{answer: retryTest{answers: test.answers}.answer}
				err := test.call(t.Context(), s.client(t))
				if err == nil || test.is != nil && !errors.Is(err, test.is) || len(s.requests) != test.requests {
					t.Errorf("got %v after %d requests, want %v after %d", err, len(s.requests), test.is, test.requests)
				}
				if errors.Is(err, imagekit.ErrOutcomeUnknown) != test.unknown {
					t.Errorf("got %v, want an unknown outcome: %v", err, test.unknown)
				}
			})
		})
	}
}

// TestClient_RejectionAtEndOfContext cancels the context when the response arrives. The error must be that of the
// response.
func TestClient_RejectionAtEndOfContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
		cancel()
		return response(404, ""), nil
	}))
	_, err := ik.GetFileDetails(ctx, "f")
	if !errors.Is(err, imagekit.ErrNotFound) || errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v only", err, imagekit.ErrNotFound)
	}
}
