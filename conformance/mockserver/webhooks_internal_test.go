package mockserver

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// roundTrip is an http.RoundTripper that needs no network, so that its goroutines are all in the bubble of a test.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// refusing sends events to a target that cannot be reached, and notes when it was tried.
func refusing(t *testing.T, tried *[]time.Duration) *webhooks {
	t.Helper()
	begin := time.Now()
	target, err := WebhookTarget{URL: "http://localhost"}.complete()
	if err != nil {
		t.Fatal(err)
	}
	w := newWebhooks(time.Now, &config{log: slog.New(slog.DiscardHandler), webhook: target, webhookSecret: "secret"})
	w.client.Transport = roundTrip(func(*http.Request) (*http.Response, error) {
		*tried = append(*tried, time.Since(begin))
		return nil, errors.New("refused")
	})
	return w
}

func testEvent() *webhookEvent {
	return &webhookEvent{id: "id", kind: "file.deleted", body: func() ([]byte, error) { return []byte("{}"), nil }}
}

// sending reports whether there is a goroutine.
func sending(w *webhooks) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.idle != nil
}

func TestTheWaitsBetweenAttemptsDouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tried []time.Duration
		w := refusing(t, &tried)
		w.enqueue(testEvent())
		if err := w.wait(t.Context()); err != nil {
			t.Error(err)
		}
		ms := time.Millisecond
		if want := []time.Duration{0, 20 * ms, 60 * ms, 140 * ms, 300 * ms}; !slices.Equal(tried, want) {
			t.Errorf("tried after %v, want %v", tried, want)
		}
	})
}

// The test fails at its end if a goroutine is left: those of a bubble have to be gone.
func TestClosingDoesNotWaitForTheNextAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tried []time.Duration
		w := refusing(t, &tried)
		if sending(w) {
			t.Error("there is a goroutine before there is an event")
		}
		w.enqueue(testEvent())
		synctest.Wait() // until it waits for the second attempt
		begin := time.Now()
		w.close()
		if waited := time.Since(begin); waited != 0 || len(tried) != 1 || sending(w) {
			t.Errorf("closing took %v; %d attempts", waited, len(tried))
		}
	})
}

func TestOnlyTheLastThousandEventsAreRemembered(t *testing.T) {
	t.Parallel()
	w := newWebhooks(time.Now, &config{log: slog.New(slog.DiscardHandler)})
	for i := range maxWebhookRecords + 2 {
		e := testEvent()
		e.id = fmt.Sprint(i)
		w.enqueue(e)
	}
	if got := w.list(); len(got) != maxWebhookRecords || got[0].ID != "2" {
		t.Errorf("%d events, the oldest is %s", len(got), got[0].ID)
	}
}
