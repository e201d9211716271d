package urlbuilder

import (
	"fmt"
	"strings"
)

// encoding is the place in a URL that text goes to, each with its own set of bytes that can stand there as they are.
type encoding uint8

const (
	inPath     encoding = 1 << iota // RFC 3986 path segment
	inReadable                      // RFC 3986 query, but for what would end a parameter or be read as a space
	inForm                          // application/x-www-form-urlencoded
	inFile                          // inPath and slashes
	confined                        // with one of the others: not what separates transformation parameters, steps and path segments
)

// allowed has a bit for each encoding in which a byte can stand as it is; with confined set, what separates cannot.
var allowed = func() (table [256]encoding) {
	for c := range table {
		switch b := byte(c); {
		case 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("-._", b) >= 0:
			table[c] = inPath | inReadable | inForm | inFile
		case b == '~':
			table[c] = inPath | inReadable | inFile
		case b == '*':
			table[c] = inPath | inReadable | inForm | inFile
		case strings.IndexByte("!$'(),;:@", b) >= 0:
			table[c] = inPath | inReadable | inFile
		case b == '&' || b == '+':
			table[c] = inPath | inFile
		case b == '=':
			table[c] = inPath | inReadable | inFile
		case b == '/':
			table[c] = inReadable | inFile
		case b == '?':
			table[c] = inReadable
		}
	}
	return table
}()

// plain has a bit for each encoding in which a byte stands as it is even if the text is confined.
var plain = func() (table [256]encoding) {
	for c := range table {
		if table[c] = allowed[c]; isSeparator(byte(c)) {
			table[c] = 0
		}
	}
	return table
}()

func isSeparator(c byte) bool { return c == ',' || c == ':' || c == '/' }

const upperHex = "0123456789ABCDEF"

// appendEncoded appends s as it can stand in its place. A percent sign with two hexadecimal digits behind it stays, but in a form.
// In confined text separators are encoded for good, so that s stays one value.
func appendEncoded(out []byte, s string, place encoding) []byte {
	table := &allowed
	if place&confined != 0 {
		table = &plain
	}
	mask, done := place&^confined, 0
	for i := 0; i < len(s); i++ {
		if table[s[i]]&mask != 0 {
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
	c, form := s[i], place&inForm != 0
	switch {
	case form && c == ' ':
		return append(out, '+')
	case form && place&confined != 0 && isSeparator(c):
		out = append(out, "%25"...)
		return append(out, upperHex[c>>4], upperHex[c&15])
	case c == '%' && !form && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
		return append(out, c)
	}
	return append(out, '%', upperHex[c>>4], upperHex[c&15])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// appendPath appends the percent-encoded path of a file without its leading slash, dot segments resolved; further slashes stay
// unless they are to collapse.
func appendPath(out []byte, path string, collapse bool) ([]byte, error) {
	trimmed := strings.TrimPrefix(path, "/")
	if isCleanPath(trimmed) {
		return append(out, trimmed...), nil
	}
	if hasControl(path) {
		return nil, fmt.Errorf("%w: %q has a control character", ErrPathInvalid, path)
	}
	start := len(out)
	for {
		segment, rest, more := strings.Cut(trimmed, "/")
		switch {
		case dots(segment) == 2:
			if len(out) == start {
				return nil, fmt.Errorf("%w: %q climbs out of the URL endpoint", ErrPathInvalid, path)
			}
			out = out[:parent(out, start)]
		case dots(segment) == 1 || collapse && segment == "" && more:
		default:
			out = appendEncoded(out, segment, inFile)
			if more {
				out = append(out, '/')
			}
		}
		if !more {
			break
		}
		trimmed = rest
	}
	return out, nil
}

// isCleanPath reports that a path can stand as it is: nothing to encode, to resolve or to collapse. Most paths are.
func isCleanPath(path string) bool {
	previous := byte('/')
	for i := range len(path) {
		c := path[i]
		if allowed[c]&inFile == 0 || previous == '/' && (c == '/' || c == '.') {
			return false
		}
		previous = c
	}
	return true
}

// parent returns where the last complete segment of a path that ends in a slash begins.
func parent(out []byte, start int) int {
	end := len(out) - 1
	for end > start && out[end-1] != '/' {
		end--
	}
	return max(end, start)
}

// dots returns 1 for a segment that means "here", 2 for one that means "one up", percent-encoded or not; else 0.
func dots(segment string) int {
	n := 0
	for segment != "" {
		switch {
		case segment[0] == '.':
			segment = segment[1:]
		case len(segment) >= 3 && segment[0] == '%' && segment[1] == '2' && segment[2]|0x20 == 'e':
			segment = segment[3:]
		default:
			return 0
		}
		if n++; n > 2 {
			return 0
		}
	}
	return n
}
