package text_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/text"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":                        "",
		"plain text, café 😀":      "plain text, café 😀",
		"a\nb\r\nc":               `a\nb\r\nc`,
		"\x00\x7f\x1b[31m":        `\x00\x7f\x1b[31m`,
		"a\u2028\u202e\ufeff":     `a\u2028\u202e\ufeff`,
		"\xff caf\xe9":            `\xff caf\xe9`,
		"\ufffd":                  "\ufffd",
		strings.Repeat("x", 1000): strings.Repeat("x", 1000),
		strings.Repeat("x", 1234): strings.Repeat("x", 1000) + "… (234 more bytes)",
	} {
		if got := text.Line(given); got != want {
			t.Errorf("Line(%.40q) = %q, want %q", given, got, want)
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ body, contentType, want string }{
		{"<html><TITLE> Bad &amp; Gateway\n</title>", "text/html; charset=utf-8", "Bad & Gateway"},
		{"<html>no title", "text/html", ""},
		{"</title><title>", "text/html", ""},
		{"\n upstream \nconnect error", "text/plain", "upstream"},
		{"caf\xe9", "", "caf\ufffd"},
		{strings.Repeat("x", 300), "", strings.Repeat("x", 200) + "…"},
		{"", "text/plain", ""},
	} {
		if got := text.Summary(test.body, test.contentType); got != test.want {
			t.Errorf("Summary(%.40q) = %q, want %q", test.body, got, test.want)
		}
	}
}

func TestMediaType(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"text/html; charset=utf-8": "text/html", "application/json": "application/json", "": "an unknown media type",
	} {
		if got := text.MediaType(given); got != want {
			t.Errorf("MediaType(%q) = %q, want %q", given, got, want)
		}
	}
}
