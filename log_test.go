package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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

// withLog logs all levels to w as text.
func withLog(w io.Writer) imagekit.Option {
	return imagekit.WithLogger(slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

// TestWithLogger_UnreadableResponse sends a body that is not JSON with a 200.
func TestWithLogger_UnreadableResponse(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, withLog(&log))
	_, err := ik.GetFileDetails(t.Context(), "id")
	if err == nil || !strings.Contains(log.String(), "level=WARN") ||
		!strings.Contains(log.String(), "decode response") || !strings.Contains(log.String(), "status=200") {
		t.Errorf("error %v is logged as %s", err, log.String())
	}
}

// TestWithLogger_RewindFails uploads a file that cannot be rewound for the second attempt.
func TestWithLogger_RewindFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		s := &script{answer: func(*http.Request, int) (*http.Response, error) {
			return response(429, "", "X-Ik-Requestid", "first"), nil
		}}
		opened := 0
		source := imagekit.FromReader(&rewindableOnce{opened: &opened})
		_, err := s.client(t, withLog(&log)).Upload(t.Context(), imagekit.UploadRequest{File: source, FileName: "a"})
		if lines := strings.Count(log.String(), "requestId=first"); err == nil || lines != 1 {
			t.Errorf("%v, logged as %s", err, log.String())
		}
	})
}

// rewindableOnce is a reader that can be rewound once.
type rewindableOnce struct {
	opened *int
	strings.Reader
}

func (o *rewindableOnce) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekStart {
		if *o.opened++; *o.opened > 1 {
			return 0, errors.New("the file is gone")
		}
	}
	return o.Reader.Seek(offset, whence)
}

// TestWithLogger_RateLimitWait makes calls that wait for a limiter, and calls that do not. Time is simulated.
func TestWithLogger_RateLimitWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := &script{answer: func(*http.Request, int) (*http.Response, error) { return response(200, "{}"), nil }}
		ik := s.client(t, withLog(&log), imagekit.WithRateLimiters(imagekit.RateLimiters{
			Reads: imagekit.NewTokenBucket(2, 2),
		}))
		for range 3 {
			if _, err := ik.GetFileDetails(t.Context(), "id"); err != nil {
				t.Fatal(err)
			}
		}
		if err := ik.DeleteFile(t.Context(), "id"); err != nil { // not limited
			t.Fatal(err)
		}
		const want = `level=DEBUG msg="imagekit waited for rate limit" operation=getFileDetails attempt=1 waited=500ms`
		if got := log.String(); strings.Count(got, "waited for rate limit") != 1 || !strings.Contains(got, want) {
			t.Errorf("logged %s\nwant one line with %s", got, want)
		}
		log.Reset()
		stop, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := ik.GetFileDetails(stop, "id"); !errors.Is(err, imagekit.ErrRateLimitDeadline) {
			t.Errorf("got %v", err)
		}
		if log.Len() > 0 { // it did not wait
			t.Errorf("logged %s", &log)
		}
	})
}

// TestWithLogger_RateLimitWait_Clock checks that the wait before each attempt is measured with the client's clock.
func TestWithLogger_RateLimitWait_Clock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		now := time.Now()
		s := &script{answer: func(*http.Request, int) (*http.Response, error) { return response(429, ""), nil }}
		ik := s.client(t, withLog(&log), imagekit.WithClock(func() time.Time { return now }),
			imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: limiterFunc(func(context.Context) error {
				now = now.Add(3 * time.Second)
				return nil
			})}))
		if _, err := ik.GetFileDetails(t.Context(), "id"); !errors.Is(err, imagekit.ErrRateLimited) {
			t.Fatal(err)
		}
		for _, want := range []string{"attempt=1 waited=3s", "attempt=4 waited=3s"} {
			if !strings.Contains(log.String(), `"imagekit waited for rate limit" operation=getFileDetails `+want) {
				t.Errorf("%q is not in %s", want, &log)
			}
		}
	})
}
