package redact_test

import (
	"testing"

	"github.com/openimagekit/imagekit/internal/redact"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	names := map[string]bool{"key": true}
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", "null"},
		{"not JSON", "key: s3cr3t", "[redacted]"},
		{"cut", `{"a":1,"key":"s3c`, "[redacted]"},
		{"text", `{"key" : "s3cr3t"}`, `{"key":"[redacted]"}`},
		{"object", `{"key":{"a":"s3cr3t"},"b":1}`, `{"key":"[redacted]","b":1}`},
		{"nothing to hide", `{"key":""}`, `{"key":""}`},
		{"nested", `[{"a":[{"key":"s3cr3t"}]}]`, `[{"a":[{"key":"[redacted]"}]}]`},
		{"escaped name", `{"\u006bey":"s3cr3t"}`, `{"key":"[redacted]"}`},
		{"twice", `{"key":"s3cr3t","key":"s3cr3t"}`, `{"key":"[redacted]","key":"[redacted]"}`},
		{"value, not name", `["key","a",{"a":"key","b":2}]`, `["key","a",{"a":"key","b":2}]`},
		{"all digits", `{"n":12345678901234567890.10}`, `{"n":12345678901234567890.10}`},
		{"not UTF-8", "{\"a\":\"\xff\",\"key\":\"s3cr3t\"}", "{\"a\":\"\ufffd\",\"key\":\"[redacted]\"}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := redact.JSON([]byte(test.text), names); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
