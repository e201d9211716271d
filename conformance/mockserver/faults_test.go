package mockserver_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// attempt sends a request once, over a connection of its own: on one that was used before, Go's client repeats a GET that failed.
// It returns what came of the body before an error.
func attempt(t *testing.T, s *mockserver.Server, req *http.Request) (reply, error) {
	t.Helper()
	res, err := trusting(t, s).RoundTrip(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return reply{res, body}, err
}

func uploadRequest(t *testing.T, s *mockserver.Server) *http.Request {
	t.Helper()
	body, contentType := named("a.txt", []byte("some text")).encode(t)
	req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", body)
	req.Header.Set("Content-Type", contentType)
	req.SetBasicAuth(s.PrivateKey(), "")
	return req
}

func listRequest(t *testing.T, s *mockserver.Server) *http.Request {
	t.Helper()
	req := newRequest(t, http.MethodGet, s.URL()+"/v1/files", nil)
	req.SetBasicAuth(s.PrivateKey(), "")
	return req
}

func addFault(t *testing.T, s *mockserver.Server, f mockserver.Fault) string {
	t.Helper()
	id, err := s.AddFault(f)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// waitForHit returns when the first fault has hit a request.
func waitForHit(t *testing.T, s *mockserver.Server) {
	t.Helper()
	for s.Faults()[0].Hits == 0 {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
		runtime.Gosched()
	}
}

// stored returns how many files there are.
func stored(t *testing.T, s *mockserver.Server) int {
	t.Helper()
	state, err := s.State()
	if err != nil {
		t.Fatal(err)
	}
	return len(state.Files)
}

// outcome says whether an attempt ended as it should.
type outcome func(reply, error) bool

func isReset(_ reply, err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

func answers(status int, contentType string) outcome {
	return func(r reply, err error) bool {
		return err == nil && r.StatusCode == status && strings.HasPrefix(r.Header.Get("Content-Type"), contentType)
	}
}

// breaksAfter wants a response that is reset when so many bytes of its body have come; half of it for 0.
func breaksAfter(n int64) outcome {
	return func(r reply, err error) bool {
		return errors.Is(err, syscall.ECONNRESET) && r.StatusCode == http.StatusOK && int64(len(r.body)) == cmp.Or(n, r.ContentLength/2)
	}
}

// isTruncated wants a response whose length is right and whose JSON is not.
func isTruncated(r reply, err error) bool {
	return err == nil && r.ContentLength == int64(len(r.body)) && len(r.body) > 10 && !json.Valid(r.body)
}

var uploadFaults = []struct {
	fault  mockserver.Fault
	want   outcome
	stored int
}{
	{mockserver.Fault{Kind: mockserver.FaultLatency, Latency: time.Millisecond}, answers(200, "application/json"), 1},
	{mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Latency: time.Millisecond}, answers(503, "application/json"), 0},
	{mockserver.Fault{Kind: mockserver.FaultStatus, Status: 500, Executed: true}, answers(500, "application/json"), 1},
	{mockserver.Fault{Kind: mockserver.FaultRateLimit}, answers(429, "application/json"), 0},
	{mockserver.Fault{Kind: mockserver.FaultHTML}, answers(502, "text/html"), 0},
	{mockserver.Fault{Kind: mockserver.FaultHTML, Status: 504, Executed: true}, answers(504, "text/html"), 1},
	{mockserver.Fault{Kind: mockserver.FaultResetBeforeBody}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringBody, Bytes: 3}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringBody}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetAfterBody}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetAfterExecution}, isReset, 1},
	{mockserver.Fault{Kind: mockserver.FaultContentType, ContentType: "text/plain"}, answers(200, "text/plain"), 1},
	{mockserver.Fault{Kind: mockserver.FaultDrip, Bytes: 100, Interval: time.Microsecond}, answers(200, "application/json"), 1},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringResponse}, breaksAfter(0), 1},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringResponse, Bytes: 7}, breaksAfter(7), 1},
	{mockserver.Fault{Kind: mockserver.FaultTruncated}, isTruncated, 1},
	{mockserver.Fault{Kind: mockserver.FaultTruncated, Bytes: 1 << 30}, isTruncated, 1},
}

func TestFaultsOfAnUpload(t *testing.T) {
	t.Parallel()
	for _, test := range uploadFaults {
		for name, options := range map[string][]mockserver.Option{"HTTP": nil, "TLS": {mockserver.WithTLS()}} {
			t.Run(fmt.Sprint(name, test.fault.Kind, test.fault.Bytes, test.fault.Executed), func(t *testing.T) {
				t.Parallel()
				s := start(t, options...)
				f := test.fault
				f.Operation = "upload"
				id := addFault(t, s, f)
				req := uploadRequest(t, s)
				r, err := attempt(t, s, req)
				if !test.want(r, err) {
					t.Errorf("response %+v with body %q, error %v", r.Response, r.body, err)
				}
				if n := stored(t, s); n != test.stored {
					t.Errorf("%d files are stored, want %d", n, test.stored)
				}
				if log := s.Requests(); len(log) != 1 || log[0].Fault != id || log[0].Operation != "upload" || r.Response != nil && log[0].BytesIn != req.ContentLength {
					t.Errorf("log: %+v", log)
				}
			})
		}
	}
}

func TestFaultsSayWhenToComeBack(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		fault mockserver.Fault
		want  map[string]string
	}{
		{
			mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1500 * time.Microsecond, Headers: map[string]string{"X-RateLimit-Limit": "x"}},
			map[string]string{"X-RateLimit-Limit": "x", "X-RateLimit-Reset": "2", "X-RateLimit-Interval": "1000", "Retry-After": ""},
		},
		{
			mockserver.Fault{Kind: mockserver.FaultRateLimit, RetryAfter: 1100 * time.Millisecond},
			map[string]string{"X-RateLimit-Limit": "40", "X-RateLimit-Reset": "1000", "Retry-After": "2"},
		},
		{mockserver.Fault{Kind: mockserver.FaultStatus, Status: 429}, map[string]string{"X-RateLimit-Reset": "", "Retry-After": ""}},
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

func TestFaultsFollowOneAnother(t *testing.T) {
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
		t.Errorf("hits: %v", hits)
	}
	if err := s.RemoveFault("fault-3"); err != nil {
		t.Error(err)
	}
	do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusOK)
	if err := s.RemoveFault("fault-3"); err == nil {
		t.Error("it can be removed twice")
	}
	s.ClearFaults()
	get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusNotFound)
}

func TestFaultsHitExactlyAsManyRequestsAsTheySay(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, After: 7, Count: 20})
	var failed atomic.Int64
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			for range 6 {
				if do(t, s, http.MethodGet, "/v1/files", nil).StatusCode == http.StatusServiceUnavailable {
					failed.Add(1)
				}
			}
		})
	}
	group.Wait()
	if n := failed.Load(); n != 20 || s.Faults()[0].Hits != 20 {
		t.Errorf("%d requests failed, %d hits, want 20", n, s.Faults()[0].Hits)
	}
}

func TestFaultsThatCannotBe(t *testing.T) {
	t.Parallel()
	s := start(t)
	for word, f := range map[string]mockserver.Fault{
		`"explosion"`:           {Kind: "explosion"},
		"drip":                  {},
		`"uploadV9"`:            {Operation: "uploadV9", Kind: mockserver.FaultHTML},
		"after is negative":     {Kind: mockserver.FaultHTML, After: -1},
		"count is negative":     {Kind: mockserver.FaultHTML, Count: -1},
		"latency is negative":   {Kind: mockserver.FaultLatency, Latency: -1},
		"bytes is negative":     {Kind: mockserver.FaultTruncated, Bytes: -1},
		"status 199":            {Kind: mockserver.FaultStatus, Status: 199},
		"status 600":            {Kind: mockserver.FaultStatus, Status: 600},
		"status 204":            {Kind: mockserver.FaultStatus, Status: 204},
		"needs status":          {Kind: mockserver.FaultStatus},
		"needs latency":         {Kind: mockserver.FaultLatency},
		"needs interval":        {Kind: mockserver.FaultDrip},
		"needs contentType":     {Kind: mockserver.FaultContentType},
		"takes no executed":     {Kind: mockserver.FaultResetAfterBody, Executed: true},
		"takes no bytes":        {Kind: mockserver.FaultHTML, Bytes: 1},
		"takes no message":      {Kind: mockserver.FaultHTML, Message: "x"},
		"takes no retryAfter":   {Kind: mockserver.FaultLatency, Latency: 1, RetryAfter: 1},
		"takes no contentType":  {Kind: mockserver.FaultTruncated, ContentType: "x"},
		"takes no interval":     {Kind: mockserver.FaultTruncated, Interval: 1},
		"takes no headers":      {Kind: mockserver.FaultTruncated, Headers: map[string]string{"a": "b"}},
		"no rateLimitReset":     {Kind: mockserver.FaultHTML, RateLimitReset: 1},
		"truncated takes no st": {Kind: mockserver.FaultTruncated, Status: 500},
	} {
		if _, err := s.AddFault(f); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%+v: error %v, want one with %s", f, err, word)
		}
	}
	if n := len(s.Faults()); n != 0 {
		t.Errorf("%d faults were added", n)
	}
}

func TestFaultInJSON(t *testing.T) {
	t.Parallel()
	const text = `{"id":"fault-9","operation":"upload","after":1,"count":2,"kind":"status","status":503,"executed":true,"message":"m",` +
		`"headers":{"a":"b"},"bytes":3,"contentType":"c","hits":4,"latency":"1s","retryAfter":"2s","rateLimitReset":"3ms","interval":"4µs"}`
	var f mockserver.Fault
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	want := mockserver.Fault{
		ID: "fault-9", Operation: "upload", After: 1, Count: 2, Kind: mockserver.FaultStatus, Status: 503, Executed: true, Message: "m",
		Headers: map[string]string{"a": "b"}, Bytes: 3, ContentType: "c", Hits: 4, Latency: time.Second, RetryAfter: 2 * time.Second,
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

func TestFaultsDoNotOutliveTheirServer(t *testing.T) {
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
		if err := s.Shutdown(t.Context()); err != nil { // it would wait for the request
			t.Error(err)
		}
		if err := <-failed; err == nil {
			t.Errorf("%s: the request had an answer", f.Kind)
		}
	}
}

func TestDripSendsPieceByPiece(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultDrip, Bytes: 2, Interval: time.Hour})
	res, err := trusting(t, s).RoundTrip(uploadRequest(t, s))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, 2)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != `{"` {
		t.Errorf("the first piece is %q, error %v", first, err)
	}
	if sent := s.Requests()[0].BytesOut; sent != 2 {
		t.Errorf("%d bytes are sent", sent)
	}
}

func TestFaultsOfADownload(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := bytes.Repeat([]byte("0123456789"), 20_000)
	u := put(t, s, "a.txt", content)["url"].(string)
	addFault(t, s, mockserver.Fault{Operation: "deliver", Kind: mockserver.FaultResetDuringResponse, Bytes: 100_000, Count: 1})
	addFault(t, s, mockserver.Fault{Operation: "deliver", Kind: mockserver.FaultTruncated, Count: 1})
	addFault(t, s, mockserver.Fault{Operation: "deliver", Kind: mockserver.FaultDrip, Bytes: 150_000, Interval: time.Microsecond, Count: 1})
	if got, err := attempt(t, s, newRequest(t, http.MethodGet, u, nil)); err == nil || len(got.body) > 100_000 {
		t.Errorf("reset: %d bytes, error %v", len(got.body), err)
	}
	if got := get(t, u); len(got.body) != 100_000 || !bytes.HasPrefix(content, got.body) {
		t.Errorf("truncated: %d bytes", len(got.body))
	}
	if got := get(t, u); !bytes.Equal(content, got.body) {
		t.Errorf("drip: %d bytes", len(got.body))
	}
}

func TestFaultsWithoutAConnectionToReset(t *testing.T) {
	t.Parallel()
	s, err := mockserver.New()
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewUnstartedServer(s)
	listener.EnableHTTP2 = true
	listener.StartTLS()
	t.Cleanup(listener.Close)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: 1})
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultResetDuringResponse})
	for range 2 {
		req := newRequest(t, http.MethodGet, listener.URL+"/v1/files", nil)
		req.SetBasicAuth(s.PrivateKey(), "")
		res, err := listener.Client().Do(req)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			_ = res.Body.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "INTERNAL_ERROR") {
			t.Errorf("error %v, want the reset of a stream", err)
		}
	}
}

func TestFaultsLeaveTheControlAlone(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultResetBeforeBody})
	get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK)
}
