package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// transport answers requests without a network, so that tests can use simulated time. attempt starts at 1.
type transport func(r *http.Request, attempt int) (*http.Response, error)

// script is an [http.RoundTripper] that records the requests and their times.
type script struct {
	answer   transport
	requests []*http.Request
	at       []time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests, s.at = append(s.requests, r), append(s.at, time.Now())
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return s.answer(r, len(s.requests))
}

// client returns a client with the default retry policy, without rate limits, whose requests the script answers.
func (s *script) client(t *testing.T, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	ik, err := imagekit.New(append([]imagekit.Option{
		imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(privateKey),
		imagekit.WithRateLimiters(imagekit.RateLimiters{}),
		imagekit.WithHTTPClient(&http.Client{Transport: s}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return ik
}

// response returns a response with a JSON body. header are alternating names and values.
func response(status int, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

var errReset = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}

// TestWithRetryPolicy checks the number of attempts and the waits. Time is simulated.
func TestWithRetryPolicy(t *testing.T) {
	t.Parallel()
	get := func(ctx context.Context, ik *imagekit.Client) error {
		_, err := ik.GetFileDetails(ctx, "id")
		return err
	}
	cp := func(ctx context.Context, ik *imagekit.Client) error {
		return ik.CopyFile(ctx, imagekit.CopyFileRequest{SourceFilePath: "/a", DestinationPath: "/b"})
	}
	purge := func(ctx context.Context, ik *imagekit.Client) error {
		_, err := ik.PurgeCache(ctx, imagekit.PurgeCacheRequest{URL: "https://ik.imagekit.io/demo/a"})
		return err
	}
	twice := func(call func(context.Context, *imagekit.Client) error) func(context.Context, *imagekit.Client) error {
		return func(ctx context.Context, ik *imagekit.Client) error {
			_ = call(ctx, ik)
			return call(ctx, ik)
		}
	}
	update := func(request imagekit.UpdateFileDetailsRequest) func(context.Context, *imagekit.Client) error {
		return func(ctx context.Context, ik *imagekit.Client) error {
			_, err := ik.UpdateFileDetails(ctx, "id", request)
			return err
		}
	}
	paid := imagekit.UpdateFileDetailsRequest{
		Extensions: []imagekit.Extension{imagekit.NewExtension(imagekit.AutoDescriptionExtension{})},
	}
	remove := func(ctx context.Context, ik *imagekit.Client) error { return ik.DeleteFile(ctx, "id") }
	ok := response
	for name, test := range map[string]retryTest{
		"success": {call: get, answers: []any{ok(200, "{}")}, requests: 1},
		"503 and success": {
			call: get, answers: []any{ok(503, ""), ok(200, "{}")}, requests: 2,
			max: 500 * time.Millisecond,
		},
		"reset and success": {
			call: get, answers: []any{errReset, ok(200, "{}")}, requests: 2,
			max: 500 * time.Millisecond,
		},
		"always 500": {
			call: get, answers: []any{ok(500, "")}, requests: 4, max: 3500 * time.Millisecond,
			is: errAny, says: "after 4 attempts in",
		},
		"404": {call: get, answers: []any{ok(404, "")}, requests: 1, is: imagekit.ErrNotFound},
		"429 with reset": {
			call: get, answers: []any{ok(429, "", "X-RateLimit-Reset", "1700"), ok(200, "{}")},
			requests: 2, min: 1700 * time.Millisecond, max: 1700 * time.Millisecond,
		},
		"429 with Retry-After": {
			call: get, answers: []any{ok(429, "", "Retry-After", "3"), ok(200, "{}")}, requests: 2,
			min: 3 * time.Second, max: 3 * time.Second,
		},
		"503 with Retry-After": {
			call:    get,
			answers: []any{ok(503, "", "Retry-After", "2", "X-RateLimit-Reset", "9999"), ok(200, "{}")}, requests: 2,
			min: 2 * time.Second, max: 2 * time.Second,
		},
		"Retry-After out of range": {
			call: get, answers: []any{ok(503, "", "Retry-After", "99999999999999999999"), ok(200, "{}")}, requests: 2,
			min: time.Minute, max: time.Minute,
		},
		"503 with a date": {
			call: get, answers: []any{ok(503, "", "Date", "Sat, 21 Nov 2026 10:00:00 GMT", "Retry-After",
				"Sat, 21 Nov 2026 10:00:07 GMT"), ok(200, "{}")},
			requests: 2, min: 7 * time.Second, max: 7 * time.Second,
		},
		"wait over MaxRetryAfter": {
			call: get, answers: []any{ok(429, "", "X-RateLimit-Reset", "3600000"), ok(200, "{}")}, requests: 2,
			min: time.Minute, max: time.Minute,
		},
		"wait after the deadline": {
			call: get, deadline: time.Second, answers: []any{ok(429, "", "X-RateLimit-Reset", "5000")}, requests: 1,
			is:   imagekit.ErrRateLimited,
			says: "not repeated: the service asks for a wait of 5s, which ends after the deadline",
		},
		"backoff after the deadline": {
			call: get, deadline: 3 * time.Second,
			opts: []imagekit.Option{imagekit.WithRetryPolicy(imagekit.RetryPolicy{
				MaxAttempts: 1000,
				MinBackoff:  time.Second,
			})},
			answers: []any{ok(503, "")}, requests: -1, max: 3 * time.Second, is: errAny, says: "after the deadline",
		},
		"deadline before MinBackoff": {
			call: get, deadline: time.Second, opts: []imagekit.Option{imagekit.WithRetryPolicy(imagekit.RetryPolicy{
				MinBackoff: math.MaxInt64, MaxBackoff: math.MaxInt64,
			})},
			answers: []any{ok(503, "")}, requests: 1, is: errAny,
			says: "not repeated: the wait before the next attempt is ",
		},
		"one attempt": {
			call:    get,
			opts:    []imagekit.Option{imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1})},
			answers: []any{ok(503, "")}, requests: 1, is: errAny,
		},
		"copy after 500": {
			call: cp, answers: []any{ok(500, "")}, requests: 1, is: imagekit.ErrOutcomeUnknown,
			says: "may have been carried out",
		},
		"copy after 429": {
			call: cp, answers: []any{ok(429, ""), ok(204, "")}, requests: 2,
			max: 500 * time.Millisecond,
		},
		"copy after a reset": {call: cp, answers: []any{errReset}, requests: 1, is: imagekit.ErrOutcomeUnknown},
		"purge after a reset": {
			call: purge, answers: []any{errReset, ok(201, `{"requestId":"1"}`)}, requests: 2,
			max: 500 * time.Millisecond,
		},
		"update after 500": {
			call:    update(imagekit.UpdateFileDetailsRequest{Description: new("x")}),
			answers: []any{ok(500, ""), ok(200, "{}")}, requests: 2, max: 500 * time.Millisecond,
		},
		"update with extensions after 500": {
			call: update(paid), answers: []any{ok(500, ""), ok(200, "{}")}, requests: 1,
			is: imagekit.ErrOutcomeUnknown,
		},
		"delete, 404 after reset": {
			call: remove, answers: []any{errReset, ok(404, "")}, requests: 2,
			max: 500 * time.Millisecond,
		},
		"delete, 404 of a proxy after reset": {
			call: remove, answers: []any{errReset, ok(404, "<html>", "Content-Type", "text/html; charset=utf-8")},
			requests: 2, max: 500 * time.Millisecond, is: imagekit.ErrNotFound,
		},
		"delete, 404 at first": {call: remove, answers: []any{ok(404, "")}, requests: 1, is: imagekit.ErrNotFound},
		"delete, 404 after 429": {
			call: remove, answers: []any{ok(429, ""), ok(404, "")}, requests: 2,
			max: 500 * time.Millisecond, is: imagekit.ErrNotFound,
		},
		"no budget": {
			call: get, opts: []imagekit.Option{imagekit.WithRetryBudget(0, 2)},
			answers: []any{ok(503, "")}, requests: 3, max: 1500 * time.Millisecond, is: errAny, says: "retry budget",
		},
		"budget of 0": {
			call: get, opts: []imagekit.Option{imagekit.WithRetryBudget(10, 0)},
			answers: []any{ok(503, "")}, requests: 1, is: errAny, says: "retry budget",
		},
		"truncated JSON": {
			call: get, answers: []any{ok(200, `{"fileId":`)}, requests: 1, is: errAny,
			says: "decode response",
		},
		"budget not used without a repetition": {
			call: twice(get), deadline: time.Second,
			opts:     []imagekit.Option{imagekit.WithRetryBudget(0, 1)},
			answers:  []any{ok(503, "", "Retry-After", "5"), ok(503, "", "Retry-After", "5"), ok(200, "{}")},
			requests: 2, is: errAny, says: "asks for a wait of 5s",
		},
		"deadline during the request": {
			call: cp, deadline: time.Second, answers: []any{context.DeadlineExceeded},
			requests: 1, is: imagekit.ErrOutcomeUnknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, test.run)
		})
	}
}

// retryTest is a call, its responses and the expected result.
type retryTest struct {
	call     func(context.Context, *imagekit.Client) error
	opts     []imagekit.Option
	deadline time.Duration
	answers  []any // *http.Response or error; the last one repeats
	requests int
	min, max time.Duration // of the sum of all waits
	is       error         // tested with errors.Is; nil for success
	says     string        // part of the error
}

func (test retryTest) run(t *testing.T) {
	s := &script{answer: test.answer}
	ctx := t.Context()
	if test.deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, test.deadline)
		defer cancel()
	}
	start := time.Now()
	err := test.call(ctx, s.client(t, test.opts...))
	if elapsed := time.Since(start); test.deadline == 0 && (elapsed < test.min || elapsed > test.max) {
		t.Errorf("waited %v, want %v to %v", elapsed, test.min, test.max)
	}
	if test.requests >= 0 && len(s.requests) != test.requests {
		t.Errorf("%d requests, want %d", len(s.requests), test.requests)
	}
	if anyError := errors.Is(test.is, errAny); anyError && err == nil || !anyError && !errors.Is(err, test.is) {
		t.Errorf("got %v, want %v", err, test.is)
	}
	if err != nil && !strings.Contains(err.Error(), test.says) {
		t.Errorf("%q does not say %q", err, test.says)
	}
}

func (test retryTest) answer(r *http.Request, attempt int) (*http.Response, error) {
	switch a := test.answers[min(attempt, len(test.answers))-1].(type) {
	case error:
		if errors.Is(a, context.DeadlineExceeded) {
			<-r.Context().Done()
		}
		return nil, a
	case *http.Response:
		again := *a
		again.Body = io.NopCloser(strings.NewReader(bodyOf(a)))
		return &again, nil
	}
	panic("no answer")
}

// errAny is for a test that expects any error.
var errAny = errors.New("any error")

// bodyOf returns the body of a response, which can be read again.
func bodyOf(r *http.Response) string {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}

// TestWithRetryPolicy_BackoffGrows makes waits of up to 1 s, 2 s, 4 s and so on. Their sum is longer than waits of up
// to 1 s could be.
func TestWithRetryPolicy_BackoffGrows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const attempts = 20
		s := &script{answer: func(*http.Request, int) (*http.Response, error) { return response(503, ""), nil }}
		policy := imagekit.RetryPolicy{MaxAttempts: attempts, MinBackoff: time.Second, MaxBackoff: 1000 * time.Hour}
		start := time.Now()
		_, err := s.client(t, imagekit.WithRetryPolicy(policy)).GetFileDetails(t.Context(), "id")
		if elapsed := time.Since(start); err == nil || len(s.requests) != attempts || elapsed < attempts*time.Second {
			t.Errorf("%d attempts in %v: %v", len(s.requests), elapsed, err)
		}
	})
}

func TestWithRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(*http.Request, int) (*http.Response, error) { return response(503, ""), nil }}
		ik := s.client(t)
		_, err := ik.GetFileDetails(t.Context(), "id",
			imagekit.WithRetry(imagekit.RetryPolicy{MaxAttempts: 2, MinBackoff: time.Hour, MaxBackoff: time.Minute}))
		var failed *imagekit.Error
		if !errors.As(err, &failed) || failed.Attempts != 2 || failed.StatusCode != 503 {
			t.Fatalf("got %v", err)
		}
		if failed.Elapsed != s.at[1].Sub(s.at[0]) || failed.Elapsed > time.Hour {
			t.Errorf("elapsed %v, but the attempts are %v apart", failed.Elapsed, s.at[1].Sub(s.at[0]))
		}
		var refused *imagekit.ArgumentError
		if _, err := ik.GetFileDetails(t.Context(), "id",
			imagekit.WithRetry(imagekit.RetryPolicy{MaxAttempts: -1})); !errors.As(err, &refused) {
			t.Errorf("a policy with -1 attempts: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(*http.Request, int) (*http.Response, error) {
			return response(503, "", "Retry-After", "3600"), nil
		}}
		ik := s.client(t, imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 7, MaxRetryAfter: time.Second}))
		start := time.Now()
		_, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithRetry(imagekit.RetryPolicy{MaxAttempts: 3}))
		if elapsed := time.Since(start); err == nil || len(s.requests) != 3 || elapsed != 2*time.Second {
			t.Errorf("%d attempts in %v, %v; want 3 in 2s, by the client's policy", len(s.requests), elapsed, err)
		}
	})
	for _, policy := range []imagekit.RetryPolicy{
		{MaxAttempts: -1},
		{MinBackoff: -1},
		{MaxBackoff: -1},
		{MaxRetryAfter: -1},
	} {
		var refused *imagekit.ConfigError
		if _, err := imagekit.New(imagekit.WithRetryPolicy(policy)); !errors.As(err, &refused) {
			t.Errorf("%+v: %v", policy, err)
		}
	}
}
