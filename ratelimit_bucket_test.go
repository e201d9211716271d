package imagekit_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

func TestTokenBucket_Observe_WaitingCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, start := imagekit.NewTokenBucket(10, 3), time.Now()
		passed := make(chan time.Duration, 8)
		for range 8 {
			go func() {
				if err := l.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				passed <- time.Since(start)
			}()
		}
		time.Sleep(150 * time.Millisecond) // after the burst of 3, and one more call
		l.Observe(imagekit.RateLimit{}, 5*time.Second)
		var got []time.Duration
		for range 8 {
			got = append(got, (<-passed).Round(time.Millisecond)/time.Millisecond)
		}
		if want := []time.Duration{0, 0, 0, 100, 5150, 5250, 5350, 5450}; !slices.Equal(got, want) {
			t.Errorf("calls at %d ms, want %d", got, want)
		}
	})
}

func TestTokenBucket_Observe_NoBurstAfterwards(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, start := imagekit.NewTokenBucket(40, 100), time.Now()
		l.Observe(imagekit.RateLimit{}, 3*time.Second)
		for range 41 {
			if err := l.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := time.Since(start); got != 4*time.Second {
			t.Errorf("41 calls take %v, want 4s: the wait and one second", got)
		}
	})
}

func TestTokenBucket_Observe_SlowestRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, start := imagekit.NewTokenBucket(10, 1), time.Now()
		l.Observe(imagekit.RateLimit{Limit: 1, Interval: 2147483647 * time.Millisecond}, 0)
		wait := func(calls int, want time.Duration) {
			t.Helper()
			for range calls {
				if err := l.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if got := time.Since(start); got != want {
				t.Errorf("%d calls until %v, want %v", calls, got, want)
			}
		}
		wait(4, 6*time.Second) // one call every two seconds
		time.Sleep(time.Minute)
		start = time.Now()
		wait(11, time.Second)
	})
}

// TestTokenBucket_Wait_Canceled cancels 100 calls that wait before another one.
func TestTokenBucket_Wait_Canceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := imagekit.NewTokenBucket(1, 1)
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		for range 100 {
			go func() {
				if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			}()
		}
		synctest.Wait()
		short, stop := context.WithTimeout(t.Context(), 99*time.Second)
		defer stop()
		start := time.Now()
		if err := l.Wait(short); !errors.Is(err, imagekit.ErrRateLimitDeadline) || time.Since(start) != 0 {
			t.Errorf("after 100 other calls: got %v after %v", err, time.Since(start))
		}
		cancel()
		synctest.Wait()
		if err := l.Wait(t.Context()); err != nil || time.Since(start) != time.Second {
			t.Errorf("after they are canceled: got %v after %v", err, time.Since(start))
		}
	})
}

func TestTokenBucket_Observe(t *testing.T) {
	t.Parallel()
	elapsed := func(t *testing.T, l imagekit.Limiter, calls int) time.Duration {
		t.Helper()
		start := time.Now()
		for range calls {
			if err := l.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		return time.Since(start)
	}
	synctest.Test(t, func(t *testing.T) {
		l := imagekit.NewTokenBucket(40, 100)
		l.Observe(imagekit.RateLimit{}, 0)
		l.Observe(imagekit.RateLimit{Limit: 40, Interval: time.Second}, 0) // the rate of the bucket
		if got := elapsed(t, l, 100); got != 0 {
			t.Errorf("100 calls take %v, want 0s", got)
		}
		// 10 calls in 2 s are 5 calls per second. The burst stays the same, because the response does not report one.
		time.Sleep(time.Hour)
		l.Observe(imagekit.RateLimit{Limit: 10, Interval: 2 * time.Second}, 0)
		if got := elapsed(t, l, 105); got != time.Second {
			t.Errorf("105 calls take %v, want 1s", got)
		}
		// A higher limit does not raise the rate above that of the bucket.
		time.Sleep(time.Hour)
		l.Observe(imagekit.RateLimit{Limit: 1000, Interval: time.Second}, 0)
		if got := elapsed(t, l, 140); got != time.Second {
			t.Errorf("140 calls take %v, want 1s", got)
		}
		// A 429 stops all calls for the time that it asks for. A later, shorter wait does not shorten that.
		time.Sleep(time.Hour)
		l.Observe(imagekit.RateLimit{}, 3*time.Second)
		l.Observe(imagekit.RateLimit{}, time.Second)
		if got := elapsed(t, l, 1); got != 3*time.Second {
			t.Errorf("after a 429 the next call waits %v, want 3s", got)
		}
	})
}
