package webhooks_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
)

// largeEvent returns an event with a body that the next call of PrepareBodies creates.
func largeEvent(id string, body []byte) webhooks.Event {
	return webhooks.Event{
		ID: id, Type: "file.created", Prepare: true, Body: func() ([]byte, error) { return body, nil },
	}
}

func TestSender_Records_SizeLimit(t *testing.T) {
	t.Parallel()
	s := newSender(t, http.DefaultTransport, nil)
	body := make([]byte, 1<<20)
	for i := range 40 {
		s.Send(largeEvent(fmt.Sprint(i), body))
		s.PrepareBodies()
	}
	if got := s.Records(); len(got) != 16 || got[15].ID != "39" {
		t.Errorf("the log has %d events of 1 MiB, want 16", len(got))
	}
	s.Send(largeEvent("large", make([]byte, 20<<20)))
	s.PrepareBodies()
	if got := s.Records(); len(got) != 1 || got[0].ID != "large" {
		t.Errorf("the log has %d events in addition to a large one, want none", len(got)-1)
	}
}

// TestSender_Send_QueueIsFull sends events to a target that does not respond.
func TestSender_Send_QueueIsFull(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ size, want int }{
		"by count": {1, 10_001}, // one of them is being sent
		"by size":  {1 << 20, 65},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSender(t, roundTrip(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}), nil)
				s.SetTarget("default", target("http://localhost"))
				body := make([]byte, test.size)
				for i := range test.want {
					s.Send(largeEvent(fmt.Sprint(i), body))
					s.PrepareBodies()
					synctest.Wait()
				}
				if got := last(s); got.State != webhooks.Queued {
					t.Errorf("event %d is %+v", test.want, got)
				}
				s.Send(largeEvent("one more", body))
				got := last(s)
				if got.State != webhooks.Failed || len(got.Attempts) != 1 || got.Attempts[0].Error == "" {
					t.Errorf("event %d is %+v, want a failed one", test.want+1, got)
				}
				s.Close()
			})
		})
	}
}

// last returns the last event without its body.
func last(s *webhooks.Sender) webhooks.Record {
	all := s.Records()
	all[len(all)-1].Payload = nil
	return all[len(all)-1]
}

func TestSender_Records_AttemptLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		s := newSender(t, roundTrip(func(*http.Request) (*http.Response, error) {
			requests++
			return nil, errors.New(strings.Repeat("x", 10_000))
		}), nil)
		to := target("http://localhost")
		to.Attempts = 150
		s.SetTarget("default", to)
		s.Send(event("1"))
		got := records(t, s)[0]
		if len(got.Attempts) != 100 || requests != 150 || len(got.Attempts[0].Error) > 600 {
			t.Errorf("the record has %d of %d attempts, with errors such as %s", len(got.Attempts), requests,
				got.Attempts[0].Error)
		}
		s.Close()
	})
}
