package transport_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit/internal/transport"
)

// TestAwait uses simulated time.
func TestAwait(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		takes, ends time.Duration // duration of the function, and time of the end; 0 for no end
		ok          bool
	}{
		"no end":           {time.Hour, 0, true},
		"before the end":   {time.Second, time.Hour, true},
		"within the grace": {time.Second + 50*time.Millisecond, time.Second, true},
		"too late":         {time.Minute, time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { checkAwait(t, test.takes, test.ends, test.ok) })
		})
	}
}

// checkAwait calls Await with a function that returns 42.
func checkAwait(t *testing.T, takes, ends time.Duration, want bool) {
	t.Helper()
	end := make(chan struct{})
	if ends > 0 {
		time.AfterFunc(ends, func() { close(end) })
	}
	late := make(chan int, 1)
	value, ok := transport.Await(end, func() int {
		time.Sleep(takes)
		return 42
	}, func(v int) { late <- v })
	if !ok {
		value = <-late
	}
	if ok != want || value != 42 {
		t.Errorf("got %d, %v", value, ok)
	}
}

func TestAwait_Panic(t *testing.T) {
	t.Parallel()
	defer func() {
		if got := recover(); got != "oops" {
			t.Errorf("recovered %v", got)
		}
	}()
	transport.Await(nil, func() int { panic("oops") }, nil)
}
