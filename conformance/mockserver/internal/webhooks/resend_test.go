package webhooks_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
)

// TestSender_Resend sends an event again after its target was repaired, and after it was removed.
func TestSender_Resend(t *testing.T) {
	t.Parallel()
	r := &receiver{t: t, answers: []int{500, 200, 200}}
	url, transport := listen(t, r.serve)
	s := newSender(t, transport, r.now)
	to := target(url)
	to.Attempts = 1
	s.SetTarget("t", to)
	s.Send(event("1"))
	if got := states(t, s); !slices.Equal(got, []webhooks.State{webhooks.Failed}) {
		t.Fatalf("the states are %v", got)
	}
	sent, found := s.Resend("1")
	if !found || string(sent.Payload) != `{"id":"1"}` {
		t.Errorf("Resend returns %+v, %t", sent, found)
	}
	got := records(t, s)
	if len(got) != 1 || got[0].State != webhooks.Delivered || !slices.Equal(statuses(got[0]), []int{500, 200}) {
		t.Errorf("after it was sent again: %+v", got)
	}
	first, second := got[0].Attempts[0], got[0].Attempts[1]
	if first.Header.Get("webhook-id") != second.Header.Get("webhook-id") ||
		first.Header.Get("webhook-timestamp") == second.Header.Get("webhook-timestamp") ||
		first.Header.Get("webhook-signature") == second.Header.Get("webhook-signature") {
		t.Errorf("the headers are %v and %v, want the same id, and another time and signature",
			first.Header, second.Header)
	}
	s.RemoveTarget("t")
	if _, found := s.Resend("1"); !found {
		t.Error("the event is not found")
	}
	if got := states(t, s); !slices.Equal(got, []webhooks.State{webhooks.Unsent}) {
		t.Errorf("without a target, the states are %v", got)
	}
}

// TestSender_Find checks that the last of two events with the same id is found.
func TestSender_Find(t *testing.T) {
	t.Parallel()
	s := newSender(t, http.DefaultTransport, nil)
	s.Send(event("1"))
	second := event("1")
	second.Type = "file.created"
	s.Send(second)
	if got, found := s.Find("1"); !found || got.Type != second.Type {
		t.Errorf("got %+v, %t", got, found)
	}
	for _, id := range []string{"2", ""} {
		if got, found := s.Find(id); found {
			t.Errorf("%q: found %+v", id, got)
		}
		if got, found := s.Resend(id); found {
			t.Errorf("%q: sent %+v", id, got)
		}
	}
}
