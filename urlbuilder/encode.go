package urlbuilder

import (
	"strings"
)

// encoding is the place in a URL that text goes to. Each place has its own set of bytes that can stand there as they
// are.
type encoding uint16

const (
	inPath encoding = 1 << iota // RFC 3986 path segment; a percent sign with two hexadecimal digits stays
	// the same for a query, without what ends a parameter or what browsers rewrite
	inReadable
	inForm              // application/x-www-form-urlencoded
	inFile              // inPath and slashes
	inPathText          // inPath, but every percent sign is encoded
	inReadableText      // inReadable, but every percent sign is encoded
	inPathComponent     // what JavaScript's encodeURIComponent leaves
	inReadableComponent // inPathComponent without what browsers rewrite in a query
	verbatim            // nothing is encoded: text that is compared or read, not sent
)

const (
	paths    = inPath | inFile | inPathText
	readable = inReadable | inReadableText
	keeping  = inPath | inFile | inReadable // places where a percent sign with two hexadecimal digits stays
)

// text is the place for a value that is text, in which a percent sign is a percent sign.
func (e encoding) text() encoding {
	switch e {
	case inPath:
		return inPathText
	case inReadable:
		return inReadableText
	}
	return e
}

// component is the place for a value of which only what has no meaning anywhere in a URL stays, such as base64.
func (e encoding) component() encoding {
	switch e {
	case inPath:
		return inPathComponent
	case inReadable:
		return inReadableComponent
	}
	return e
}

// allowed has a bit for each encoding in which a byte can stand as it is.
var allowed = func() (table [256]encoding) {
	for c := range table {
		table[c] = verbatim
		switch b := byte(c); {
		case 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("-._*", b) >= 0:
			table[c] |= paths | readable | inForm | inPathComponent | inReadableComponent
		case strings.IndexByte("~!()", b) >= 0:
			table[c] |= paths | readable | inPathComponent | inReadableComponent
		case b == '\'': // which browsers encode in a query
			table[c] |= paths | inPathComponent
		case strings.IndexByte("$,;:@=", b) >= 0:
			table[c] |= paths | readable
		case b == '&' || b == '+':
			table[c] |= paths
		case b == '/':
			table[c] |= readable | inFile
		case b == '?':
			table[c] |= readable
		}
	}
	return table
}()

const upperHex = "0123456789ABCDEF"

// appendEncoded appends s as it can stand in its place.
func appendEncoded(out []byte, s string, place encoding) []byte {
	done := 0
	for i := 0; i < len(s); i++ {
		if allowed[s[i]]&place != 0 {
			continue
		}
		out = append(out, s[done:i]...)
		out = appendByte(out, s, i, place)
		done = i + 1
	}
	return append(out, s[done:]...)
}

// appendByte appends the byte of s at i, which cannot stand as it is, or can only in company.
func appendByte(out []byte, s string, i int, place encoding) []byte {
	c := s[i]
	switch {
	case c == ' ' && place == inForm:
		return append(out, '+')
	case c == '%' && place&keeping != 0 && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
		return append(out, c)
	}
	return append(out, '%', upperHex[c>>4], upperHex[c&15])
}

// separatorIn returns the first character in a value that the service takes for the end of a parameter, of a step or of
// a query parameter, as it stands or percent-encoded any number of times; empty if there is none.
func separatorIn(value string) string {
	if strings.IndexByte(value, '%') < 0 {
		if i := strings.IndexAny(value, separators); i >= 0 {
			return value[i : i+1]
		}
		return ""
	}
	var decoded []byte // as often as it can be decoded
	for i := range len(value) {
		decoded = append(decoded, value[i])
		for n := len(decoded); n >= 3 && decoded[n-3] == '%' && isHex(decoded[n-2]) && isHex(decoded[n-1]); n -= 2 {
			decoded = append(decoded[:n-3], hexDigit(decoded[n-2])<<4|hexDigit(decoded[n-1]))
		}
		if last := decoded[len(decoded)-1]; strings.IndexByte(separators, last) >= 0 {
			return string(last)
		}
	}
	return ""
}

// separators end a parameter, a step, and in some servers a query parameter.
const separators = ",:;"

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// controlProblem is the reason why a value that hasControl cannot be sent.
const controlProblem = "must not contain control characters"

// hasControl reports whether s has an ASCII control character.
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}
