package mockserver_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// controlRequest returns a request to a control endpoint, without a private key.
func controlRequest(t *testing.T, s *mockserver.Server, method, path, body string) *http.Request {
	t.Helper()
	req := newRequest(t, method, s.URL()+"/_mock"+path, strings.NewReader(body))
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

// control sends a request to a control endpoint, without a private key.
func control(t *testing.T, s *mockserver.Server, method, path, body string) reply {
	t.Helper()
	return send(t, controlRequest(t, s, method, path, body))
}

func TestControl_Faults(t *testing.T) {
	t.Parallel()
	s := start(t)
	added := control(t, s, http.MethodPost, "/faults",
		`{"operation": "listFiles", "kind": "rateLimit", "rateLimitReset": "250ms", "count": 1}`)
	wantFields(t, added.wantStatus(t, http.StatusCreated).object(t),
		object{"id": "fault-1", "rateLimitReset": "250ms", "hits": 0})
	control(t, s, http.MethodPost, "/faults", `{"kind": "drip", "interval": "1ms"}`).wantStatus(t, http.StatusCreated)
	refused := do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusTooManyRequests)
	if reset := refused.Header.Get("X-RateLimit-Reset"); reset != "250" {
		t.Errorf("X-RateLimit-Reset is %q", reset)
	}
	list := control(t, s, http.MethodGet, "/faults", "").wantStatus(t, http.StatusOK).object(t)["faults"].([]any)
	wantFields(t, list[0].(map[string]any), object{"id": "fault-1", "operation": "listFiles", "hits": 1})
	control(t, s, http.MethodDelete, "/faults/fault-1", "").wantStatus(t, http.StatusNoContent)
	control(t, s, http.MethodDelete, "/faults/fault-1", "").wantError(t, http.StatusNotFound, "no fault")
	if left := s.Faults(); len(left) != 1 || left[0].ID != "fault-2" {
		t.Errorf("faults after the deletion: %+v", left)
	}
	control(t, s, http.MethodDelete, "/faults", "").wantStatus(t, http.StatusNoContent)
	if left := s.Faults(); len(left) != 0 {
		t.Errorf("faults after the deletion: %+v", left)
	}
}

// TestControl_FaultKinds adds a fault of each kind and operation that the lists have.
func TestControl_FaultKinds(t *testing.T) {
	t.Parallel()
	s := start(t)
	list := control(t, s, http.MethodGet, "/faults/kinds", "").wantStatus(t, http.StatusOK).object(t)
	examples := object{"status": 500, "latency": "1ms", "interval": "1ms", "contentType": "text/plain"}
	for _, kind := range list["kinds"].([]any) {
		kind := kind.(object)
		fault := object{"kind": kind["kind"]}
		if name, required := kind["required"].(string); required {
			fault[name] = examples[name]
		}
		do(t, s, http.MethodPost, "/_mock/faults", fault).wantStatus(t, http.StatusCreated)
	}
	list = control(t, s, http.MethodGet, "/operations", "").wantStatus(t, http.StatusOK).object(t)
	operations := list["operations"].([]any)
	if len(operations) < 50 {
		t.Errorf("%d operations, want at least 50", len(operations))
	}
	for _, operation := range operations {
		operation := operation.(object)
		if operation["summary"] == "" || operation["method"] == "" || operation["path"] == "" {
			t.Errorf("incomplete: %v", operation)
		}
		fault := object{"operation": operation["id"], "kind": "html"}
		do(t, s, http.MethodPost, "/_mock/faults", fault).wantStatus(t, http.StatusCreated)
	}
}

func TestControl_Clock(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct{ method, body, now string }{
		{http.MethodGet, "", "2026-03-01T12:00:00.000Z"},
		{http.MethodPut, `{"now": "2027-01-01T00:00:00Z"}`, "2027-01-01T00:00:00.000Z"},
		{http.MethodPost, `{"advance": "90s"}`, "2027-01-01T00:01:30.000Z"},
		{
			http.MethodPost, `{"advance": "-1h", "now": "2028-01-01T01:00:00Z", "frozen": true}`,
			"2028-01-01T00:00:00.000Z",
		},
		{http.MethodGet, "", "2028-01-01T00:00:00.000Z"},
	} {
		got := control(t, s, test.method, "/clock", test.body).wantStatus(t, http.StatusOK).object(t)
		wantFields(t, got, object{"now": test.now, "frozen": strings.HasPrefix(test.now, "2028")})
		if now, _ := time.Parse(time.RFC3339, test.now); !s.Now().Equal(now) {
			t.Errorf("the time is %v, want %v", s.Now(), now)
		}
	}
}

func TestControl_Requests(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"))
	log := control(t, s, http.MethodGet, "/requests", "").wantStatus(t, http.StatusOK).object(t)["requests"].([]any)
	if len(log) != 1 {
		t.Fatalf("log: %v, want one request", log)
	}
	wantFields(t, log[0].(map[string]any), object{"operation": "upload", "status": 200, "path": "/api/v1/files/upload"})
	state := control(t, s, http.MethodGet, "/state", "").wantStatus(t, http.StatusOK).object(t)
	if files := state["files"].([]any); len(files) != 1 {
		t.Errorf("files: %v, want one", files)
	}
	control(t, s, http.MethodDelete, "/requests", "").wantStatus(t, http.StatusNoContent)
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests after the log was cleared, want 0", n)
	}
}

func TestControl_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		method, path, body string
		status             int
		word               string
	}{
		{http.MethodPost, "/faults", "", 400, "empty"},
		{http.MethodPost, "/faults", "{", 400, "unexpected EOF"},
		{http.MethodPost, "/faults", `{"kind": "html"} {}`, 400, "more than one"},
		{http.MethodPost, "/faults", `{"kind": "html", "cuont": 1}`, 400, "cuont"},
		{http.MethodPost, "/faults", `{"kind": "bang"}`, 400, "resetAfterExecution"},
		{
			http.MethodPost, "/faults", `{"kind": "latency", "latency": 5}`, 400,
			`5 is not a duration; write it like "1.5s"`,
		},
		{http.MethodPost, "/faults", `{"kind": "latency", "latency": "5"}`, 400, `"5" is not a duration`},
		{http.MethodPut, "/clock", `{"now": "noon"}`, 400, "noon"},
		{http.MethodPut, "/clock", `{"time": "noon"}`, 400, "time"},
		{http.MethodGet, "/reset", "", 405, "method"},
		{http.MethodPatch, "/clock", "{}", 405, "GET /_mock/ lists"},
		{http.MethodPut, "/faults", "{}", 405, "method"},
		{http.MethodGet, "/nothing", "", 404, "GET /_mock/ lists"},
	} {
		got := control(t, s, test.method, test.path, test.body)
		got.wantError(t, test.status, test.word)
		if help := got.object(t)["help"]; help != "This is a mock of ImageKit, not the service." {
			t.Errorf("%s %s: the help is %v", test.method, test.path, help)
		}
	}
}

func TestControl_Help(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/", ""} {
		help := string(control(t, s, http.MethodGet, path, "").wantStatus(t, http.StatusOK).body)
		for line := range strings.Lines(help) {
			fields := strings.Fields(line)
			if len(fields) < 3 {
				t.Fatalf("line %q, want a method, a path and a description", line)
			}
			if strings.Contains(line, "/reset") {
				continue
			}
			// The endpoint exists, even if it rejects the empty request.
			got := control(t, s, fields[0], strings.TrimPrefix(fields[1], "/_mock"), "")
			if got.StatusCode == http.StatusMethodNotAllowed || strings.Contains(string(got.body), "lists them") {
				t.Errorf("%s: status %d", line, got.StatusCode)
			}
		}
		if n := strings.Count(help, "\n"); n < 10 {
			t.Errorf("%d lines, want at least 10", n)
		}
	}
}
