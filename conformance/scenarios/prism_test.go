package scenarios_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/conformance/internal/check"
)

// TestScenarios_Prism runs the scenarios with Prism as a proxy between the client and the mock servers. Prism must find
// no violation of openapi.yaml in a JSON request or response, except in requests that the mock server rejects too. Each
// operation with JSON or without a body must succeed at least once. Uploads do not pass through Prism, because it
// changes the bytes of multipart bodies. conformance/contract/prism/run runs the test.
func TestScenarios_Prism(t *testing.T) {
	t.Parallel()
	p := startPrism(t)
	calls := newStatusCounter(t)
	t.Run("scenarios", func(t *testing.T) {
		for _, s := range scenarios {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				a := mockAccount(t, calls)
				p.route(t, a)
				s.run(t, a)
			})
		}
	})
	p.assertEveryOperation(t)
}

// TestPrism checks that Prism finds violations of openapi.yaml in requests and responses. Without this test, a proxy
// that validates nothing would not be noticed.
func TestPrism(t *testing.T) {
	t.Parallel()
	p := startPrism(t)
	const file = `{"type": "file", "name": "a.png", "fileId": "598821f949c0a938d57563bd", "size": 3}`
	for _, test := range []struct {
		name, method, path, body string
		status                   int
		answer                   string
		want                     string // location of the violation, or "" if there is none
	}{
		{"correct", "GET", "/v1/files?limit=5", "", 200, "[" + file + "]", ""},
		{"text in a number", "GET", "/v1/files?limit=many", "", 200, "[]", "request.query.limit"},
		{"wrong enum value", "GET", "/v1/files?type=folders", "", 200, "[]", "request.query.type"},
		{"missing property", "POST", "/v1/files/copy", `{"sourceFilePath": "/a.png"}`, 204, "", "request.body"},
		{
			"wrong type of a property", "POST", "/v1/files/move",
			`{"sourceFilePath": 7, "destinationPath": "/"}`, 204, "", "request.body.sourceFilePath",
		},
		{
			"wrong type in the response", "GET", "/v1/files/598821f949c0a938d57563bd/details", "", 200,
			strings.Replace(file, "3}", `"3"}`, 1), "response.body.size",
		},
		{"object instead of an array", "GET", "/v1/accounts/origins", "", 200, "{}", "response.body"},
		{"error without a message", "GET", "/v1/files", "", 400, "{}", "response.body"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.answer)
			}))
			t.Cleanup(upstream.Close)
			request := check.Call(http.NewRequestWithContext(t.Context(), test.method, p.url+test.path,
				strings.NewReader(test.body))).Must(t)
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set(upstreamHeader, upstream.URL)
			request.SetBasicAuth("private_key", "")
			response, _ := roundTrip(t, request)
			wantEqual(t, "status", response.StatusCode, test.status)
			assertViolation(t, violationsOf(response.Header), test.want)
		})
	}
}

// assertViolation checks that there is a violation at a location, or none if the location is empty.
func assertViolation(t *testing.T, got []violation, location string) {
	t.Helper()
	if location == "" {
		if len(got) > 0 {
			t.Errorf("violations %v, want none", got)
		}
		return
	}
	if !slices.ContainsFunc(got, func(v violation) bool { return strings.Join(v.Location, ".") == location }) {
		t.Errorf("violations %v, want one at %s", got, location)
	}
}

// violation is a difference between openapi.yaml and a request or response, as Prism reports it.
type violation struct {
	Location []string `json:"location"` // begins with "request" or "response"
	Message  string   `json:"message"`
}

// violationsOf returns the violations in a header that Prism adds to responses.
func violationsOf(header http.Header) []violation {
	text := header.Get("Sl-Violations")
	if text == "" {
		return nil
	}
	var all []violation
	if err := json.Unmarshal([]byte(text), &all); err != nil || len(all) == 0 {
		return []violation{{Message: text}} // Prism cuts off long texts
	}
	return all
}

// unexpected returns the violations that are mistakes. Some scenarios send invalid requests on purpose, which the mock
// server must reject.
func unexpected(all []violation, status int) []violation {
	return slices.DeleteFunc(all, func(v violation) bool {
		return len(v.Location) > 0 && v.Location[0] == "request" && status >= 400 && status < 500
	})
}
