package mockserver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// hangingTarget starts a target that does not respond. It sends to arrived when a request arrives, and to cut when the
// request is cancelled.
func hangingTarget(t *testing.T) (url string, arrived, cut chan struct{}) {
	t.Helper()
	arrived, cut = make(chan struct{}, 10), make(chan struct{}, 10)
	return listenForWebhooks(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-r.Context().Done()
		cut <- struct{}{}
	})), arrived, cut
}

func TestServer_Webhooks_Canceled(t *testing.T) {
	t.Parallel()
	cutOff := []mockserver.WebhookState{mockserver.WebhookFailed, mockserver.WebhookUnsent}
	for name, test := range map[string]struct {
		end  func(*mockserver.Server) error
		want []mockserver.WebhookState
	}{
		"closing the server":  {(*mockserver.Server).Close, cutOff},
		"removing the target": {func(s *mockserver.Server) error { s.RemoveWebhook(); return nil }, cutOff},
		"clearing the log":    {func(s *mockserver.Server) error { s.ClearWebhooks(); return nil }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, arrived, cut := hangingTarget(t)
			s := start(t)
			setWebhook(t, s, mockserver.WebhookTarget{URL: url, Timeout: time.Hour, RetryWait: time.Hour})
			sendEvent(t, s, "file.deleted", nil)
			sendEvent(t, s, "file.deleted", nil)
			<-arrived
			if err := test.end(s); err != nil {
				t.Error(err)
			}
			<-cut
			var states []mockserver.WebhookState
			for _, r := range waitForWebhooks(t, s) {
				states = append(states, r.State)
			}
			if !slices.Equal(states, test.want) {
				t.Errorf("the events are %q, want %q", states, test.want)
			}
		})
	}
}

func TestServer_SendWebhook_Closed(t *testing.T) {
	t.Parallel()
	s := start(t)
	setWebhook(t, s, mockserver.WebhookTarget{URL: listenForWebhooks(t, http.NotFoundHandler())})
	stop(t, s)
	if got := sendEvent(t, s, "file.deleted", nil); got.State != mockserver.WebhookUnsent {
		t.Errorf("the record is %+v, want an unsent webhook", got)
	}
}

func TestServer_WaitForWebhooks_Context(t *testing.T) {
	t.Parallel()
	url, arrived, _ := hangingTarget(t)
	s := start(t)
	setWebhook(t, s, mockserver.WebhookTarget{URL: url, Timeout: time.Hour})
	sendEvent(t, s, "file.deleted", nil)
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.WaitForWebhooks(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if got := s.Webhooks()[0]; got.State != mockserver.WebhookQueued {
		t.Errorf("the record is %+v, want a queued webhook", got)
	}
}

func TestServer_Webhooks_Concurrent(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			setWebhook(t, s, mockserver.WebhookTarget{URL: r.url})
			for j := range 5 {
				put(t, s, fmt.Sprintf("%d-%d.txt", i, j), []byte("x"))
				s.Webhooks()
			}
			waitForWebhooks(t, s)
		})
	}
	clients.Wait()
	ids := map[string]bool{}
	for _, record := range waitForWebhooks(t, s) {
		ids[record.ID] = record.State == mockserver.WebhookDelivered
	}
	if len(ids) != 40 || len(r.events()) != 40 || slices.Contains(slices.Collect(maps.Values(ids)), false) {
		t.Errorf("%d events, %d received: %v", len(ids), len(r.events()), ids)
	}
}
