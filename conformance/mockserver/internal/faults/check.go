package faults

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// withoutBody has statuses whose responses have no body.
var withoutBody = []int{http.StatusNoContent, http.StatusResetContent, http.StatusNotModified}

// maxText is the maximum size of all texts of a fault together, in bytes. Realistic headers and messages are shorter.
const maxText = 64 << 10

// rule has the fields that a kind uses in addition to the latency, the field that it requires, and its effect.
type rule struct {
	uses     []string
	requires string
	play     func(hit)
}

// rules has the rules of all kinds.
var rules = map[Kind]rule{
	Latency: {requires: "latency", play: hit.pass},
	Status: {
		uses: []string{"status", "message", "retryAfter", "headers", "executed"}, requires: "status",
		play: hit.answerStatus,
	},
	RateLimit: {
		uses: []string{"rateLimitReset", "message", "retryAfter", "headers", "executed"}, play: hit.answerRateLimit,
	},
	HTML:                {uses: []string{"status", "retryAfter", "headers", "executed"}, play: hit.answerHTML},
	ResetBeforeBody:     {play: hit.resetBeforeBody},
	ResetDuringBody:     {uses: []string{"bytes"}, play: hit.resetDuringBody},
	ResetAfterBody:      {play: hit.resetAfterBody},
	ResetAfterExecution: {play: hit.resetAfterExecution},
	ResetDuringResponse: {uses: []string{"bytes"}, play: hit.resetDuringResponse},
	Truncated:           {uses: []string{"bytes"}, play: hit.truncate},
	ContentType:         {uses: []string{"contentType"}, requires: "contentType", play: hit.changeContentType},
	Drip:                {uses: []string{"bytes", "interval"}, requires: "interval", play: hit.drip},
}

// check returns an error if a fault is invalid.
func (f Fault) check() error {
	rule, known := rules[f.Kind]
	if !known {
		return fmt.Errorf("unknown kind %q; the kinds are %v", f.Kind, slices.Sorted(maps.Keys(rules)))
	}
	if name := f.negative(); name != "" {
		return fmt.Errorf("%s must not be negative", name)
	}
	if f.Status != 0 &&
		(f.Status < minStatus || f.Status > maxStatus || slices.Contains(withoutBody, f.Status)) {
		return fmt.Errorf("status %d is not allowed; use 200 to 599 except 204, 205 and 304", f.Status)
	}
	if name, bad := f.badHeader(); bad {
		return fmt.Errorf("the header %q is invalid, or sets the length of the body", name)
	}
	if f.textBytes() > maxText {
		return fmt.Errorf("the texts of the fault have more than %d bytes", maxText)
	}
	given := f.given()
	for _, name := range given {
		if name != "latency" && !slices.Contains(rule.uses, name) {
			return fmt.Errorf("the kind %s does not use %s", f.Kind, name)
		}
	}
	if rule.requires != "" && !slices.Contains(given, rule.requires) {
		return fmt.Errorf("the kind %s requires %s", f.Kind, rule.requires)
	}
	return nil
}

// textBytes returns the size of all texts together.
func (f Fault) textBytes() int {
	n := len(f.Message) + len(f.ContentType)
	for name, value := range f.Headers {
		n += len(name) + len(value)
	}
	return n
}

// given returns the JSON names of the fields that are set, except those that every kind accepts.
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

// Valid names and values of headers. net/http would omit or change others.
var (
	headerName  = regexp.MustCompile("^[0-9A-Za-z!#$%&'*+.^_`|~-]+$")
	headerValue = regexp.MustCompile(`^[^\x00-\x08\x0a-\x1f\x7f]*$`)
)

// badHeader returns the name of a header that cannot be sent, or that would set the length of the body.
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
		"after": int64(f.After), "count": int64(f.Count), "latency": int64(f.Latency),
		"retryAfter":     int64(f.RetryAfter),
		"rateLimitReset": int64(f.RateLimitReset), "bytes": f.Bytes, "interval": int64(f.Interval),
	}
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		if numbers[name] < 0 {
			return name
		}
	}
	return ""
}
