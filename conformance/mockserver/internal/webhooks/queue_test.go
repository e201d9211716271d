package webhooks_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
)

// recorder is a transport that answers requests with 204 and records their hosts and the ids of their events.
type recorder struct {
	mu   sync.Mutex
	sent []string
	hold map[string]chan struct{} // by host; an answer waits until the channel is closed
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	if hold := r.hold[req.URL.Host]; hold != nil {
		select {
		case <-hold:
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, req.URL.Host+" "+req.Header.Get("Webhook-Id"))
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}, nil
}

// to returns the ids of the events that were sent to a host.
func (r *recorder) to(host string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for _, s := range r.sent {
		if id, ok := strings.CutPrefix(s, host+" "); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestSender_Send_SeveralTargets checks that each target receives the events of its types in order, and does not wait
// for a slow target.
func TestSender_Send_SeveralTargets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{hold: map[string]chan struct{}{"slow": make(chan struct{})}}
		s := newSender(t, r, nil)
		s.SetTarget("slow", target("http://slow"))
		s.SetTarget("fast", target("http://fast"))
		selective := target("http://selective")
		selective.Events = []string{"file.created"}
		s.SetTarget("selective", selective)
		for _, id := range []string{"0", "1", "2"} {
			s.Send(event(id))
		}
		synctest.Wait()
		if got := r.to("fast"); !slices.Equal(got, []string{"0", "1", "2"}) {
			t.Errorf("while another target is slow, the fast one has received %q", got)
		}
		if got := s.Records()[2].State; got != webhooks.Queued {
			t.Errorf("an event that one of two targets has received is %s", got)
		}
		close(r.hold["slow"])
		log := records(t, s)
		if got := r.to("slow"); !slices.Equal(got, []string{"0", "1", "2"}) || len(r.to("selective")) != 0 {
			t.Errorf("the slow target has received %q, the selective one %q", got, r.to("selective"))
		}
		for _, record := range log {
			wantTargets(t, record, "fast", "slow")
		}
	})
}

// wantTargets checks that an event is delivered to targets, in the order of the attempts.
func wantTargets(t *testing.T, r webhooks.Record, want ...string) {
	t.Helper()
	var ids []string
	for _, a := range r.Attempts {
		ids = append(ids, a.Target)
	}
	if r.State != webhooks.Delivered || !slices.Equal(ids, want) {
		t.Errorf("got %+v", r)
	}
}

// TestSender_Send_OneTargetFails checks that an event has failed if one of its targets refuses it.
func TestSender_Send_OneTargetFails(t *testing.T) {
	t.Parallel()
	url, transport := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken" {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	s := newSender(t, transport, nil)
	for _, path := range []string{"/broken", "/good"} {
		to := target(url + path)
		to.Attempts = 1
		s.SetTarget(path, to)
	}
	s.Send(event("1"))
	if got := records(t, s)[0]; got.State != webhooks.Failed || len(got.Attempts) != 2 {
		t.Errorf("got %+v", got)
	}
}

// TestSender_Send_Secrets sends an event to two targets with different secrets.
func TestSender_Send_Secrets(t *testing.T) {
	t.Parallel()
	s := newSender(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		o := helpers.WebhookOptions{Secrets: []string{"secret of " + r.URL.Host}}
		if _, err := helpers.VerifyWebhook(r.Header, []byte(`{"id":"1"}`), o); err != nil {
			t.Errorf("%s: %v", r.URL.Host, err)
		}
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}, nil
	}), nil)
	for _, host := range []string{"a", "b"} {
		to := target("http://" + host)
		to.Secret = "secret of " + host
		s.SetTarget(host, to)
	}
	s.Send(event("1"))
	if got := records(t, s)[0]; len(got.Attempts) != 2 {
		t.Errorf("got %+v", got)
	}
}

// TestSender_Targets_WhileSending changes the types of events of one target and removes another target while events
// wait for them. A third target still receives all events.
func TestSender_Targets_WhileSending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{hold: map[string]chan struct{}{
			"changed": make(chan struct{}), "removed": make(chan struct{}), "kept": make(chan struct{}),
		}}
		s := newSender(t, r, func() time.Time { return noon })
		for host := range r.hold {
			s.SetTarget(host, target("http://"+host))
		}
		s.Send(event("1"))
		s.Send(event("2"))
		synctest.Wait() // until all wait for the answer to the first event
		changed := target("http://changed")
		changed.Events = []string{"file.created"}
		s.SetTarget("changed", changed)
		s.RemoveTarget("removed")
		for _, hold := range r.hold {
			close(hold)
		}
		log := records(t, s)
		for host, want := range map[string][]string{"changed": {"1"}, "removed": nil, "kept": {"1", "2"}} {
			if got := r.to(host); !slices.Equal(got, want) {
				t.Errorf("%s has received %q, want %q", host, got, want)
			}
		}
		if log[0].State != webhooks.Failed || log[1].State != webhooks.Delivered {
			t.Errorf("the events are %s and %s", log[0].State, log[1].State)
		}
	})
}
