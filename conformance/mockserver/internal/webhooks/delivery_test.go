package webhooks_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
)

// listen serves a target until the test ends.
func listen(t *testing.T, handler http.HandlerFunc) (url string, transport http.RoundTripper) {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL, s.Client().Transport
}

func statuses(r webhooks.Record) (all []int) {
	for _, a := range r.Attempts {
		all = append(all, a.Status)
	}
	return all
}

// Each attempt has a signature of its own time, and the next event waits for the end of the one before.
func TestSender_Send(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		t.Run(scheme.String(), func(t *testing.T) {
			t.Parallel()
			var seconds atomic.Int64
			clock := func() time.Time { return noon.Add(time.Duration(seconds.Load()) * time.Second) }
			answers, got := []int{500, 410, 302, 429, 204, 200}, []string{}
			url, transport := listen(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				o := helpers.WebhookOptions{Secrets: []string{"secret"}, Now: clock, Tolerance: time.Millisecond}
				if _, err := helpers.VerifyWebhook(r.Header, body, o); err != nil {
					t.Error(err)
				}
				legacy := r.Header.Get("X-Ik-Signature") != ""
				if legacy != (scheme == helpers.LegacyWebhooks) || r.Header.Get("Content-Type") != "application/json" {
					t.Errorf("header %v", r.Header)
				}
				got = append(got, fmt.Sprintf("%s %d", body, seconds.Load()))
				seconds.Add(10)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(answers[len(got)-1])
			})
			s := newSender(t, transport, clock)
			to := target(url)
			to.Scheme, to.Events = scheme, []string{"file.deleted"}
			s.SetTarget(to)
			for _, id := range []string{"one", "two"} {
				e := event(id)
				e.Body = func() ([]byte, error) { return []byte(`{"type":"file.deleted","id":"` + id + `"}`), nil }
				s.Send(e)
			}
			unwanted := s.Send(webhooks.Event{ID: "x", Type: "file.created", Body: func() ([]byte, error) { return nil, nil }})
			log := records(t, s)
			want := []string{"one 0", "one 10", "one 20", "one 30", "one 40", "two 50"}
			for i, w := range want {
				id, at, _ := strings.Cut(w, " ")
				want[i] = `{"type":"file.deleted","id":"` + id + `"} ` + at
			}
			if !slices.Equal(got, want) {
				t.Errorf("received %q, want %q", got, want)
			}
			if log[0].State != webhooks.Delivered || !slices.Equal(statuses(log[0]), answers[:5]) {
				t.Errorf("the first event is %+v", log[0])
			}
			second := webhooks.Attempt{Time: noon.Add(10 * time.Second), Status: 410, Error: "answered with 410 Gone"}
			if a := log[0].Attempts[1]; a != second {
				t.Errorf("its second attempt is %+v, want %+v", a, second)
			}
			if log[1].State != webhooks.Delivered || !slices.Equal(statuses(log[1]), []int{200}) || log[1].Attempts[0].Error != "" {
				t.Errorf("the second event is %+v", log[1])
			}
			if unwanted.State != webhooks.Unsent || len(log[2].Attempts) != 0 {
				t.Errorf("an event that the target does not want is %+v", log[2])
			}
		})
	}
}

func TestSender_Send_GivesUp(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	url, transport := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) <= 3 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	s := newSender(t, transport, nil)
	to := target(url)
	to.Attempts = 3
	s.SetTarget(to)
	s.Send(event("1"))
	s.Send(event("2"))
	if got, want := states(t, s), []webhooks.State{webhooks.Failed, webhooks.Delivered}; !slices.Equal(got, want) {
		t.Errorf("states %q, want %q", got, want)
	}
	if got := statuses(s.Records()[0]); !slices.Equal(got, []int{500, 500, 500}) {
		t.Errorf("the first event had %v", got)
	}
}

func TestSender_Send_NoResponse(t *testing.T) {
	t.Parallel()
	silent, transport := listen(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // otherwise the end of the connection would go unnoticed
		<-r.Context().Done()
	})
	broken, _ := listen(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	noBody := func() ([]byte, error) { return nil, errors.New("no body") }
	for name, test := range map[string]struct {
		url      string
		timeout  time.Duration
		event    webhooks.Event
		attempts int
		want     string
	}{
		"silence": {silent, 5 * time.Millisecond, event("1"), 2, "deadline exceeded"},
		"a broken connection": {
			strings.Replace(broken, "//", "//user:password@", 1) + "?password", time.Hour, event("1"), 2, "EOF",
		},
		"an id that no header can have":  {broken, time.Hour, event("a b"), 1, "malformed"},
		"a body that cannot be made":     {broken, time.Hour, webhooks.Event{ID: "1", Body: noBody}, 1, "no body"},
		"a URL that net/http cannot use": {"http://[::1", time.Hour, event("1"), 1, "missing ']'"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSender(t, transport, nil)
			to := target(test.url)
			to.Attempts, to.Timeout = 2, test.timeout
			s.SetTarget(to)
			s.Send(test.event)
			r := records(t, s)[0]
			if r.State != webhooks.Failed || len(r.Attempts) != test.attempts {
				t.Fatalf("got %+v", r)
			}
			for _, a := range r.Attempts {
				if a.Status != 0 || !strings.Contains(a.Error, test.want) || strings.Contains(a.Error, "password") {
					t.Errorf("got %+v, want an error with %q", a, test.want)
				}
			}
		})
	}
}

// Another target takes over the events that are not being sent yet.
func TestSender_SetTarget_WhileSending(t *testing.T) {
	t.Parallel()
	arrived, replaced := make(chan struct{}), make(chan struct{})
	former, transport := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-replaced
		w.WriteHeader(http.StatusInternalServerError)
	})
	latter, _ := listen(t, func(http.ResponseWriter, *http.Request) {})
	s := newSender(t, transport, nil)
	to := target(former)
	to.Attempts = 1
	s.SetTarget(to)
	s.Send(event("1"))
	s.Send(event("2"))
	<-arrived
	s.SetTarget(target(latter))
	close(replaced)
	if got, want := states(t, s), []webhooks.State{webhooks.Failed, webhooks.Delivered}; !slices.Equal(got, want) {
		t.Errorf("states %q, want %q", got, want)
	}
}
