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

func TestAPauseHoldsForThoseWhoWaitAlready(t *testing.T) {
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
		time.Sleep(150 * time.Millisecond) // three at once, and one more
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

func TestThereIsNoBurstAfterAPause(t *testing.T) {
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
			t.Errorf("41 calls take %v, want the pause and a second", got)
		}
	})
}

func TestALearntRateHasAFloorAndAnEnd(t *testing.T) {
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
		wait(4, 6*time.Second) // every two seconds
		time.Sleep(time.Minute)
		start = time.Now()
		wait(11, time.Second)
	})
}

func TestWhoGivesUpTakesNoTurn(t *testing.T) {
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
		hurried, stop := context.WithTimeout(t.Context(), 99*time.Second)
		defer stop()
		start := time.Now()
		if err := l.Wait(hurried); !errors.Is(err, imagekit.ErrRateLimitDeadline) || time.Since(start) != 0 {
			t.Errorf("behind 100 others, got %v after %v", err, time.Since(start))
		}
		cancel()
		synctest.Wait()
		if err := l.Wait(t.Context()); err != nil || time.Since(start) != time.Second {
			t.Errorf("when they have gone, got %v after %v", err, time.Since(start))
		}
	})
}

type failingLimiter struct{ err error }

func (l failingLimiter) Wait(context.Context) error { return l.err }

func TestTheErrorOfALimiterIsPassedOn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err    error
		noTurn bool
	}{
		{errors.New("redis: connection refused"), false},
		{errors.New("rate: Wait(n=1) would exceed context deadline"), true},
		{context.DeadlineExceeded, true},
	} {
		ik := newClient(t, imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: failingLimiter{test.err}}))
		_, err := ik.GetFileDetails(t.Context(), "a")
		if !errors.Is(err, test.err) || errors.Is(err, imagekit.ErrRateLimitDeadline) != test.noTurn || errors.Is(err, context.DeadlineExceeded) != test.noTurn {
			t.Errorf("got %v of %v", err, test.err)
		}
	}
}
