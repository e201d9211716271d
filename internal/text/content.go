package text

import (
	"html"
	"strings"
	"unicode/utf8"
)

// MediaType returns the media type of a Content-Type, such as text/html, or "an unknown media type" if there is none.
func MediaType(contentType string) string {
	media, _, _ := strings.Cut(contentType, ";")
	if media == "" {
		return "an unknown media type"
	}
	return media
}

// maxSummary is the length in bytes at which [Summary] cuts a text.
const maxSummary = 200

// Summary returns the title of an HTML page, or the first line of any other text, cut after 200 bytes. It returns ""
// for a page without a title.
func Summary(body, contentType string) string {
	text := body
	if strings.Contains(contentType, "html") {
		lower := strings.ToLower(body)
		start, end := strings.Index(lower, "<title>"), strings.Index(lower, "</title>")
		if start < 0 || end < start || len(lower) != len(body) {
			return ""
		}
		text = html.UnescapeString(body[start+len("<title>") : end])
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if len(text) > maxSummary {
		text = text[:maxSummary] + "…"
	}
	return strings.TrimSpace(strings.ToValidUTF8(text, string(utf8.RuneError)))
}
