package mockserver_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestServer_AddFault_Headers(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		fault mockserver.Fault
		want  map[string]string
	}{
		{
			mockserver.Fault{
				Kind: mockserver.FaultRateLimit, RateLimitReset: 1500 * time.Microsecond,
				Headers: map[string]string{"X-RateLimit-Limit": "x"},
			},
			map[string]string{
				"X-RateLimit-Limit": "x", "X-RateLimit-Reset": "2", "X-RateLimit-Interval": "1000",
				"Retry-After": "",
			},
		},
		{
			mockserver.Fault{Kind: mockserver.FaultRateLimit, RetryAfter: 1100 * time.Millisecond},
			map[string]string{"X-RateLimit-Limit": "40", "X-RateLimit-Reset": "1000", "Retry-After": "2"},
		},
		{
			mockserver.Fault{Kind: mockserver.FaultStatus, Status: 429},
			map[string]string{"X-RateLimit-Reset": "", "Retry-After": ""},
		},
		{mockserver.Fault{Kind: mockserver.FaultHTML, RetryAfter: time.Minute}, map[string]string{"Retry-After": "60"}},
	} {
		test.fault.Count = 1
		addFault(t, s, test.fault)
		got := do(t, s, http.MethodGet, "/v1/files", nil)
		for name, want := range test.want {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", test.fault.Kind, name, got.Header.Get(name), want)
			}
		}
	}
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultStatus, Status: 500, Message: "not today"})
	do(t, s, http.MethodGet, "/v1/files", nil).wantError(t, http.StatusInternalServerError, "not today")
}

func TestServer_AddFault_Order(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Operation: "listFiles", Kind: mockserver.FaultStatus, Status: 500, Count: 1})
	addFault(t, s, mockserver.Fault{Operation: "*", Kind: mockserver.FaultStatus, Status: 501, Count: 2})
	addFault(t, s, mockserver.Fault{Operation: "listFiles", Kind: mockserver.FaultStatus, Status: 502, After: 4})
	addFault(t, s, mockserver.Fault{Operation: "deliver", Kind: mockserver.FaultStatus, Status: 503})
	addFault(t, s, mockserver.Fault{Operation: "listOrigins", Kind: mockserver.FaultStatus, Status: 504})
	for i, want := range []int{500, 501, 501, 200, 502, 502} {
		if got := do(t, s, http.MethodGet, "/v1/files", nil); got.StatusCode != want {
			t.Errorf("request %d: status %d, want %d", i, got.StatusCode, want)
		}
	}
	get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusServiceUnavailable)
	get(t, s.URL()+"/nothing").wantStatus(t, http.StatusNotFound)
	var hits []int
	for _, f := range s.Faults() {
		hits = append(hits, f.Hits)
	}
	if !reflect.DeepEqual(hits, []int{1, 2, 2, 1, 0}) {
		t.Errorf("hits: %v, want 1, 2, 2, 1 and 0", hits)
	}
	if err := s.RemoveFault("fault-3"); err != nil {
		t.Error(err)
	}
	do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusOK)
	if err := s.RemoveFault("fault-3"); err == nil {
		t.Error("removing a removed fault: no error")
	}
	s.ClearFaults()
	get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusNotFound)
}

func TestServer_AddFault_Invalid(t *testing.T) {
	t.Parallel()
	s := start(t)
	for word, f := range map[string]mockserver.Fault{
		`"explosion"`:      {Kind: "explosion"},
		`"uploadV9"`:       {Operation: "uploadV9", Kind: mockserver.FaultHTML},
		"requires latency": {Kind: mockserver.FaultLatency},
	} {
		_, err := s.AddFault(f)
		if err == nil || !strings.HasPrefix(err.Error(), "mockserver: fault: ") ||
			!strings.Contains(err.Error(), word) {
			t.Errorf("%+v: error %v, want one with %s", f, err, word)
		}
	}
	if n := len(s.Faults()); n != 0 {
		t.Errorf("%d faults were added, want 0", n)
	}
}

func TestFault_JSON(t *testing.T) {
	t.Parallel()
	const text = `{"id":"fault-9","operation":"upload","after":1,"count":2,"kind":"status","latency":"1s",` +
		`"status":503,"executed":true,"message":"m","retryAfter":"2s","rateLimitReset":"3ms","headers":{"a":"b"},` +
		`"bytes":3,"interval":"4µs","contentType":"c","hits":4}`
	var f mockserver.Fault
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	want := mockserver.Fault{
		ID: "fault-9", Operation: "upload", After: 1, Count: 2, Kind: mockserver.FaultStatus, Status: 503,
		Executed: true, Message: "m",
		Headers: map[string]string{"a": "b"}, Bytes: 3, ContentType: "c", Hits: 4, Latency: time.Second,
		RetryAfter:     2 * time.Second,
		RateLimitReset: 3 * time.Millisecond, Interval: 4 * time.Microsecond,
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got %+v, want %+v", f, want)
	}
	if got := encoded(t, f); got != text {
		t.Errorf("got  %s\nwant %s", got, text)
	}
	if got := encoded(t, mockserver.Fault{Kind: mockserver.FaultHTML}); got != `{"kind":"html","hits":0}` {
		t.Errorf("without settings: %s", got)
	}
}

func TestServer_Shutdown_EndsFaults(t *testing.T) {
	t.Parallel()
	for _, f := range []mockserver.Fault{
		{Kind: mockserver.FaultLatency, Latency: time.Hour},
		{Kind: mockserver.FaultDrip, Interval: time.Hour},
	} {
		s := start(t)
		addFault(t, s, f)
		failed := make(chan error)
		go func() {
			_, err := attempt(t, s, listRequest(t, s))
			failed <- err
		}()
		waitForHit(t, s)
		if err := s.Shutdown(t.Context()); err != nil { // with the fault, the request would take an hour
			t.Error(err)
		}
		if err := <-failed; err == nil {
			t.Errorf("%s: the request has a response, want an error", f.Kind)
		}
	}
}

func TestServer_AddFault_ControlEndpoints(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultResetBeforeBody})
	get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK)
}
