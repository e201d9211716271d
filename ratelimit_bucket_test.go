package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
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
			t.Errorf("after they are cancelled: got %v after %v", err, time.Since(start))
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

// waitTimes calls Wait several times, and returns the times at which it returned, in milliseconds since start.
func waitTimes(t *testing.T, l imagekit.Limiter, start time.Time, calls int) []int64 {
	t.Helper()
	var at []int64
	for range calls {
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		at = append(at, time.Since(start).Milliseconds())
	}
	return at
}

// TestTokenBucket_Observe_SavedSlots changes the rate. The number of saved slots must stay the same, and the time of
// the next slot too if it is in the future.
func TestTokenBucket_Observe_SavedSlots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, start := imagekit.NewTokenBucket(10, 10), time.Now()
		waitTimes(t, l, start, 10)
		time.Sleep(600 * time.Millisecond) // six slots
		l.Observe(imagekit.RateLimit{Limit: 5, Interval: time.Second}, 0)
		got := waitTimes(t, l, start, 7)
		if want := []int64{600, 600, 600, 600, 600, 600, 800}; !slices.Equal(got, want) {
			t.Errorf("at a lower rate, calls pass at %d ms, want %d", got, want)
		}
		time.Sleep(50 * time.Millisecond)
		l.Observe(imagekit.RateLimit{Limit: 5, Interval: 2 * time.Second}, 0) // until 2850 ms
		got = waitTimes(t, l, start, 2)
		if want := []int64{1000, 1400}; !slices.Equal(got, want) {
			t.Errorf("at a still lower rate, calls pass at %d ms, want %d", got, want)
		}
		time.Sleep(1850 * time.Millisecond) // 2.6 slots are saved until 2850 ms, and four afterwards
		got = waitTimes(t, l, start, 8)
		if want := []int64{3250, 3250, 3250, 3250, 3250, 3250, 3250, 3287}; !slices.Equal(got, want) {
			t.Errorf("at the bucket's own rate again, calls pass at %d ms, want %d", got, want)
		}
	})
}

// TestTokenBucket_Observe_IncompleteLimit observes limits without an interval and intervals without a limit. They must
// not change the rate.
func TestTokenBucket_Observe_IncompleteLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, start := imagekit.NewTokenBucket(10, 1), time.Now()
		l.Observe(imagekit.RateLimit{Interval: time.Minute}, 0)
		got := waitTimes(t, l, start, 3)
		l.Observe(imagekit.RateLimit{Limit: 300, Interval: time.Minute}, 0)
		l.Observe(imagekit.RateLimit{Limit: 10}, 0)
		got = append(got, waitTimes(t, l, start, 3)...)
		if want := []int64{0, 100, 200, 300, 500, 700}; !slices.Equal(got, want) {
			t.Errorf("calls pass at %d ms, want %d", got, want)
		}
	})
}

// TestTokenBucket_Wait_DeadlineAtLowerRate queues calls at a lower rate that expires. Wait must refuse a call if its
// slot is at its deadline or later, and no other call.
func TestTokenBucket_Wait_DeadlineAtLowerRate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pause time.Duration   // after a 429, in milliseconds
		at    []time.Duration // of the slots of the calls, in milliseconds
	}{
		"short pause":  {200, []time.Duration{200, 400, 600, 800, 1000, 1100, 1200}},
		"odd pause":    {250, []time.Duration{250, 450, 650, 850, 1050, 1150, 1250}},
		"longer pause": {1000, []time.Duration{1000, 1100, 1200, 1300}}, // until the end of the lower rate
		"long pause":   {5000, []time.Duration{5000, 5100, 5200, 5300}},
	} {
		for waiting, at := range test.at {
			pause, at := test.pause*time.Millisecond, at*time.Millisecond
			for _, atDeadline := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %d waiting, at deadline %t", name, waiting, atDeadline), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { checkDeadlineAtLowerRate(t, pause, waiting, at, atDeadline) })
				})
			}
		}
	}
}

// checkDeadlineAtLowerRate uses a bucket with 100 ms between calls, and 200 ms in the first second. Calls begin after
// 50 ms. The last call is queued after a number of waiting calls, and its slot is at the time at. Its deadline is that
// time if atDeadline is true, and 1 ms later otherwise.
func checkDeadlineAtLowerRate(t *testing.T, pause time.Duration, waiting int, at time.Duration, atDeadline bool) {
	t.Helper()
	l, start := imagekit.NewTokenBucket(10, 1), time.Now()
	l.Observe(imagekit.RateLimit{Limit: 5, Interval: time.Second}, pause)
	time.Sleep(50 * time.Millisecond)
	for range waiting {
		go func() {
			if err := l.Wait(t.Context()); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
	}
	deadline := start.Add(at)
	if !atDeadline {
		deadline = deadline.Add(time.Millisecond)
	}
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	err := l.Wait(ctx)
	switch passed := time.Since(start); {
	case atDeadline && (!errors.Is(err, imagekit.ErrRateLimitDeadline) || passed != 50*time.Millisecond):
		t.Errorf("with the deadline %v: got %v at %v, want an error at once", at, err, passed)
	case !atDeadline && (err != nil || passed != at):
		t.Errorf("with a later deadline: got %v at %v, want none at %v", err, passed, at)
	}
	time.Sleep(time.Minute) // until all calls have passed
}

// TestTokenBucket_Wait_PostponedBeyondDeadline observes a 429 that moves the slot of a waiting call beyond its
// deadline.
func TestTokenBucket_Wait_PostponedBeyondDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, start := imagekit.NewTokenBucket(10, 1), time.Now()
		waitTimes(t, l, start, 1)
		time.AfterFunc(50*time.Millisecond, func() { l.Observe(imagekit.RateLimit{}, 5*time.Second) })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := l.Wait(ctx)
		if !errors.Is(err, imagekit.ErrRateLimitDeadline) || time.Since(start) != 100*time.Millisecond {
			t.Errorf("got %v after %v, want an error after 100ms", err, time.Since(start))
		}
	})
}

func TestTokenBucket_Wait_EndedContext(t *testing.T) {
	t.Parallel()
	l := imagekit.NewTokenBucket(0, 1)
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("shutting down")
	cancel(reason)
	if err := l.Wait(ctx); !errors.Is(err, context.Canceled) || !errors.Is(err, reason) {
		t.Errorf("got %v, want the end of the context and its cause", err)
	}
	if err := l.Wait(t.Context()); err != nil {
		t.Errorf("next call: %v", err)
	}
}

func TestNewTokenBucket_UnusualRates(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		perSecond float64
		burst     int
		pass      int // number of calls that pass, of 1100 concurrent calls
	}{
		{10, 0, 1},
		{10, -5, 1},
		{0, 1, 1},
		{0, 5, 5},
		{0, 1000, 1000},
		{-0.5, 3, 3},
		{-1, 3, 3},
		{math.NaN(), 3, 3},
		{math.Inf(-1), 3, 3},
		{1e-12, 3, 3},
		{1e-300, 20, 20},
		{math.Inf(1), 1, 1100},
		{math.Inf(1), 20, 1100},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := imagekit.NewTokenBucket(test.perSecond, test.burst)
			l.Observe(imagekit.RateLimit{Limit: 5, Interval: time.Second}, 0)
			deadline := 30 * 24 * time.Hour
			if test.perSecond == 10 {
				deadline = 50 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			pass := 0
			for range 1100 {
				if err := l.Wait(ctx); err == nil {
					pass++
				} else if !errors.Is(err, imagekit.ErrRateLimitDeadline) {
					t.Fatal(err)
				}
			}
			if pass != test.pass {
				t.Errorf("%v per second, burst %d: %d pass, want %d", test.perSecond, test.burst, pass, test.pass)
			}
		})
	}
}

// TestTokenBucket_Wait_EndlessQueue queues calls whose waits add up to more than the longest duration.
func TestTokenBucket_Wait_EndlessQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, start := imagekit.NewTokenBucket(0, 1), time.Now()
		waitTimes(t, l, start, 1)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for range 4 {
			go func() { _ = l.Wait(ctx) }()
			synctest.Wait()
		}
		short, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		if err := l.Wait(short); !errors.Is(err, imagekit.ErrRateLimitDeadline) || time.Since(start) != 0 {
			t.Errorf("got %v after %v, want an error at once", err, time.Since(start))
		}
	})
}
