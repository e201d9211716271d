package webhooks_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
)

// listen starts a server for a target. It is closed when the test ends.
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

// noon is the time at which tests begin.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// receiver is a target that verifies requests with its own clock, which advances by 10 seconds with each request.
type receiver struct {
	t        *testing.T
	scheme   helpers.WebhookScheme
	answers  []int // statuses, one for each request
	seconds  atomic.Int64
	received []string // bodies and the seconds since noon
}

func (r *receiver) now() time.Time { return noon.Add(time.Duration(r.seconds.Load()) * time.Second) }

func (r *receiver) serve(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	o := helpers.WebhookOptions{Secrets: []string{"secret"}, Now: r.now, Tolerance: time.Millisecond}
	if _, err := helpers.VerifyWebhook(req.Header, body, o); err != nil {
		r.t.Error(err)
	}
	legacy := req.Header.Get("X-Ik-Signature") != ""
	if legacy != (r.scheme == helpers.LegacyWebhooks) || req.Header.Get("Content-Type") != "application/json" {
		r.t.Errorf("header %v", req.Header)
	}
	r.received = append(r.received, fmt.Sprintf("%s %d", body, r.seconds.Load()))
	r.seconds.Add(10)
	w.Header().Set("Location", "/elsewhere")
	w.WriteHeader(r.answers[len(r.received)-1])
}

// TestSender_Send checks that each attempt is signed for its own time, and that an event waits for the one before it.
func TestSender_Send(t *testing.T) {
	t.Parallel()
	for _, scheme := range []helpers.WebhookScheme{helpers.StandardWebhooks, helpers.LegacyWebhooks} {
		t.Run(scheme.String(), func(t *testing.T) {
			t.Parallel()
			r := &receiver{t: t, scheme: scheme, answers: []int{500, 410, 302, 429, 204, 200}}
			url, transport := listen(t, r.serve)
			s := newSender(t, transport, r.now)
			to := target(url)
			to.Scheme, to.Events = scheme, []string{"file.deleted"}
			s.SetTarget("t", to)
			s.Send(event("1"))
			s.Send(event("2"))
			s.Send(webhooks.Event{ID: "x", Type: "file.created", Body: event("x").Body})
			wantRecords(t, records(t, s), r.answers)
			want := []string{
				`{"id":"1"} 0`, `{"id":"1"} 10`, `{"id":"1"} 20`, `{"id":"1"} 30`, `{"id":"1"} 40`, `{"id":"2"} 50`,
			}
			if !slices.Equal(r.received, want) {
				t.Errorf("received %q, want %q", r.received, want)
			}
		})
	}
}

// withoutRequest checks that an attempt has the headers and the time of its request, and returns it without them.
func withoutRequest(t *testing.T, a webhooks.Attempt) webhooks.Attempt {
	t.Helper()
	signed := a.Header.Get("webhook-signature") != "" || a.Header.Get("x-ik-signature") != ""
	if !signed || a.Header.Get("Content-Type") != "" || a.Sent.IsZero() {
		t.Errorf("the request is incomplete: %+v", a)
	}
	a.Header, a.Sent = nil, time.Time{}
	return a
}

// wantRecords checks a log with five attempts for the first event, one for the second and none for the third.
func wantRecords(t *testing.T, log []webhooks.Record, answers []int) {
	t.Helper()
	if log[0].State != webhooks.Delivered || !slices.Equal(statuses(log[0]), answers[:5]) {
		t.Errorf("the first event is %+v", log[0])
	}
	second := webhooks.Attempt{
		Target: "t", Time: noon.Add(10 * time.Second), Status: 410, Error: "the receiver responded with 410 Gone",
	}
	if a := withoutRequest(t, log[0].Attempts[1]); !reflect.DeepEqual(a, second) {
		t.Errorf("its second attempt is %+v, want %+v", a, second)
	}
	last := webhooks.Attempt{Target: "t", Time: noon.Add(50 * time.Second), Status: 200}
	if log[1].State != webhooks.Delivered || len(log[1].Attempts) != 1 ||
		!reflect.DeepEqual(withoutRequest(t, log[1].Attempts[0]), last) {
		t.Errorf("the second event is %+v", log[1])
	}
	if log[2].State != webhooks.Unsent || len(log[2].Attempts) != 0 {
		t.Errorf("an event that the target does not want is %+v", log[2])
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
	s.SetTarget("t", to)
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
		_, _ = io.Copy(io.Discard, r.Body) // otherwise the server would not notice the end of the connection
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
		"no answer": {silent, 5 * time.Millisecond, event("1"), 2, "deadline exceeded"},
		"a broken connection": {
			strings.Replace(broken, "//", "//user:password@", 1) + "?password", time.Hour, event("1"), 2, "EOF",
		},
		"an id that no header can have":  {broken, time.Hour, event("a b"), 1, "visible ASCII"},
		"a body that cannot be made":     {broken, time.Hour, webhooks.Event{ID: "1", Body: noBody}, 1, "no body"},
		"a URL that net/http cannot use": {"http://[::1", time.Hour, event("1"), 1, "missing ']'"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSender(t, transport, nil)
			to := target(test.url)
			to.Attempts, to.Timeout = 2, test.timeout
			s.SetTarget("t", to)
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

// TestSender_SetTarget_WhileSending checks that waiting events are sent to the new target.
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
	s.SetTarget("t", to)
	s.Send(event("1"))
	s.Send(event("2"))
	<-arrived
	s.SetTarget("t", target(latter))
	close(replaced)
	if got, want := states(t, s), []webhooks.State{webhooks.Failed, webhooks.Delivered}; !slices.Equal(got, want) {
		t.Errorf("states %q, want %q", got, want)
	}
}
