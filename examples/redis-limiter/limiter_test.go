package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const (
	perSecond = 5
	burst     = 20
	interval  = time.Second / perSecond
)

var began = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// fleet is a group of processes with one Redis. The time of Redis changes only when a test advances it. The processes
// do not sleep; their waits are recorded.
type fleet struct {
	store   *miniredis.Miniredis
	onSleep func(time.Duration) // called in place of sleeping

	mu    sync.Mutex
	now   time.Time
	waits []time.Duration
}

func newFleet(t *testing.T) *fleet {
	t.Helper()
	f := &fleet{store: miniredis.RunT(t), now: began, onSleep: func(time.Duration) {}}
	f.store.SetTime(f.now)
	return f
}

// limiter returns a limiter that shares the bucket of the fleet.
func (f *fleet) limiter(t *testing.T) *limiter {
	t.Helper()
	client := connect(f.store.Addr())
	t.Cleanup(func() { client.Close() })
	l := newLimiter(client, "imagekit:test:reads", perSecond, burst)
	l.log = slog.New(slog.DiscardHandler)
	l.sleep = func(_ context.Context, wait time.Duration) error {
		f.mu.Lock()
		f.waits = append(f.waits, wait)
		f.mu.Unlock()
		f.onSleep(wait)
		return nil
	}
	return l
}

// process adds a process and returns its client.
func (f *fleet) process(t *testing.T, server *mockserver.Server) *imagekit.Client {
	t.Helper()
	ik, err := server.Client(imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: f.limiter(t)}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ik.CloseIdleConnections) // the server waits for open connections when it closes
	return ik
}

func (f *fleet) advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
	f.store.SetTime(f.now)
}

func (f *fleet) clock() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// takeWaits returns the waits since the last call of takeWaits, shortest first.
func (f *fleet) takeWaits() []time.Duration {
	waits := f.waits
	f.waits = nil
	slices.Sort(waits)
	return waits
}

// schedule returns the expected waits of calls that are made at the same time. The first atOnce calls do not wait.
func schedule(atOnce, calls int) []time.Duration {
	waits := make([]time.Duration, calls)
	for i := range waits {
		waits[i] = max(0, time.Duration(i-atOnce+1)*interval)
	}
	return waits
}

func wait(t *testing.T, l imagekit.Limiter, times int) {
	t.Helper()
	for range times {
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLimiter_SharedLimit(t *testing.T) {
	t.Parallel()
	f, server := newFleet(t), mockserver.Start(t)
	var group sync.WaitGroup
	for range 2 {
		ik := f.process(t, server)
		for range 30 {
			group.Go(func() {
				if _, err := ik.ListFiles(t.Context(), nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if got, want := f.takeWaits(), schedule(burst, 60); !slices.Equal(got, want) {
		t.Errorf("waits are %v, want %v", got, want)
	}
}

func TestLimiter_WithinServiceLimit(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.onSleep = f.advance // there is one call at a time, so the wait of a call is the time that passes
	server := mockserver.Start(t, mockserver.WithClock(f.clock),
		mockserver.WithRateLimits(mockserver.RateLimits{ReadsPerSecond: perSecond, ReadBurst: burst}))
	a, b := f.process(t, server), f.process(t, server)
	for range 5 * burst {
		for _, ik := range []*imagekit.Client{a, b} {
			if _, err := ik.ListFiles(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, want := f.clock().Sub(began), 9*burst*interval; got != want {
		t.Errorf("%d calls took %v, want %v", 10*burst, got, want)
	}
}

func TestLimiter_Refill(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	a, b := f.limiter(t), f.limiter(t)
	wait(t, a, burst)
	f.takeWaits()
	for _, step := range []struct {
		passes time.Duration
		atOnce int
	}{{3 * interval, 3}, {time.Hour, burst}} {
		f.advance(step.passes)
		wait(t, b, step.atOnce)
		wait(t, a, 2)
		if got, want := f.takeWaits(), schedule(step.atOnce, step.atOnce+2); !slices.Equal(got, want) {
			t.Errorf("%v later, waits are %v, want %v", step.passes, got, want)
		}
	}
}

func TestLimiter_Wait_Deadline(t *testing.T) {
	t.Parallel()
	f, server := newFleet(t), mockserver.Start(t)
	a, b := f.limiter(t), f.process(t, server)
	wait(t, a, burst+300) // the next slot is in a minute
	f.takeWaits()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := b.ListFiles(ctx, nil)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the next slot is in 1m0.2s") ||
		ctx.Err() != nil {
		t.Errorf("got %v", err)
	}
	wait(t, a, 1)
	if got, want := f.takeWaits(), []time.Duration{301 * interval}; !slices.Equal(got, want) {
		t.Errorf("waits are %v, want %v", got, want)
	}
}

func TestLimiter_Wait_Canceled(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	cancel(stopped)
	if err := f.limiter(t).Wait(ctx); !errors.Is(err, stopped) {
		t.Errorf("got %v", err)
	}
	if len(f.store.Keys()) > 0 || len(f.takeWaits()) > 0 {
		t.Error("a cancelled Wait has reserved a slot")
	}
}

func TestLimiter_Observe_Shared(t *testing.T) {
	t.Parallel()
	f, server := newFleet(t), mockserver.Start(t)
	if _, err := server.AddFault(mockserver.Fault{
		Kind:           mockserver.FaultRateLimit,
		RateLimitReset: 3 * time.Second,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.process(t, server).ListFiles(t.Context(), nil); !errors.Is(err, imagekit.ErrRateLimited) {
		t.Fatalf("got %v", err)
	}
	f.takeWaits()
	wait(t, f.limiter(t), 2)
	want := []time.Duration{3 * time.Second, 3*time.Second + interval}
	if got := f.takeWaits(); !slices.Equal(got, want) {
		t.Errorf("waits are %v, want %v without a burst after the pause", got, want)
	}
}

func TestLimiter_WithoutRedis(t *testing.T) {
	t.Parallel()
	f, server := newFleet(t), mockserver.Start(t)
	ik, local := f.process(t, server), f.limiter(t)
	f.store.SetError("LOADING") // new connections get the error too
	for range burst {
		if _, err := ik.ListFiles(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	local.Observe(imagekit.RateLimit{}, time.Hour)
	if err := local.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
		t.Errorf("local limiter after a 429: got %v", err)
	}
}

func TestLimiter_KeysExpire(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	wait(t, f.limiter(t), burst)
	f.store.FastForward(burst*interval - time.Millisecond)
	if len(f.store.Keys()) != 1 {
		t.Error("the key expired too early")
	}
	f.store.FastForward(10 * time.Millisecond)
	if keys := f.store.Keys(); len(keys) > 0 {
		t.Errorf("keys %q have not expired", keys)
	}
}
