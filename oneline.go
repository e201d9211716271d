package imagekit

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxLine is how many bytes of a text from outside stand in the line of an error or a log.
const maxLine = 1000

// oneLine returns a text without what could forge or garble the output that it becomes a part of: line ends, control
// characters, those that change the direction of writing, and bytes that are no UTF-8 are written as in Go source. A
// long text is cut.
func oneLine(text string) string {
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

// isUnprintable is true for utf8.RuneError, which can stand for a byte that is no UTF-8.
func isUnprintable(r rune) bool { return r == utf8.RuneError || !strconv.IsPrint(r) }
