package webhooks_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
)

// roundTrip is an http.RoundTripper without a network, so that all goroutines are in the bubble of a test.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// newSender returns a sender that is closed when the test ends. If now is nil, its clock is [time.Now].
func newSender(t *testing.T, transport http.RoundTripper, now func() time.Time) *webhooks.Sender {
	t.Helper()
	if now == nil {
		now = time.Now
	}
	s := webhooks.NewSender(webhooks.Config{
		Now: now, Log: slog.New(slog.DiscardHandler), Transport: transport,
	})
	t.Cleanup(s.Close)
	return s
}

// target returns a target that receives all events.
func target(url string) webhooks.Target {
	return webhooks.Target{
		URL: url, Secret: "secret", Scheme: helpers.StandardWebhooks, Attempts: 5, Timeout: time.Hour,
		RetryWait: time.Nanosecond,
	}
}

func event(id string) webhooks.Event {
	body := []byte(`{"id":"` + id + `"}`)
	return webhooks.Event{ID: id, Type: "file.deleted", Body: func() ([]byte, error) { return body, nil }}
}

// records waits until there is nothing left to send, and returns the log.
func records(t *testing.T, s *webhooks.Sender) []webhooks.Record {
	t.Helper()
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s.Records()
}

// states waits until there is nothing left to send, and returns the states of all events.
func states(t *testing.T, s *webhooks.Sender) []webhooks.State {
	t.Helper()
	var all []webhooks.State
	for _, r := range records(t, s) {
		all = append(all, r.State)
	}
	return all
}

// refusing returns a sender whose target refuses all requests, and adds the times of these to tried.
func refusing(t *testing.T, tried *[]time.Duration) *webhooks.Sender {
	t.Helper()
	begin := time.Now()
	s := newSender(t, roundTrip(func(*http.Request) (*http.Response, error) {
		*tried = append(*tried, time.Since(begin))
		return nil, errors.New("refused")
	}), nil)
	to := target("http://localhost")
	to.RetryWait = 20 * time.Millisecond
	s.SetTarget("t", to)
	return s
}

func TestSender_Send_Waits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tried []time.Duration
		s := refusing(t, &tried)
		s.Send(event("1"))
		if got := states(t, s); !slices.Equal(got, []webhooks.State{webhooks.Failed}) {
			t.Errorf("states %q", got)
		}
		ms := time.Millisecond
		if want := []time.Duration{0, 20 * ms, 60 * ms, 140 * ms, 300 * ms}; !slices.Equal(tried, want) {
			t.Errorf("tried after %v, want %v", tried, want)
		}
	})
}

// TestSender_Close_BetweenAttempts fails at its end if a goroutine is left in its bubble.
func TestSender_Close_BetweenAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tried []time.Duration
		s := refusing(t, &tried)
		s.Send(event("1"))
		synctest.Wait() // until it waits for the second attempt
		begin := time.Now()
		s.Close()
		if waited := time.Since(begin); waited != 0 || len(tried) != 1 {
			t.Errorf("closing took %v; %d attempts", waited, len(tried))
		}
		if got := s.Send(event("2")); got.State != webhooks.Unsent {
			t.Errorf("after closing an event is %s", got.State)
		}
	})
}

func TestSender_Records_Limit(t *testing.T) {
	t.Parallel()
	s := newSender(t, http.DefaultTransport, nil)
	for i := range 1002 {
		s.Send(event(fmt.Sprint(i)))
	}
	if got := s.Records(); len(got) != 1000 || got[0].ID != "2" {
		t.Errorf("%d events, the oldest is %s", len(got), got[0].ID)
	}
}

func TestSender_Records(t *testing.T) {
	t.Parallel()
	s := newSender(t, http.DefaultTransport, nil)
	e := event("1")
	e.Time = noon
	if got := s.Send(e); got.State != webhooks.Unsent || got.Payload != nil {
		t.Errorf("Send returns %+v", got)
	}
	broken := webhooks.Event{ID: "2", Type: "file.created", Body: func() ([]byte, error) {
		return nil, errors.New("broken")
	}}
	s.Send(broken)
	got := s.Records()
	if r := got[0]; r.ID != "1" || r.Type != "file.deleted" || !r.Time.Equal(noon) ||
		string(r.Payload) != `{"id":"1"}` || r.Attempts == nil {
		t.Errorf("the first record is %+v", r)
	}
	if r := got[1]; r.Payload != nil || r.Type != "file.created" {
		t.Errorf("the second record is %+v", r)
	}
	s.Clear()
	if got := s.Records(); len(got) != 0 {
		t.Errorf("after Clear: %+v", got)
	}
}

// TestSender_PrepareBodies checks that Body is called once, and early only if the event has Prepare.
func TestSender_PrepareBodies(t *testing.T) {
	t.Parallel()
	s := newSender(t, http.DefaultTransport, nil)
	made := map[string]int{} // calls of Body by id
	for _, id := range []string{"early", "late"} {
		s.Send(webhooks.Event{ID: id, Prepare: id == "early", Body: func() ([]byte, error) {
			made[id]++
			return []byte(id), nil
		}})
	}
	if len(made) != 0 {
		t.Errorf("made by Send: %v", made)
	}
	s.PrepareBodies()
	if made["early"] != 1 || made["late"] != 0 {
		t.Errorf("made by PrepareBodies: %v", made)
	}
	s.PrepareBodies()
	s.Records()
	s.Records()
	if made["early"] != 1 || made["late"] != 1 {
		t.Errorf("made in the end: %v", made)
	}
}

func TestSender_NextNumber(t *testing.T) {
	t.Parallel()
	s := newSender(t, http.DefaultTransport, nil)
	if a, b := s.NextNumber(), s.NextNumber(); a != 1 || b != 2 {
		t.Errorf("numbers %d and %d", a, b)
	}
}

func TestSender_SetTarget(t *testing.T) {
	t.Parallel()
	s := newSender(t, http.DefaultTransport, nil)
	if got, ok := s.Target("t"); ok {
		t.Errorf("a new sender has the target %+v", got)
	}
	s.SetTarget("t", target("http://localhost"))
	s.SetTarget("u", target("http://127.0.0.1"))
	changed := target("https://localhost")
	s.SetTarget("t", changed)
	for id, want := range map[string]string{"t": "https://localhost", "u": "http://127.0.0.1"} {
		if got, ok := s.Target(id); !ok || got.URL != want {
			t.Errorf("the target %s is %+v, %t; want that of %s", id, got, ok, want)
		}
	}
	s.RemoveTarget("t")
	s.RemoveTarget("another")
	_, removed := s.Target("t")
	if _, ok := s.Target("u"); removed || !ok {
		t.Errorf("after the removal of one of two targets, they are there: %t, %t", removed, ok)
	}
}

func TestSender_Wait_Context(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSender(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}), nil)
		s.SetTarget("t", target("http://localhost"))
		s.Send(event("1"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if got := s.Records()[0].State; got != webhooks.Queued {
			t.Errorf("the event is %s", got)
		}
		s.Close()
	})
}

// TestSender_Close_WhileSending checks that Close, RemoveTarget and Clear cancel the request that is being sent, and do
// not send the events after it.
func TestSender_Close_WhileSending(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		end  func(*webhooks.Sender)
		want []webhooks.State
	}{
		"Close": {(*webhooks.Sender).Close, []webhooks.State{webhooks.Failed, webhooks.Unsent}},
		"RemoveTarget": {
			func(s *webhooks.Sender) { s.RemoveTarget("t") },
			[]webhooks.State{webhooks.Failed, webhooks.Unsent},
		},
		"Clear": {(*webhooks.Sender).Clear, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSender(t, roundTrip(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}), nil)
				s.SetTarget("t", target("http://localhost"))
				s.Send(event("1"))
				s.Send(event("2"))
				synctest.Wait()
				test.end(s)
				if got := states(t, s); !slices.Equal(got, test.want) {
					t.Errorf("states %q, want %q", got, test.want)
				}
				s.Close()
			})
		})
	}
}
