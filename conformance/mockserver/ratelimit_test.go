package mockserver_test

import (
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// wantRate checks the rate limit headers of a response. An empty string means that the header must be missing.
func wantRate(t *testing.T, r reply, limit, reset, interval string) {
	t.Helper()
	for name, want := range map[string]string{
		"X-RateLimit-Limit": limit, "X-RateLimit-Reset": reset,
		"X-RateLimit-Interval": interval,
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s %s: %s is %q, want %q", r.Request.Method, r.Request.URL.Path, name, got, want)
		}
	}
}

func TestWithRateLimits(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithRateLimits(mockserver.RateLimits{
		ReadsPerSecond: 40, ReadBurst: 2,
		WritesPerSecond: 0.5, WriteBurst: 1,
	}))
	read := func() reply { return do(t, s, http.MethodGet, "/v1/files", nil) }
	write := func() reply {
		return do(t, s, http.MethodPost, "/v1/folder", object{"folderName": "a", "parentFolderPath": "/"})
	}

	wantRate(t, read().wantStatus(t, http.StatusOK), "40", "0", "1000")
	wantRate(t, read().wantStatus(t, http.StatusOK), "40", "25", "1000")
	refused := read()
	refused.wantError(t, http.StatusTooManyRequests, "Rate limit exceeded")
	wantRate(t, refused, "40", "25", "1000")
	s.Advance(24 * time.Millisecond)
	wantRate(t, read().wantStatus(t, http.StatusTooManyRequests), "40", "1", "1000")
	s.Advance(time.Millisecond)
	wantRate(t, read().wantStatus(t, http.StatusOK), "40", "25", "1000")
	s.Advance(time.Hour) // the bucket holds one burst at most
	wantRate(t, read().wantStatus(t, http.StatusOK), "40", "0", "1000")

	wantRate(t, write().wantStatus(t, http.StatusCreated), "1", "2000", "2000")
	wantRate(t, write().wantStatus(t, http.StatusTooManyRequests), "1", "2000", "2000")
	s.SetTime(noon) // setting the clock back does not block clients
	write().wantStatus(t, http.StatusCreated)
}

func TestWithRateLimits_LimitedRequests(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithRateLimits(mockserver.RateLimits{ReadsPerSecond: 1, ReadBurst: 1}))
	writes := start(t, mockserver.WithRateLimits(mockserver.RateLimits{WritesPerSecond: 1, WriteBurst: 1}))
	put(t, s, "a.txt", []byte("x"))
	for range 3 {
		wantRate(t, get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusOK), "", "", "")
		wantRate(t, get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK), "", "", "")
		wantRate(t, get(t, s.URL()+"/v1/files").wantStatus(t, http.StatusUnauthorized), "1", "0", "1000")
		wantRate(t, do(t, s, http.MethodDelete, "/v1/files/"+unusedID, nil).wantStatus(t, http.StatusNotFound),
			"5", "0", "1000")
	}
	for range 3 {
		wantRate(t, upload(t, writes, named("a.txt", []byte("x"))).wantStatus(t, http.StatusOK), "", "", "")
	}
	do(t, s, http.MethodGet, "/v1/files?limit=x", nil).wantStatus(t, http.StatusBadRequest)
	do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusTooManyRequests)
	wantRate(t, get(t, s.URL()+"/v1/files").wantStatus(t, http.StatusUnauthorized), "1", "1000", "1000")
}

// TestServer_RateLimitHeaders checks that all API responses except those to uploads have the headers, even if requests
// are not limited.
func TestServer_RateLimitHeaders(t *testing.T) {
	t.Parallel()
	s := start(t)
	for range 200 { // more than a burst of the service
		wantRate(t, do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusOK), "40", "0", "1000")
	}
	folder := object{"folderName": "a", "parentFolderPath": "/"}
	for range 50 {
		wantRate(t, do(t, s, http.MethodPost, "/v1/folder", folder), "5", "0", "1000")
	}
	wantRate(t, do(t, s, http.MethodPost, "/v1/folder", object{}).wantStatus(t, http.StatusBadRequest),
		"5", "0", "1000")
	wantRate(t, get(t, s.URL()+"/v1/accounts/origins").wantStatus(t, http.StatusUnauthorized), "40", "0", "1000")
	wantRate(t, upload(t, s, named("a.txt", []byte("x"))).wantStatus(t, http.StatusOK), "", "", "")
	wantRate(t, upload(t, s, parts{}).wantStatus(t, http.StatusBadRequest), "", "", "")
	wantRate(t, get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusOK), "", "", "")
	wantRate(t, get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK), "", "", "")
}

func TestWithRateLimits_Invalid(t *testing.T) {
	t.Parallel()
	for _, limits := range []mockserver.RateLimits{
		{ReadsPerSecond: 1},
		{ReadBurst: 1},
		{WritesPerSecond: -1, WriteBurst: 1},
		{WritesPerSecond: 1, WriteBurst: -1},
		{WritesPerSecond: math.NaN(), WriteBurst: 1},
		{WritesPerSecond: math.Inf(1), WriteBurst: 1},
	} {
		if _, err := mockserver.New(mockserver.WithRateLimits(limits)); err == nil {
			t.Errorf("%+v: no error", limits)
		}
	}
	if _, err := mockserver.New(mockserver.WithRateLimits(mockserver.ServiceRateLimits())); err != nil {
		t.Error(err)
	}
}
