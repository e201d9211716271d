package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/helpers"
)

func TestDedupeWebhooks(t *testing.T) {
	t.Parallel()
	var got webhookCalls
	failing := 1
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{Once: imagekit.DedupeWebhooks(2)}, got.created(),
		imagekit.OnAnyWebhook(func(context.Context, *imagekit.Webhook) error {
			if got = append(got, "other"); failing > 0 {
				failing--
				return errors.New("not yet")
			}
			return nil
		}))
	for i, step := range []struct {
		id, body string
		status   int
		calls    int // of callbacks, so far
	}{
		{"a", webhookBody, 200, 1},
		{"a", webhookBody, 200, 1},                // dropped
		{"b", `{"type":"file.updated"}`, 500, 2},  // fails
		{"b", `{"type":"file.updated"}`, 200, 3},  // succeeds
		{"b", `{"type":"file.updated"}`, 200, 3},  // dropped
		{"a", webhookBody, 200, 3},                // still remembered
		{"c", webhookBody, 200, 4},                // replaces the oldest id, which is a
		{"b", `{"type":"file.updated"}`, 200, 4},  // remembered
		{"a", webhookBody, 200, 5},                // forgotten
		{"c", `{"type":"file.archived"}`, 200, 5}, // compared by id
	} {
		if w := serveRequest(h, postedWebhook(t, step.id, step.body)); w.Code != step.status || len(got) != step.calls {
			t.Fatalf("step %d: got %d after %d calls, want %d after %d", i, w.Code, len(got), step.status, step.calls)
		}
	}
}

// TestDedupeWebhooks_LegacyScheme uses the older scheme, which has no id: webhooks are compared by the id of the event,
// or by the body if there is none.
func TestDedupeWebhooks_LegacyScheme(t *testing.T) {
	t.Parallel()
	var got webhookCalls
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{Once: imagekit.DedupeWebhooks(10)}, got.others())
	for i, step := range []struct {
		body  string
		later time.Duration
		calls int // of callbacks, so far
	}{
		{`{"type":"x","id":"1"}`, 0, 1},
		{`{"type":"x","id":"1"}`, 0, 1},                       // the same request again
		{`{"type":"x","id":"1"}`, time.Minute, 1},             // repeated by the service
		{`{"type":"x","id":"1","more":true}`, time.Minute, 1}, // compared by id
		{`{"type":"x"}`, 0, 2},
		{`{"type":"x"}`, 0, 2},
		{`{"type":"x"}`, time.Minute, 2},
		{`{"type":"x" }`, 0, 3},
		{`{"type":"x","id":2}`, 0, 4}, // the id is not a string
		{`{"type":"x","id":2}`, 0, 4},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(step.body))
		r.Header = signedWebhook(t, step.body, helpers.SignWebhookOptions{
			Scheme: imagekit.LegacyWebhooks, Time: webhookTime.Add(step.later),
		})
		if w := serveRequest(h, r); w.Code != http.StatusOK || len(got) != step.calls {
			t.Fatalf("step %d: got %d after %d calls, want 200 after %d", i, w.Code, len(got), step.calls)
		}
	}
}

// TestDedupeWebhooks_Unverified checks that requests that cannot be verified do not displace others.
func TestDedupeWebhooks_Unverified(t *testing.T) {
	t.Parallel()
	var got webhookCalls
	h := newWebhookHandler(t, imagekit.WebhookHandlerOptions{Once: imagekit.DedupeWebhooks(1)}, got.others())
	serveRequest(h, postedWebhook(t, "msg_1", webhookBody))
	for i := range 10 {
		forged := postedWebhook(t, fmt.Sprint("msg_", i), webhookBody)
		forged.Header.Set("webhook-signature", "v1,x")
		serveRequest(h, forged)
		stale := postedWebhook(t, "msg_1", webhookBody)
		resigned(t, fmt.Sprint("msg_", i), webhookBody, -time.Hour)(stale)
		serveRequest(h, stale)
	}
	if w := serveRequest(h, postedWebhook(t, "msg_1", webhookBody)); w.Code != http.StatusOK || len(got) != 1 {
		t.Errorf("got %d after %d calls, want 200 after 1", w.Code, len(got))
	}
}

// TestDedupeWebhooks_Concurrent calls the function several times at once with one id. One call handles the webhook, and
// the others wait for its result.
func TestDedupeWebhooks_Concurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		once := imagekit.DedupeWebhooks(0) // the same as 1
		end := make(chan error)
		calls, results := 0, make(chan error, 4)
		handle := func(context.Context) error { calls++; return <-end }
		call := func(ctx context.Context) { results <- once(ctx, "a", handle) }
		wantRunning := func(n int) {
			t.Helper()
			synctest.Wait()
			if calls != n || len(results) != 0 {
				t.Fatalf("%d calls, %d results while call %d runs", calls, len(results), n)
			}
		}
		wantResult := func(want error) {
			t.Helper()
			if err := <-results; !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}

		go call(t.Context())
		wantRunning(1)
		canceled, cancel := context.WithCancel(t.Context())
		go call(canceled)
		go call(t.Context())
		go call(t.Context())
		wantRunning(1)

		cancel()
		wantResult(context.Canceled)
		end <- errReadFailed
		wantResult(errReadFailed)
		wantRunning(2)

		end <- nil
		wantResult(nil)
		wantResult(nil)
		if calls != 2 {
			t.Errorf("%d calls", calls)
		}
	})
}

func TestDedupeWebhooks_CallbackPanics(t *testing.T) {
	t.Parallel()
	once := imagekit.DedupeWebhooks(1)
	func() {
		defer func() { _ = recover() }()
		_ = once(t.Context(), "a", func(context.Context) error { panic("oh") })
	}()
	called := false
	if err := once(t.Context(), "a", func(context.Context) error { called = true; return nil }); err != nil || !called {
		t.Errorf("called: %t, %v", called, err)
	}
}

func ExampleDedupeWebhooks() {
	once := imagekit.DedupeWebhooks(10_000)
	for _, id := range []string{"msg_1", "msg_2", "msg_1"} {
		_ = once(context.Background(), id, func(context.Context) error {
			fmt.Println("handle", id)
			return nil
		})
	}
	// Output:
	// handle msg_1
	// handle msg_2
}
