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
		{l.Writes, 0, true, "1", "2000", "2000"}, // a clock that is set back locks nobody out
	} {
		h := http.Header{}
		if ok := step.bucket.Take(noon.Add(step.at), h); ok != step.ok {
			t.Errorf("step %d: ok is %v", i, ok)
		}
		for name, want := range map[string]string{
			"X-RateLimit-Limit": step.limit, "X-RateLimit-Reset": step.reset, "X-RateLimit-Interval": step.interval,
		} {
			if got := h.Get(name); got != want {
				t.Errorf("step %d: %s is %q, want %q", i, name, got, want)
			}
		}
	}
}

func TestNew_Unlimited(t *testing.T) {
	t.Parallel()
	if l := ratelimit.New(ratelimit.Limits{WritesPerSecond: 1, WriteBurst: 1}); l.Reads != nil || l.Writes == nil {
		t.Errorf("got %+v, want a bucket for writes only", l)
	}
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
