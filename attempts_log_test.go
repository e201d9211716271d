package imagekit_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/openimagekit/imagekit"
)

func TestWithLogger_EachAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := &script{answer: func(_ *http.Request, attempt int) (*http.Response, error) {
			if attempt == 1 {
				return response(429, "", "X-RateLimit-Reset", "250", "X-Ik-Requestid", "r1"), nil
			}
			return response(200, "{}", "X-Ik-Requestid", "r2"), nil
		}}
		ik := s.client(t, withLog(&log))
		if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		for i, want := range []string{"attempt=1 waited=0s", "attempt=2 waited=250ms"} {
			if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], "operation=getFileDetails") {
				t.Errorf("line %d is %s, want %q", i, lines[i], want)
			}
		}
	})
}

// withLog logs everything.
func withLog(w io.Writer) imagekit.Option {
	return imagekit.WithLogger(slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

// TestWithLogger_UnreadableResponse has a status that says otherwise.
func TestWithLogger_UnreadableResponse(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, withLog(&log))
	_, err := ik.GetFileDetails(t.Context(), "id")
	if err == nil || !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "decode response") || !strings.Contains(log.String(), "status=200") {
		t.Errorf("%v is logged as %s", err, log.String())
	}
}

// TestWithLogger_FileThatIsGone has a file that is gone when it is to be sent again.
func TestWithLogger_FileThatIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		s := &script{answer: func(*http.Request, int) (*http.Response, error) {
			return response(429, "", "X-Ik-Requestid", "first"), nil
		}}
		opened := 0
		source := imagekit.FromReader(&oneTime{opened: &opened})
		_, err := s.client(t, withLog(&log)).Upload(t.Context(), imagekit.UploadRequest{File: source, FileName: "a"})
		if lines := strings.Count(log.String(), "requestId=first"); err == nil || lines != 1 {
			t.Errorf("%v, logged as %s", err, log.String())
		}
	})
}

// oneTime can be rewound once.
type oneTime struct {
	opened *int
	strings.Reader
}

func (o *oneTime) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekStart {
		if *o.opened++; *o.opened > 1 {
			return 0, errors.New("the file is gone")
		}
	}
	return o.Reader.Seek(offset, whence)
}
