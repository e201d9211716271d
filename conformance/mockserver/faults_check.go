package mockserver

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// deliverOperation is how downloads of files are called where operations are named.
const deliverOperation = "deliver"

// withoutBody are statuses whose responses cannot say anything.
var withoutBody = []int{http.StatusNoContent, http.StatusResetContent, http.StatusNotModified}

// faultRule is what a kind takes beside a latency, and what it cannot do without.
type faultRule struct {
	takes []string
	needs string
	play  func(faultHit)
}

// faultRules has all kinds.
var faultRules = map[FaultKind]faultRule{
	FaultLatency:             {needs: "latency", play: faultHit.pass},
	FaultStatus:              {[]string{"status", "message", "retryAfter", "headers", "executed"}, "status", faultHit.answerStatus},
	FaultRateLimit:           {[]string{"rateLimitReset", "message", "retryAfter", "headers", "executed"}, "", faultHit.answerRateLimit},
	FaultHTML:                {[]string{"status", "retryAfter", "headers", "executed"}, "", faultHit.answerHTML},
	FaultResetBeforeBody:     {play: faultHit.resetBeforeBody},
	FaultResetDuringBody:     {[]string{"bytes"}, "", faultHit.resetDuringBody},
	FaultResetAfterBody:      {play: faultHit.resetAfterBody},
	FaultResetAfterExecution: {play: faultHit.resetAfterExecution},
	FaultResetDuringResponse: {[]string{"bytes"}, "", faultHit.resetDuringResponse},
	FaultTruncated:           {[]string{"bytes"}, "", faultHit.truncate},
	FaultContentType:         {[]string{"contentType"}, "contentType", faultHit.changeContentType},
	FaultDrip:                {[]string{"bytes", "interval"}, "interval", faultHit.drip},
}

// checkFault says what is wrong with a fault that could not do what it says.
func (a *api) checkFault(f Fault) error {
	rule, known := faultRules[f.Kind]
	switch {
	case !known:
		return usagef("fault: there is no kind %q; there are %v", f.Kind, slices.Sorted(maps.Keys(faultRules)))
	case !hasOperation(f.Operation):
		return usagef("fault: there is no operation %q; take an operationId of openapi.yaml, %s or *", f.Operation, deliverOperation)
	}
	if name := f.negative(); name != "" {
		return usagef("fault: %s is negative", name)
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599 || slices.Contains(withoutBody, f.Status)) {
		return usagef("fault: status %d is not 200 to 599, or cannot have a body", f.Status)
	}
	if name, bad := f.badHeader(); bad {
		return usagef("fault: the header %q has a name or a value that cannot be, or says how long the body is", name)
	}
	given := f.given()
	for _, name := range given {
		if name != "latency" && !slices.Contains(rule.takes, name) {
			return usagef("fault: the kind %s takes no %s", f.Kind, name)
		}
	}
	if rule.needs != "" && !slices.Contains(given, rule.needs) {
		return usagef("fault: the kind %s needs %s", f.Kind, rule.needs)
	}
	return nil
}

// given returns the names of the fields that are set, but for those that every kind takes.
func (f Fault) given() []string {
	var names []string
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"latency", f.Latency != 0},
		{"status", f.Status != 0},
		{"executed", f.Executed},
		{"message", f.Message != ""},
		{"retryAfter", f.RetryAfter != 0},
		{"rateLimitReset", f.RateLimitReset != 0},
		{"headers", len(f.Headers) > 0},
		{"bytes", f.Bytes != 0},
		{"interval", f.Interval != 0},
		{"contentType", f.ContentType != ""},
	} {
		if field.set {
			names = append(names, field.name)
		}
	}
	return names
}

// What names and values of headers can be. net/http would leave out or alter others.
var (
	headerName  = regexp.MustCompile("^[0-9A-Za-z!#$%&'*+.^_`|~-]+$")
	headerValue = regexp.MustCompile(`^[^\x00-\x08\x0a-\x1f\x7f]*$`)
)

// badHeader returns the name of a header that cannot be sent, or that would contradict the body.
func (f Fault) badHeader() (name string, bad bool) {
	for _, name := range slices.Sorted(maps.Keys(f.Headers)) {
		framing := strings.EqualFold(name, "Content-Length") || strings.EqualFold(name, "Transfer-Encoding")
		if framing || !headerName.MatchString(name) || !headerValue.MatchString(f.Headers[name]) {
			return name, true
		}
	}
	return "", false
}

// negative returns the name of a number that is below zero.
func (f Fault) negative() string {
	numbers := map[string]int64{
		"after": int64(f.After), "count": int64(f.Count), "latency": int64(f.Latency), "retryAfter": int64(f.RetryAfter),
		"rateLimitReset": int64(f.RateLimitReset), "bytes": f.Bytes, "interval": int64(f.Interval),
	}
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		if numbers[name] < 0 {
			return name
		}
	}
	return ""
}

// hasOperation reports whether a fault can be about an operation of this name.
func hasOperation(name string) bool {
	return slices.Contains([]string{"", "*", deliverOperation}, name) || contract.HasOperation(name)
}
