package faults_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// refusal is the response to an upload if the file exists.
const refusal = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n" +
	"Content-Length: 42\r\n\r\n{\"message\": \"This file already exists...\"}"

// TestUploadKey_RefusalDuringBody checks that the client finds the stored file if the service refuses an upload and
// closes the connection while the client sends the body. This resets the connection, so the client may be unable to
// read the refusal.
func TestUploadKey_RefusalDuringBody(t *testing.T) {
	t.Parallel()
	srv := check.Call(mockserver.New()).Must(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.Header.Get("X-Refuse") == "" {
			srv.ServeHTTP(w, r)
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, refusal)
		_ = conn.Close()
	}))
	defer server.Close()
	ik := check.Call(srv.Client(
		imagekit.WithBaseURL(server.URL), imagekit.WithUploadURL(server.URL),
		imagekit.WithHTTPClient(&http.Client{Transport: &http.Transport{
			DialContext: (&harness{}).dial, DisableKeepAlives: true,
		}}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: time.Millisecond}),
	)).Must(t)
	upload := func(options ...imagekit.RequestOption) (*imagekit.UploadResult, error) {
		options = append(options, imagekit.WithUploadKey(uploadKey))
		return ik.Upload(t.Context(), uploadRequest(contentOfSize(maxTCPSize)), options...)
	}
	stored := check.Call(upload()).Must(t)
	for range 3 {
		found, err := upload(imagekit.WithHeader("X-Refuse", "yes"))
		if err != nil || found.FileID != stored.FileID {
			t.Errorf("found %v, %v, want %s", found, err, stored.FileID)
		}
	}
	if files := uploadedFiles(check.Call(srv.State()).Must(t)); len(files) != 1 {
		t.Errorf("there are %d files", len(files))
	}
}
