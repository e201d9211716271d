package ratelimit_test

import (
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
)

func TestBucket_Take(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	l := ratelimit.New(ratelimit.Limits{ReadsPerSecond: 40, ReadBurst: 2, WritesPerSecond: 0.5, WriteBurst: 1})
	for i, step := range []struct {
		bucket                 *ratelimit.Bucket
		at                     time.Duration
		ok                     bool
		limit, reset, interval string
	}{
		{l.Reads, 0, true, "40", "0", "1000"},
		{l.Reads, 0, true, "40", "25", "1000"},
		{l.Reads, 0, false, "40", "25", "1000"},
		{l.Reads, 24 * time.Millisecond, false, "40", "1", "1000"},
		{l.Reads, 25 * time.Millisecond, true, "40", "25", "1000"},
		{l.Reads, time.Hour, true, "40", "0", "1000"}, // a bucket holds no more than a burst
		{l.Writes, time.Hour, true, "1", "2000", "2000"},
		{l.Writes, time.Hour, false, "1", "2000", "2000"},
		{l.Writes, 0, true, "1", "2000", "2000"}, // a clock that is set back blocks no requests
	} {
		h := http.Header{}
		if ok := step.bucket.Take(noon.Add(step.at), h); ok != step.ok {
			t.Errorf("step %d: ok is %v", i, ok)
		}
		wantHeader(t, h, step.limit, step.reset, step.interval)
		announced := http.Header{} // Announce takes no token
		step.bucket.Announce(noon.Add(step.at), announced)
		wantHeader(t, announced, step.limit, step.reset, step.interval)
	}
}

func wantHeader(t *testing.T, h http.Header, limit, reset, interval string) {
	t.Helper()
	for name, want := range map[string]string{
		"X-RateLimit-Limit": limit, "X-RateLimit-Reset": reset, "X-RateLimit-Interval": interval,
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestNew_Unlimited(t *testing.T) {
	t.Parallel()
	l := ratelimit.New(ratelimit.Limits{WritesPerSecond: 1, WriteBurst: 1})
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	for range 1000 {
		h := http.Header{}
		if !l.Reads.Take(now, h) {
			t.Fatal("a read is refused")
		}
		wantHeader(t, h, "40", "0", "1000")
	}
	if h := (http.Header{}); !l.Writes.Take(now, h) || l.Writes.Take(now, h) {
		t.Error("writes are not limited")
	}
	h := http.Header{}
	ratelimit.New(ratelimit.Limits{}).Writes.Announce(now, h)
	wantHeader(t, h, "5", "0", "1000")
}

func TestLimits_Check(t *testing.T) {
	t.Parallel()
	for _, l := range []ratelimit.Limits{
		{ReadsPerSecond: 1},
		{ReadBurst: 1},
		{WritesPerSecond: -1, WriteBurst: 1},
		{WritesPerSecond: 1, WriteBurst: -1},
		{WritesPerSecond: math.NaN(), WriteBurst: 1},
		{WritesPerSecond: math.Inf(1), WriteBurst: 1},
	} {
		if l.Check() == nil {
			t.Errorf("%+v: no error", l)
		}
	}
	if err := (ratelimit.Limits{ReadsPerSecond: 0.1, ReadBurst: 1}).Check(); err != nil {
		t.Error(err)
	}
}
