package faults_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
)

func withHeader(name, value string) faults.Fault {
	return faults.Fault{Kind: faults.HTML, Headers: map[string]string{name: value}}
}

func TestInjector_Add_Invalid(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	for word, f := range map[string]faults.Fault{
		`"explosion"`:                   {Kind: "explosion"},
		"drip":                          {},
		`operation "d"`:                 {Operation: "d", Kind: faults.HTML},
		"after must not be negative":    {Kind: faults.HTML, After: -1},
		"count must not be negative":    {Kind: faults.HTML, Count: -1},
		"latency must not be negative":  {Kind: faults.Latency, Latency: -1},
		"bytes must not be negative":    {Kind: faults.Truncated, Bytes: -1},
		"status 199":                    {Kind: faults.Status, Status: 199},
		"status 600":                    {Kind: faults.Status, Status: 600},
		"status 204":                    {Kind: faults.Status, Status: 204},
		"requires status":               {Kind: faults.Status},
		"requires latency":              {Kind: faults.Latency},
		"requires interval":             {Kind: faults.Drip},
		"requires contentType":          {Kind: faults.ContentType},
		"does not use executed":         {Kind: faults.ResetAfterBody, Executed: true},
		"does not use bytes":            {Kind: faults.HTML, Bytes: 1},
		"does not use message":          {Kind: faults.HTML, Message: "x"},
		"does not use retryAfter":       {Kind: faults.Latency, Latency: 1, RetryAfter: 1},
		"does not use contentType":      {Kind: faults.Truncated, ContentType: "x"},
		"does not use interval":         {Kind: faults.Truncated, Interval: 1},
		"does not use headers":          {Kind: faults.Truncated, Headers: map[string]string{"a": "b"}},
		`"content-length"`:              withHeader("content-length", "1"),
		`"Transfer-Encoding"`:           withHeader("Transfer-Encoding", "chunked"),
		`"X Y"`:                         withHeader("X Y", "1"),
		`"X-Break"`:                     withHeader("X-Break", "1\r\nX-Other: 2"),
		`header ""`:                     withHeader("", "1"),
		"does not use rateLimitReset":   {Kind: faults.HTML, RateLimitReset: 1},
		"more than 65536 bytes":         {Kind: faults.RateLimit, Message: strings.Repeat("x", 1<<16+1)},
		"more than 65536":               withHeader("X-Large", strings.Repeat("x", 1<<16)),
		"truncated does not use status": {Kind: faults.Truncated, Status: 500},
	} {
		if _, err := i.Add(f); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%+v: error %v, want one with %s", f, err, word)
		}
	}
	if n := len(i.All()); n != 0 {
		t.Errorf("%d faults were added", n)
	}
}
