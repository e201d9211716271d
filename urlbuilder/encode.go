package urlbuilder

import (
	"strings"
)

// encoding is the place in a URL where a text is written. For each place, other bytes need no encoding.
type encoding uint16

const (
	inPath encoding = 1 << iota // RFC 3986 path segment; a percent sign followed by two hexadecimal digits is kept
	// inReadable is the same for a query. Characters that end a parameter or that browsers rewrite are encoded.
	inReadable
	inForm              // application/x-www-form-urlencoded
	inFile              // inPath and slashes
	inPathText          // inPath, but every percent sign is encoded
	inReadableText      // inReadable, but every percent sign is encoded
	inPathComponent     // the characters that JavaScript's encodeURIComponent keeps
	inReadableComponent // inPathComponent; characters that browsers rewrite in a query are encoded too
	verbatim            // nothing is encoded; for text that is compared or shown, not sent
)

const (
	paths    = inPath | inFile | inPathText
	readable = inReadable | inReadableText
	keeping  = inPath | inFile | inReadable // places where a percent sign followed by two hexadecimal digits is kept
)

// text returns the place for a value that is not encoded yet: each percent sign in it is encoded.
func (e encoding) text() encoding {
	switch e {
	case inPath:
		return inPathText
	case inReadable:
		return inReadableText
	}
	return e
}

// component returns the place for a value, such as base64, in which every character that has a meaning in a URL is
// encoded.
func (e encoding) component() encoding {
	switch e {
	case inPath:
		return inPathComponent
	case inReadable:
		return inReadableComponent
	}
	return e
}

// allowed contains, for each byte, the places in which the byte needs no encoding.
var allowed = func() (table [256]encoding) {
	for c := range table {
		table[c] = verbatim
		switch b := byte(c); {
		case 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("-._*", b) >= 0:
			table[c] |= paths | readable | inForm | inPathComponent | inReadableComponent
		case strings.IndexByte("~!()", b) >= 0:
			table[c] |= paths | readable | inPathComponent | inReadableComponent
		case b == '\'': // browsers encode it in a query
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

// appendEncoded appends s, encoded for its place.
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

// appendByte appends s[i], percent-encoded unless it is a percent sign that begins an encoded byte and the place keeps
// such signs.
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

// separatorIn returns the first separator in a value, plain or percent-encoded any number of times, or "" if the value
// contains no separator.
func separatorIn(value string) string {
	if strings.IndexByte(value, '%') < 0 {
		if i := strings.IndexAny(value, separators); i >= 0 {
			return value[i : i+1]
		}
		return ""
	}
	var decoded []byte // the value up to this byte, fully decoded
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

// separators are the characters that end a parameter, a step, and on some servers a query parameter.
const separators = ",:;"

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// controlProblem is the reason of the error for a value with control characters.
const controlProblem = "must not contain control characters"

// hasControl reports whether s contains an ASCII control character.
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}
