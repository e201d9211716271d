package fuzz_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// controlPaths are requests to the control endpoints of the mock server with valid bodies. The endpoint that waits for
// webhooks is not included.
var controlPaths = []struct {
	method, path string
	body         any
}{
	{"GET", "/", nil},
	{"GET", "/health", nil},
	{"GET", "/faults", nil},
	{"GET", "/requests", nil},
	{"GET", "/clock", nil},
	{"GET", "/state", nil},
	{"GET", "/webhooks", nil},
	{"GET", "/webhooks/target", nil},
	{"DELETE", "/requests", nil},
	{"DELETE", "/webhooks", nil},
	{"DELETE", "/faults/fault-1", nil},
	{"DELETE", "/webhooks/target", nil},
	{"POST", "/clock", map[string]any{"now": "2026-03-01T12:00:00Z", "advance": "90s", "frozen": true}},
	{"PUT", "/clock", map[string]any{"advance": "1h"}},
	{"PUT", "/clock", map[string]any{"now": "9999-12-31T23:59:59Z"}},
	{"POST", "/seed", map[string]any{"files": []any{
		map[string]any{"path": "/seed/b.txt", "text": "hello", "tags": []any{"x"}},
		map[string]any{"path": "c.bin", "content": "YWJj"},
	}}},
	{"POST", "/seed", map[string]any{"customMetadataFields": []any{
		map[string]any{"name": "seeded", "label": "Seeded", "schema": map[string]any{"type": "Text"}},
	}}},
	{"POST", "/webhooks/send", map[string]any{
		"event": "file.deleted", "payload": map[string]any{"data": map[string]any{"fileId": "x"}},
	}},
	{"PUT", "/webhooks/target", map[string]any{
		"url": "http://127.0.0.1:1/hooks", "secret": "whsec_x", "scheme": "standard", "attempts": 1,
	}},
	{"POST", "/faults", map[string]any{
		"operation": "deliver", "kind": "status", "status": 503, "count": 1,
		"after": 1000,
	}},
	{"POST", "/reset", nil},
}

// controlRequest returns a random request to a control endpoint.
func (s *session) controlRequest() *request {
	c := pick(s.source, controlPaths)
	r := &request{kind: toControl, method: c.method, target: "/_mock" + c.path}
	body := clone(c.body)
	if body != nil && !s.oneIn(3) {
		body = s.mutate(body, nil)
	}
	if body != nil {
		r.body = encode(body)
	}
	if body != nil || c.method != http.MethodGet {
		r.add("Content-Type", pick(s.source,
			[]string{jsonMedia, jsonMedia, jsonMedia, "text/plain", "application/json; charset=utf-8"}))
	}
	if s.oneIn(15) {
		r.method = pick(s.source, []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "X"})
	}
	if s.oneIn(15) {
		r.target = "/_mock/" + pick(s.source, hostileSegments)
	}
	if s.oneIn(10) {
		f := pick(s.source, []field{
			{"Host", "evil.example"}, {"Host", "localhost:1"}, {"Origin", "http://evil.example"}, {"Origin", "null"},
		})
		r.add(f.name, f.value)
	}
	return r
}

// undoControl undoes effects of a control request that would hide wrong responses, such as faults. Changes of the clock
// are undone later, by countdownToClockReset.
func (s *session) undoControl(r *request) {
	switch {
	case r.method == http.MethodOptions || r.method == http.MethodHead:
	case r.target == "/_mock/faults":
		s.mustSucceed(http.MethodDelete, "/_mock/faults", nil)
	case r.target == "/_mock/clock":
		s.clockResetIn = clockRequests
	case r.target == "/_mock/reset":
		s.storeObjectsAgain()
	case r.target == "/_mock/webhooks/target":
		s.mustSucceed(http.MethodDelete, "/_mock/webhooks/target", nil)
	}
}

// countdownToClockReset resets the clock after clockRequests requests since a change of the clock.
func (s *session) countdownToClockReset() {
	if s.clockResetIn--; s.clockResetIn == 0 {
		s.mustSucceed(http.MethodPut, "/_mock/clock",
			map[string]any{"now": initialTime.Format(time.RFC3339), "frozen": false})
	}
}

// mustSucceed sends a request that must succeed.
func (s *session) mustSucceed(method, target string, body any) *reply {
	r := &request{kind: toAPI, method: method, target: target}
	if strings.HasPrefix(target, "/_mock") {
		r.kind = toControl
	}
	r.add("Authorization", s.authorization())
	r.add("Content-Type", jsonMedia)
	if body != nil {
		r.body = encode(body)
	}
	a, err := s.conn.exchange(r)
	if err == nil && a.status/100 != 2 {
		err = fmt.Errorf("status %d", a.status)
	}
	if err != nil {
		s.reportFailure(r, a, fmt.Errorf("a valid request fails: %w", err))
		return &reply{}
	}
	return a
}
