package imagekit_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// TestRetryPolicy_InvalidRetryAfter sends invalid and extreme values of Retry-After and X-RateLimit-Reset. No wait is
// longer than MaxRetryAfter. Time is simulated.
func TestRetryPolicy_InvalidRetryAfter(t *testing.T) {
	t.Parallel()
	const day, longest = 24 * time.Hour, math.MaxInt32 * time.Second
	for name, test := range map[string]struct {
		header   http.Header
		min, max time.Duration // of Error.RetryAfter; 0 if the header is ignored
	}{
		"negative":                {http.Header{"Retry-After": {"-1"}}, 0, 0},
		"negative reset":          {http.Header{"X-Ratelimit-Reset": {"-5000"}}, 0, 0},
		"reset of -1 ms":          {http.Header{"X-Ratelimit-Reset": {"-1"}}, 0, 0},
		"twelve seconds":          {http.Header{"Retry-After": {"12"}}, 12 * time.Second, 12 * time.Second},
		"reset of 1 ms":           {http.Header{"X-Ratelimit-Reset": {"1"}}, time.Millisecond, time.Millisecond},
		"none":                    {http.Header{"Retry-After": {"0"}, "X-Ratelimit-Reset": {"0"}}, 0, 0},
		"longest":                 {http.Header{"Retry-After": {"2147483647"}}, longest, longest},
		"more than longest":       {http.Header{"Retry-After": {"2147483648"}}, longest, longest},
		"out of range":            {http.Header{"Retry-After": {"99999999999999999999999999"}}, longest, longest},
		"longest reset":           {http.Header{"X-Ratelimit-Reset": {"2147483647"}}, day, 30 * day},
		"more than longest reset": {http.Header{"X-Ratelimit-Reset": {"2147483648"}}, 0, 0},
		"reset out of range":      {http.Header{"X-Ratelimit-Reset": {"99999999999999999999999999"}}, 0, 0},
		"text":                    {http.Header{"Retry-After": {"soon"}, "X-Ratelimit-Reset": {"NaN"}}, 0, 0},
		"a fraction":              {http.Header{"Retry-After": {"1.5"}, "X-Ratelimit-Reset": {"1e9"}}, 0, 0},
		"in hexadecimal":          {http.Header{"Retry-After": {"0x10"}, "X-Ratelimit-Reset": {"+1_000"}}, 0, 0},
		"empty":                   {http.Header{"Retry-After": {""}, "X-Ratelimit-Reset": {""}}, 0, 0},
		"the far future":          {http.Header{"Retry-After": {"Fri, 31 Dec 9999 23:59:59 GMT"}}, day, math.MaxInt64},
		"the far past":            {http.Header{"Retry-After": {"Mon, 01 Jan 0001 00:00:00 GMT"}}, 0, 0},
		"far future after a date in the far past": {
			http.Header{"Date": {"Mon, 01 Jan 0001 00:00:00 GMT"}, "Retry-After": {"Fri, 31 Dec 9999 23:59:59 GMT"}},
			day, math.MaxInt64,
		},
		"past before a date in the far future": {
			http.Header{"Date": {"Fri, 31 Dec 9999 23:59:59 GMT"}, "Retry-After": {"Sat, 28 Nov 2026 00:00:00 GMT"}},
			0,
			0,
		},
		"invalid date": {http.Header{"Retry-After": {"Fri, 99 Foo 2026 99:99:99 GMT"}}, 0, 0},
		"several": {
			http.Header{"X-Ratelimit-Reset": {"1000", "86400000"}, "Retry-After": {"1", "86400"}},
			time.Second, time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				failed := failWith429(t, test.header)
				if failed.RetryAfter < test.min || failed.RetryAfter > test.max || failed.RateLimit.Reset < 0 {
					t.Errorf("got %v with RetryAfter %v and RateLimit.Reset %v", failed, failed.RetryAfter,
						failed.RateLimit.Reset)
				}
				if elapsed := time.Since(start); elapsed > 2*time.Minute ||
					test.min > 0 && elapsed < 2*min(test.min, time.Minute) {
					t.Errorf("two waits took %v", elapsed)
				}
			})
		})
	}
}

// failWith429 makes a call with three attempts. Each gets a 429 with the header. It returns the error of the call.
func failWith429(t *testing.T, header http.Header) *imagekit.Error {
	t.Helper()
	ik := newClient(t, imagekit.WithRetryPolicy(imagekit.RetryPolicy{
		MaxAttempts: 3, MinBackoff: time.Second, MaxBackoff: time.Second, MaxRetryAfter: time.Minute,
	}), withTransport(func(*http.Request) (*http.Response, error) {
		res := response(429, "")
		res.Header = header.Clone()
		return res, nil
	}))
	_, err := ik.GetFileDetails(context.WithoutCancel(t.Context()), "id")
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Attempts != 3 {
		t.Fatalf("got %v", err)
	}
	return failed
}
