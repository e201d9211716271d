package imagekit_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/openimagekit/imagekit"
)

// Types that implement the interfaces.
var (
	_ imagekit.Limiter           = (*rate.Limiter)(nil)
	_ imagekit.Limiter           = (*imagekit.TokenBucket)(nil)
	_ imagekit.RateLimitObserver = (*imagekit.TokenBucket)(nil)
)

// TestWithRateLimiters makes more calls than an account allows, from several goroutines. Time is simulated.
func TestWithRateLimiters(t *testing.T) {
	t.Parallel()
	get := func(ctx context.Context, ik *imagekit.Client) error {
		_, err := ik.GetFileDetails(ctx, "id")
		return err
	}
	remove := func(ctx context.Context, ik *imagekit.Client) error { return ik.DeleteFile(ctx, "id") }
	upload := func(ctx context.Context, ik *imagekit.Client) error {
		_, err := ik.Upload(ctx, imagekit.UploadRequest{File: imagekit.FromBytes([]byte("x")), FileName: "a"})
		return err
	}
	for name, test := range map[string]struct {
		call  func(context.Context, *imagekit.Client) error
		opts  []imagekit.Option
		calls int
		takes time.Duration
	}{
		"reads":          {get, nil, imagekit.DefaultReadBurst + imagekit.DefaultReadsPerSecond, time.Second},
		"writes":         {remove, nil, imagekit.DefaultWriteBurst + imagekit.DefaultWritesPerSecond, time.Second},
		"uploads":        {upload, nil, 1000, 0},
		"without limits": {remove, []imagekit.Option{imagekit.WithRateLimiters(imagekit.RateLimiters{})}, 1000, 0},
		"other limits": {
			remove,
			[]imagekit.Option{imagekit.WithRateLimiters(imagekit.RateLimiters{Writes: imagekit.NewTokenBucket(1, 1)})},
			11, 10 * time.Second,
		},
		"package rate": {
			remove,
			[]imagekit.Option{imagekit.WithRateLimiters(imagekit.RateLimiters{Writes: rate.NewLimiter(1, 1)})},
			11,
			10 * time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				callConcurrently(t, test.calls, test.call, test.opts...)
				if elapsed := time.Since(start).Round(10 * time.Millisecond); elapsed != test.takes {
					t.Errorf("%d calls take %v, want %v", test.calls, elapsed, test.takes)
				}
			})
		})
	}
}

// callConcurrently makes calls, each in its own goroutine, with a client that has the default limiters.
func callConcurrently(
	t *testing.T, calls int, call func(context.Context, *imagekit.Client) error, opts ...imagekit.Option,
) {
	t.Helper()
	ik, err := imagekit.New(append([]imagekit.Option{
		imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(privateKey),
		withTransport(func(r *http.Request) (*http.Response, error) {
			if r.Body != nil {
				_ = r.Body.Close()
			}
			return response(200, "{}"), nil
		}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range calls {
		wg.Go(func() {
			err := call(t.Context(), ik)
			if err != nil && !strings.Contains(err.Error(), "before the whole file was sent") {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestWithRateLimiters_429WithoutTime checks that a 429 to one call delays the next call.
func TestWithRateLimiters_429WithoutTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start, requests := time.Now(), 0
		ik := newClient(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: imagekit.NewTokenBucket(10, 10)}),
			withTransport(func(*http.Request) (*http.Response, error) {
				if requests++; requests == 1 {
					return response(429, ""), nil
				}
				return response(200, "{}"), nil
			}))
		brief := imagekit.WithRetry(imagekit.RetryPolicy{MaxRetryAfter: 1}) // for this call only
		if _, err := ik.GetFileDetails(t.Context(), "1", brief); !errors.Is(err, imagekit.ErrRateLimited) {
			t.Fatal(err)
		}
		if _, err := ik.GetFileDetails(t.Context(), "2"); err != nil || time.Since(start) != time.Second {
			t.Errorf("the next call was made after %v, %v; want 1s", time.Since(start), err)
		}
	})
}

// TestWithRateLimiters_429WithLongTime checks that no call waits longer than MaxRetryAfter, although the service asks
// for an hour.
func TestWithRateLimiters_429WithLongTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start, requests := time.Now(), 0
		ik := newClient(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: imagekit.NewTokenBucket(10, 10)}),
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1, MaxRetryAfter: time.Minute}),
			withTransport(func(*http.Request) (*http.Response, error) {
				if requests++; requests == 1 {
					return response(429, "", "X-RateLimit-Reset", "3600000"), nil
				}
				return response(200, "{}"), nil
			}))
		if _, err := ik.GetFileDetails(t.Context(), "1"); !errors.Is(err, imagekit.ErrRateLimited) {
			t.Fatal(err)
		}
		if _, err := ik.GetFileDetails(t.Context(), "2"); err != nil || time.Since(start) != time.Minute {
			t.Errorf("the next call was made after %v, %v; want 1m", time.Since(start), err)
		}
	})
}

func TestErrRateLimitDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		ik := newClient(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: imagekit.NewTokenBucket(0.1, 1)}),
			withTransport(func(*http.Request) (*http.Response, error) {
				requests++
				return response(200, "{}"), nil
			}))
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := ik.GetFileDetails(ctx, "1"); err != nil {
			t.Fatal(err)
		}
		_, err := ik.GetFileDetails(ctx, "2")
		var failed *imagekit.Error
		if !errors.Is(err, imagekit.ErrRateLimitDeadline) || errors.Is(err, imagekit.ErrOutcomeUnknown) ||
			!errors.As(err, &failed) || failed.Attempts != 0 {
			t.Errorf("got %v", err)
		}
		if requests != 1 || time.Since(start) != 0 {
			t.Errorf("%d requests in %v, want 1 at once", requests, time.Since(start))
		}
	})
}

// limiterFunc is a function that implements [imagekit.Limiter].
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// TestWithRateLimiters_LimiterTimeout uses a limiter whose own connection times out. Its error must not become
// ErrRateLimitDeadline.
func TestWithRateLimiters_LimiterTimeout(t *testing.T) {
	t.Parallel()
	broken := &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
	ik := newClient(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: limiterFunc(func(context.Context) error {
		return broken
	})}))
	if _, err := ik.GetFileDetails(t.Context(), "id"); !errors.Is(err, broken) ||
		errors.Is(err, imagekit.ErrRateLimitDeadline) {
		t.Errorf("got %v", err)
	}
	var timeout net.Error
	if !errors.As(imagekit.ErrRateLimitDeadline, &timeout) || !timeout.Timeout() ||
		!errors.Is(imagekit.ErrRateLimitDeadline, context.DeadlineExceeded) {
		t.Error("ErrRateLimitDeadline is not a net.Error with Timeout, or not a context.DeadlineExceeded")
	}
}

type failingLimiter struct{ err error }

func (l failingLimiter) Wait(context.Context) error { return l.err }

func TestWithRateLimiters_LimiterError(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err        error
		isDeadline bool
	}{
		{errors.New("redis: connection refused"), false},
		{errors.New("rate: Wait(n=1) would exceed context deadline"), true},
		{context.DeadlineExceeded, true},
	} {
		ik := newClient(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: failingLimiter{test.err}}))
		_, err := ik.GetFileDetails(t.Context(), "a")
		if !errors.Is(err, test.err) || errors.Is(err, imagekit.ErrRateLimitDeadline) != test.isDeadline ||
			errors.Is(err, context.DeadlineExceeded) != test.isDeadline {
			t.Errorf("got %v for the limiter's error %v", err, test.err)
		}
	}
}

// TestWithRateLimiters_EndedContext uses a limiter that returns another error when the context ends.
func TestWithRateLimiters_EndedContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("shutting down")
	ik := newClient(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: limiterFunc(func(context.Context) error {
		cancel(reason)
		return errors.New("redis: connection closed")
	})}))
	_, err := ik.GetFileDetails(ctx, "id")
	var failed *imagekit.Error
	if !errors.Is(err, context.Canceled) || !errors.Is(err, reason) || strings.Contains(err.Error(), "redis") ||
		!errors.As(err, &failed) || failed.Attempts != 0 {
		t.Errorf("got %v, want the error of the context and its cause, and no attempt", err)
	}
}

// TestWithRateLimiters_SecondAttempt uses a limiter that fails before the second attempt.
func TestWithRateLimiters_SecondAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		waits, broken := 0, errors.New("redis: connection refused")
		s := &script{answer: func(*http.Request, int) (*http.Response, error) { return response(503, ""), nil }}
		limiter := limiterFunc(func(context.Context) error {
			if waits++; waits > 1 {
				return broken
			}
			return nil
		})
		ik := s.client(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: limiter}))
		_, err := ik.GetFileDetails(t.Context(), "id")
		var failed *imagekit.Error
		if !errors.As(err, &failed) || failed.StatusCode != 503 || failed.Attempts != 1 || !errors.Is(err, broken) ||
			!strings.Contains(err.Error(), broken.Error()) {
			t.Errorf("got %v, want the errors of the attempt and of the limiter", err)
		}
		if waits != 2 || len(s.requests) != 1 {
			t.Errorf("%d waits and %d requests, want 2 and 1", waits, len(s.requests))
		}
	})
}
