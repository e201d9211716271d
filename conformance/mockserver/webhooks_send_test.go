package mockserver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/helpers"
)

// atOnce is a target that is tried again without a wait to speak of.
func atOnce(url string) mockserver.WebhookTarget {
	return mockserver.WebhookTarget{URL: url, Secret: "secret", RetryWait: time.Nanosecond}
}

// statuses are those of all attempts to send an event.
func statuses(r mockserver.WebhookRecord) []int {
	var all []int
	for _, a := range r.Attempts {
		all = append(all, a.Status)
	}
	return all
}

func TestAnEventIsSentUntilItArrives(t *testing.T) {
	t.Parallel()
	var seconds atomic.Int64
	clock := func() time.Time { return noon.Add(time.Duration(seconds.Load()) * time.Second) }
	var got []string // id, time and file of each verified request
	answers := []int{500, 410, 302, 429, 204, 200}
	target := listenForWebhooks(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o := helpers.WebhookOptions{Secrets: []string{"secret"}, Now: clock, Tolerance: time.Millisecond}
		webhook, err := helpers.VerifyWebhook(r.Header, body, o)
		if err != nil {
			t.Error(err)
			return
		}
		got = append(got, fmt.Sprint(webhook.ID, " ", webhook.Timestamp.Sub(noon)))
		seconds.Add(10)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(answers[len(got)-1])
	}))
	s := start(t, mockserver.WithClock(clock))
	setWebhook(t, s, atOnce(target))
	sendEvent(t, s, "file.deleted", object{"id": "one", "data": object{"fileId": "1"}})
	sendEvent(t, s, "file.deleted", object{"id": "two", "data": object{"fileId": "2"}})

	records := sent(t, s)
	want := []string{"one 0s", "one 10s", "one 20s", "one 30s", "one 40s", "two 50s"}
	if !slices.Equal(got, want) {
		t.Errorf("received %q, want %q", got, want)
	}
	if codes := statuses(records[0]); !slices.Equal(codes, answers[:5]) || records[0].State != mockserver.WebhookDelivered {
		t.Errorf("the first event is %s after %v", records[0].State, codes)
	}
	if a := records[0].Attempts[1]; a.Error != "answered with 410 Gone" || !a.Time.Equal(noon.Add(10*time.Second)) {
		t.Errorf("the second attempt is %+v", a)
	}
	if codes := statuses(records[1]); !slices.Equal(codes, []int{200}) || records[1].Attempts[0].Error != "" {
		t.Errorf("the second event has %+v", records[1].Attempts)
	}
}

func TestAnEventIsGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	target := listenForWebhooks(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) <= 3 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	s := start(t)
	webhook := atOnce(target)
	webhook.Attempts = 3
	setWebhook(t, s, webhook)
	sendEvent(t, s, "file.deleted", nil)
	sendEvent(t, s, "file.deleted", nil)
	records := sent(t, s)
	if codes := statuses(records[0]); records[0].State != mockserver.WebhookFailed || !slices.Equal(codes, []int{500, 500, 500}) {
		t.Errorf("the first event is %s after %v", records[0].State, codes)
	}
	if records[1].State != mockserver.WebhookDelivered {
		t.Errorf("the second event is %+v", records[1])
	}
}

func TestAttemptsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	silent := listenForWebhooks(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or the end of the connection would go unnoticed
		<-r.Context().Done()
	}))
	broken := listenForWebhooks(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	for name, test := range map[string]struct {
		target   mockserver.WebhookTarget
		payload  any
		attempts int
		want     string
	}{
		"silence":             {mockserver.WebhookTarget{URL: silent, Timeout: 5 * time.Millisecond}, nil, 2, "deadline exceeded"},
		"a broken connection": {mockserver.WebhookTarget{URL: strings.Replace(broken, "//", "//user:password@", 1) + "?password"}, nil, 2, "EOF"},
		"an id that no header can have": {
			mockserver.WebhookTarget{URL: broken}, object{"id": "a b", "data": object{"fileId": "x"}}, 1, "visible ASCII",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			test.target.Attempts, test.target.RetryWait = 2, time.Nanosecond
			setWebhook(t, s, test.target)
			sendEvent(t, s, "file.deleted", test.payload)
			record := sent(t, s)[0]
			if record.State != mockserver.WebhookFailed || len(record.Attempts) != test.attempts {
				t.Fatalf("got %+v", record)
			}
			for _, a := range record.Attempts {
				if a.Status != 0 || !strings.Contains(a.Error, test.want) || strings.Contains(a.Error, "password") {
					t.Errorf("got %+v", a)
				}
			}
		})
	}
}

// hanging is a target that does not answer: it says when a request has arrived and when that has been cut off.
func hanging(t *testing.T) (url string, arrived, cut chan struct{}) {
	t.Helper()
	arrived, cut = make(chan struct{}, 10), make(chan struct{}, 10)
	return listenForWebhooks(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-r.Context().Done()
		cut <- struct{}{}
	})), arrived, cut
}

func TestWhatEndsTheSending(t *testing.T) {
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
			url, arrived, cut := hanging(t)
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
			for _, r := range sent(t, s) {
				states = append(states, r.State)
			}
			if !slices.Equal(states, test.want) {
				t.Errorf("the events are %q, want %q", states, test.want)
			}
		})
	}
}

func TestAClosedServerSendsNothing(t *testing.T) {
	t.Parallel()
	s := start(t)
	setWebhook(t, s, mockserver.WebhookTarget{URL: listenForWebhooks(t, http.NotFoundHandler())})
	stop(t, s)
	if got := sendEvent(t, s, "file.deleted", nil); got.State != mockserver.WebhookUnsent {
		t.Errorf("got %+v", got)
	}
}

func TestAnotherTargetTakesOver(t *testing.T) {
	t.Parallel()
	arrived, replaced := make(chan struct{}), make(chan struct{})
	former := listenForWebhooks(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-replaced
		w.WriteHeader(http.StatusInternalServerError)
	}))
	s := start(t)
	setWebhook(t, s, mockserver.WebhookTarget{URL: former, Attempts: 1})
	sendEvent(t, s, "file.deleted", nil)
	sendEvent(t, s, "file.deleted", nil)
	<-arrived
	setWebhook(t, s, mockserver.WebhookTarget{URL: listenForWebhooks(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))})
	close(replaced)
	if records := sent(t, s); records[0].State != mockserver.WebhookFailed || records[1].State != mockserver.WebhookDelivered {
		t.Errorf("got %+v", records)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	url, arrived, _ := hanging(t)
	s := start(t)
	setWebhook(t, s, mockserver.WebhookTarget{URL: url, Timeout: time.Hour})
	sendEvent(t, s, "file.deleted", nil)
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.WaitForWebhooks(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := s.Webhooks()[0]; got.State != mockserver.WebhookQueued {
		t.Errorf("got %+v", got)
	}
}

func TestEventsOfManyRequestsAtOnce(t *testing.T) {
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
			sent(t, s)
		})
	}
	clients.Wait()
	ids := map[string]bool{}
	for _, record := range sent(t, s) {
		ids[record.ID] = record.State == mockserver.WebhookDelivered
	}
	if len(ids) != 40 || len(r.events()) != 40 || slices.Contains(slices.Collect(maps.Values(ids)), false) {
		t.Errorf("%d events, %d received: %v", len(ids), len(r.events()), ids)
	}
}
