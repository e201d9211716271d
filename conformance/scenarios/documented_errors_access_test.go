package scenarios_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var accessErrorScenarios = []scenario{
	{"documented errors of requests with a wrong key", sendsWrongKeys, documentedErrorsOfAccess},
	{"documented errors of too many requests", "it uses up the rate limits of the account", documentedErrorsOfRates},
}

const missingKey = "Your request does not contain private API key."

func documentedErrorsOfAccess(t *testing.T, a *account) { a.wantDocumented(t, accessErrors(t)) }

// accessErrors returns the errors of requests without a key and with a wrong key.
func accessErrors(t *testing.T) (all []documentedError) {
	t.Helper()
	for _, e := range anyRequests(t) {
		e.status, e.message = http.StatusForbidden, "Your account cannot be authenticated."
		e.key = "private_of_a_stranger"
		all = append(all, e)
		e.status, e.message, e.key = http.StatusUnauthorized, missingKey, noKey
		if e.operation != "uploadV2" {
			all = append(all, e)
		}
	}
	return all
}

// anyRequests returns one request for each operation. Many are invalid.
func anyRequests(t *testing.T) (all []documentedError) {
	t.Helper()
	for _, id := range slices.Sorted(maps.Keys(spec.Operations(t))) {
		e := documentedError{operation: id}
		if id == "upload" || id == "uploadV2" {
			e.form = []field{{"file", "text"}, {"fileName", "a.txt"}}
		}
		all = append(all, e)
	}
	return all
}

func documentedErrorsOfRates(t *testing.T, a *account) {
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	a = mockAccount(t, a.counter, mockserver.WithClock(func() time.Time { return now }),
		mockserver.WithRateLimits(mockserver.RateLimits{
			ReadsPerSecond: 2, ReadBurst: 1, WritesPerSecond: 2, WriteBurst: 1,
		}))
	for _, id := range []string{"getBulkJobStatus", "deleteFile"} { // use up both rate limits
		response, _ := sendCounted(t, a, documentedError{operation: id}.request(t, a, strings.NewReplacer()))
		wantEqual(t, id+": status", response.StatusCode, http.StatusNotFound)
	}
	a.wantDocumented(t, rateLimitErrors(t))
}

// rateLimitErrors returns the errors of all operations except uploads, which are not rate limited.
func rateLimitErrors(t *testing.T) (all []documentedError) {
	t.Helper()
	for _, e := range anyRequests(t) {
		if e.form != nil {
			continue
		}
		e.status, e.message = http.StatusTooManyRequests, "Rate limit exceeded. Please try again later."
		e.source = "assumed: the text is that of the example in openapi.yaml"
		e.header = map[string]string{
			"X-RateLimit-Limit": "2", "X-RateLimit-Interval": "1000", "X-RateLimit-Reset": "500",
		}
		all = append(all, e)
	}
	return all
}
