package multipart

import (
	"fmt"
	"strings"

	"github.com/openimagekit/imagekit/internal/redact"
)

// String describes the source: where the file comes from and its size, without its content and without the query of a
// URL, cut to [maxPrinted] bytes.
func (s Source) String() string { return cut(s.describe()) }

func (s Source) describe() string {
	_, _, isURL := redact.URLSecrets(s.text)
	switch {
	case s.err != nil:
		return "no file: " + s.err.Error()
	case isURL:
		return redact.URL(s.text)
	case strings.HasPrefix(s.text, "data:"):
		return fmt.Sprintf("data URI of %d bytes", len(s.text))
	case s.text != "":
		return fmt.Sprintf("base64 of %d bytes", len(s.text))
	case s.open == nil:
		return "no file"
	}
	text := "data"
	if s.name != "" {
		text = fmt.Sprintf("file %q", s.name)
	}
	if s.size >= 0 {
		text += fmt.Sprintf(" of %d bytes", s.size)
	}
	return text
}

// maxPrinted is the maximum length in bytes of a printed source.
const maxPrinted = 300

// cut shortens a text to [maxPrinted] bytes.
func cut(text string) string {
	if len(text) <= maxPrinted {
		return text
	}
	return strings.ToValidUTF8(text[:maxPrinted], "") + "…"
}
