package renditions_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/renditions"
)

func newCache(max int64) *renditions.Cache[string] {
	return renditions.New(max, func(s string) int64 { return int64(len(s)) })
}

// producer returns a function that returns a value and counts its calls.
func producer(value string, calls *int) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		*calls++
		return value, nil
	}
}

func TestCache_Get(t *testing.T) {
	t.Parallel()
	c, calls := newCache(10), 0
	get := func(key, value string, want int) {
		t.Helper()
		got, err := c.Get(t.Context(), key, producer(value, &calls))
		if err != nil || got != value || calls != want {
			t.Errorf("Get(%s) = %q, %v after %d calls; want %q after %d", key, got, err, calls, value, want)
		}
	}
	get("a", "aaaa", 1)
	get("b", "bbbb", 2)
	get("a", "aaaa", 2)
	get("c", "cccc", 3) // removes b, which was used before a
	get("a", "aaaa", 3)
	get("b", "bbbb", 4)
	get("large", "more than ten bytes", 5)
	get("large", "more than ten bytes", 6) // is not kept
	get("b", "bbbb", 6)
}

func TestCache_Get_Error(t *testing.T) {
	t.Parallel()
	c, calls, failure := newCache(10), 0, errors.New("failed")
	for range 2 {
		if got, err := c.Get(t.Context(), "a", func(context.Context) (string, error) {
			calls++
			return "", failure
		}); got != "" || !errors.Is(err, failure) {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if calls != 2 {
		t.Errorf("%d calls, want 2: errors are not kept", calls)
	}
}

// TestCache_Get_Concurrent has ten callers, of which the first one gives up. The others share its run.
func TestCache_Get_Concurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, calls, release := newCache(10), 0, make(chan struct{})
		results := make(chan error, 10)
		get := func(ctx context.Context) {
			_, err := c.Get(ctx, "a", func(ctx context.Context) (string, error) {
				calls++
				select {
				case <-release:
					return "value", nil
				case <-ctx.Done():
					return "", ctx.Err()
				}
			})
			results <- err
		}
		ctx, cancel := context.WithCancel(t.Context())
		go get(ctx)
		synctest.Wait() // the run has started
		for range 9 {
			go get(t.Context())
		}
		synctest.Wait()
		cancel()
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("the caller that gives up gets %v", err)
		}
		close(release)
		for range 9 {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		if calls != 1 {
			t.Errorf("%d runs, want 1", calls)
		}
	})
}

// TestCache_Get_Abandoned checks that a run ends when its only caller gives up, and that the next caller starts
// another.
func TestCache_Get_Abandoned(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, ended := newCache(10), make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, _ = c.Get(ctx, "a", func(ctx context.Context) (string, error) {
				<-ctx.Done()
				close(ended)
				return "", ctx.Err()
			})
		}()
		synctest.Wait()
		cancel()
		<-ended
		calls := 0
		if got, err := c.Get(t.Context(), "a", producer("b", &calls)); got != "b" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// TestCache_Get_Panic has a producer that panics: the caller does too, and the next one starts again.
func TestCache_Get_Panic(t *testing.T) {
	t.Parallel()
	c, calls := newCache(10), 0
	recovered := func() (reason any) {
		defer func() { reason = recover() }()
		_, _ = c.Get(t.Context(), "a", func(context.Context) (string, error) { panic("a damaged file") })
		return nil
	}
	for range 2 {
		if reason := recovered(); !strings.HasPrefix(fmt.Sprint(reason), "a damaged file\n") {
			t.Errorf("the caller panicked with %v, want the reason of the producer", reason)
		}
	}
	if got, err := c.Get(t.Context(), "a", producer("x", &calls)); got != "x" || err != nil || calls != 1 {
		t.Errorf("after the panics got %q, %v", got, err)
	}
}
