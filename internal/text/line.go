// Package text prepares texts from outside for errors and logs.
package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxLine is the length in bytes at which [Line] cuts a text.
const maxLine = 1000

// Line returns a text as one line that cannot forge or garble the output around it: line ends, control characters,
// characters that change the direction of writing, and bytes that are not UTF-8 are escaped as in Go source. A text is
// cut after 1,000 bytes; the result then ends with the number of bytes that are left out.
func Line(text string) string {
	if len(text) <= maxLine && !strings.ContainsFunc(text, isUnprintable) {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		if b.Len() >= maxLine {
			fmt.Fprintf(&b, "… (%d more bytes)", len(text)-i)
			break
		}
		switch _, size := utf8.DecodeRuneInString(text[i:]); {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case !strconv.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isUnprintable is true for utf8.RuneError, which range yields for a byte that is not UTF-8.
func isUnprintable(r rune) bool { return r == utf8.RuneError || !strconv.IsPrint(r) }
