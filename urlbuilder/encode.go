package urlbuilder

import (
	"bytes"
	"fmt"
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

func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// appendSource appends a path. One that is the URL of a web proxy's source keeps the slashes of its scheme; in a signed
// URL all of it is encoded.
func appendSource(out []byte, path string, collapse, signed bool) ([]byte, error) {
	trimmed := strings.TrimPrefix(path, "/")
	scheme := schemeOf(trimmed)
	switch {
	case scheme == "":
		return appendPath(out, path, collapse)
	case hasControl(path):
		return nil, fmt.Errorf("%w: %q has a control character", ErrPathInvalid, path)
	case signed:
		return appendEncoded(out, trimmed, inPathComponent), nil
	}
	return appendPath(append(out, scheme...), trimmed[len(scheme):], collapse)
}

// schemeOf returns http:// or https:// if s begins with it.
func schemeOf(s string) string {
	for _, scheme := range [...]string{"https://", "http://"} {
		if strings.HasPrefix(s, scheme) {
			return scheme
		}
	}
	return ""
}

// appendPath appends the percent-encoded path of a file without its leading slash, dot segments resolved; further
// slashes stay unless they are to collapse.
func appendPath(out []byte, path string, collapse bool) ([]byte, error) {
	trimmed := strings.TrimPrefix(path, "/")
	if isCleanPath(trimmed) {
		return append(out, trimmed...), nil
	}
	if hasControl(path) {
		return nil, fmt.Errorf("%w: %q has a control character", ErrPathInvalid, path)
	}
	start, level := len(out), 0 // empty segments do not count, whether they stay or not
	for {
		segment, rest, more := strings.Cut(trimmed, "/")
		switch {
		case dots(segment) == 2:
			if level--; level < 0 {
				return nil, fmt.Errorf("%w: %q climbs out of the URL endpoint", ErrPathInvalid, path)
			}
			out = out[:parent(out, start)]
		case dots(segment) == 1 || collapse && segment == "" && more:
		default:
			if segment != "" {
				level++
			}
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

// hasDots reports whether a transformation in a path has a dot segment. Only raw text can have slashes.
func hasDots(chain []byte) bool {
	if bytes.IndexByte(chain, '/') < 0 {
		return false
	}
	_, rest, _ := strings.Cut(string(chain), "/") // the first segment begins with tr:
	for segment := range strings.SplitSeq(rest, "/") {
		if dots(segment) > 0 {
			return true
		}
	}
	return false
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
