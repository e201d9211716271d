package mockserver_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// attempt sends a request once, over a new connection, because Go's client repeats a GET that fails on a used one. If
// reading the body fails, it returns what was read so far and the error.
func attempt(t *testing.T, s *mockserver.Server, req *http.Request) (reply, error) {
	t.Helper()
	res, err := trustingTransport(t, s).RoundTrip(req)
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

// waitForHit waits until the first fault has hit a request.
func waitForHit(t *testing.T, s *mockserver.Server) {
	t.Helper()
	for s.Faults()[0].Hits == 0 {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
		runtime.Gosched()
	}
}

// stored returns the number of files that a server stores.
func stored(t *testing.T, s *mockserver.Server) int {
	t.Helper()
	return len(stateOf(t, s).Files)
}

// outcome reports whether an attempt ended as expected.
type outcome func(reply, error) bool

func isReset(_ reply, err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

func hasStatus(status int, contentType string) outcome {
	return func(r reply, err error) bool {
		return err == nil && r.StatusCode == status && strings.HasPrefix(r.Header.Get("Content-Type"), contentType)
	}
}

// isResetAfter expects a response that is reset after n bytes of its body, or after half of its body if n is 0.
func isResetAfter(n int64) outcome {
	return func(r reply, err error) bool {
		return errors.Is(err, syscall.ECONNRESET) && r.StatusCode == http.StatusOK &&
			int64(len(r.body)) == cmp.Or(n, r.ContentLength/2)
	}
}

// isTruncated expects a response with the announced length whose JSON is cut off.
func isTruncated(r reply, err error) bool {
	return err == nil && r.ContentLength == int64(len(r.body)) && len(r.body) > 10 && !json.Valid(r.body)
}

// uploadFault has a fault, the outcome of an upload that it hits, and the number of files that are stored afterwards.
type uploadFault struct {
	fault  mockserver.Fault
	want   outcome
	stored int
}

var uploadFaults = []uploadFault{
	{mockserver.Fault{Kind: mockserver.FaultLatency, Latency: time.Millisecond}, hasStatus(200, "application/json"), 1},
	{
		mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Latency: time.Millisecond},
		hasStatus(503, "application/json"), 0,
	},
	{
		mockserver.Fault{Kind: mockserver.FaultStatus, Status: 500, Executed: true},
		hasStatus(500, "application/json"), 1,
	},
	{mockserver.Fault{Kind: mockserver.FaultRateLimit}, hasStatus(429, "application/json"), 0},
	{mockserver.Fault{Kind: mockserver.FaultHTML}, hasStatus(502, "text/html"), 0},
	{mockserver.Fault{Kind: mockserver.FaultHTML, Status: 504, Executed: true}, hasStatus(504, "text/html"), 1},
	{mockserver.Fault{Kind: mockserver.FaultResetBeforeBody}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringBody, Bytes: 3}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringBody}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetAfterBody}, isReset, 0},
	{mockserver.Fault{Kind: mockserver.FaultResetAfterExecution}, isReset, 1},
	{mockserver.Fault{Kind: mockserver.FaultContentType, ContentType: "text/plain"}, hasStatus(200, "text/plain"), 1},
	{
		mockserver.Fault{Kind: mockserver.FaultDrip, Bytes: 100, Interval: time.Microsecond},
		hasStatus(200, "application/json"), 1,
	},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringResponse}, isResetAfter(0), 1},
	{mockserver.Fault{Kind: mockserver.FaultResetDuringResponse, Bytes: 7}, isResetAfter(7), 1},
	{mockserver.Fault{Kind: mockserver.FaultTruncated}, isTruncated, 1},
	{mockserver.Fault{Kind: mockserver.FaultTruncated, Bytes: 1 << 30}, isTruncated, 1},
}

func TestServer_AddFault_Upload(t *testing.T) {
	t.Parallel()
	for _, test := range uploadFaults {
		for name, options := range map[string][]mockserver.Option{"HTTP": nil, "TLS": {mockserver.WithTLS()}} {
			t.Run(fmt.Sprint(name, test.fault.Kind, test.fault.Bytes, test.fault.Executed), func(t *testing.T) {
				t.Parallel()
				test.run(t, start(t, options...))
			})
		}
	}
}

func (test uploadFault) run(t *testing.T, s *mockserver.Server) {
	t.Helper()
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
	log := s.Requests()
	if len(log) != 1 || log[0].Fault != id || log[0].Operation != "upload" {
		t.Errorf("log: %+v, want one upload with the fault", log)
	}
	if r.Response != nil && log[0].BytesIn != req.ContentLength {
		t.Errorf("%d bytes are read, want %d", log[0].BytesIn, req.ContentLength)
	}
}

// withoutBody returns requests whose responses have no body: HEAD of a file, GET of an empty file, and the deletion of
// the first file.
func withoutBody(t *testing.T, s *mockserver.Server) []*http.Request {
	t.Helper()
	file := put(t, s, "a.txt", []byte("some text"))
	if err := s.Seed(fstest.MapFS{"empty.txt": {}}); err != nil { // the upload of an empty file is refused
		t.Fatal(err)
	}
	deletion := newRequest(t, http.MethodDelete, s.URL()+"/v1/files/"+file["fileId"].(string), nil)
	deletion.SetBasicAuth(s.PrivateKey(), "")
	return []*http.Request{
		newRequest(t, http.MethodHead, file["url"].(string), nil),
		newRequest(t, http.MethodGet, s.URLEndpoint()+"/empty.txt", nil), deletion,
	}
}

func TestServer_AddFault_ResetWithoutBody(t *testing.T) {
	t.Parallel()
	s := start(t)
	requests := withoutBody(t, s)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultResetDuringResponse})
	for _, req := range requests {
		if r, err := attempt(t, s, req); !isReset(r, err) {
			t.Errorf("%s: response %+v, error %v", req.Method, r.Response, err)
		}
	}
	if hits, n := s.Faults()[0].Hits, stored(t, s); hits != 3 || n != 1 {
		t.Errorf("%d hits, want 3; %d files after the deletion, want 1", hits, n)
	}
}

func TestServer_AddFault_TruncatedWithoutBody(t *testing.T) {
	t.Parallel()
	s := start(t)
	requests := withoutBody(t, s)
	s.ClearRequests()
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultTruncated, Count: 1})
	for i, want := range []struct {
		status int
		length int64
	}{{http.StatusOK, 9}, {http.StatusOK, 0}, {http.StatusNoContent, 0}} {
		r, err := attempt(t, s, requests[i])
		if err != nil || r.StatusCode != want.status || r.ContentLength != want.length {
			t.Errorf("%s: response %+v, error %v, want %+v", requests[i].Method, r.Response, err, want)
		}
	}
	if hits, log := s.Faults()[0].Hits, s.Requests(); hits != 0 || log[0].Fault != "" {
		t.Errorf("%d hits, want 0; log %+v", hits, log)
	}
	if r, err := attempt(t, s, uploadRequest(t, s)); !isTruncated(r, err) || s.Faults()[0].Hits != 1 {
		t.Errorf("afterwards: response %+v, error %v, faults %+v", r.Response, err, s.Faults())
	}
}

func TestServer_AddFault_Drip(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultDrip, Bytes: 2, Interval: time.Hour})
	res, err := trustingTransport(t, s).RoundTrip(uploadRequest(t, s))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, 2)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != `{"` {
		t.Errorf("the first piece is %q, error %v; want the first two bytes", first, err)
	}
	if sent := s.Requests()[0].BytesOut; sent != 2 {
		t.Errorf("%d bytes are sent, want 2", sent)
	}
}

func TestServer_AddFault_Download(t *testing.T) {
	t.Parallel()
	s := start(t)
	content := bytes.Repeat([]byte("0123456789"), 20_000)
	u := put(t, s, "a.txt", content)["url"].(string)
	for _, f := range []mockserver.Fault{
		{Kind: mockserver.FaultResetDuringResponse, Bytes: 100_000},
		{Kind: mockserver.FaultTruncated},
		{Kind: mockserver.FaultDrip, Bytes: 150_000, Interval: time.Microsecond},
	} {
		f.Operation, f.Count = "deliver", 1
		addFault(t, s, f)
	}
	if got, err := attempt(t, s, newRequest(t, http.MethodGet, u, nil)); err == nil || len(got.body) > 100_000 {
		t.Errorf("reset: %d bytes, error %v; want an error and at most 100000 bytes", len(got.body), err)
	}
	if got := get(t, u); len(got.body) != 100_000 || !bytes.HasPrefix(content, got.body) {
		t.Errorf("truncated: %d bytes, want the first 100000", len(got.body))
	}
	if got := get(t, u); !bytes.Equal(content, got.body) {
		t.Errorf("drip: %d bytes, want the whole file", len(got.body))
	}
}
