package urlbuilder

import (
	"fmt"
	"strings"
)

// appendPath appends the percent-encoded path without its leading slash.
func appendPath(out []byte, path string) ([]byte, error) {
	path = strings.TrimLeft(path, "/")
	if path == "" {
		return nil, ErrPathMissing
	}
	for segment := range strings.SplitSeq(path, "/") {
		if climbs(segment) {
			return nil, fmt.Errorf("%w: %q climbs out of the URL endpoint", ErrPathInvalid, path)
		}
	}
	for i := 0; i < len(path); i++ {
		c := path[i]
		switch {
		case c < ' ' || c == 0x7f:
			return nil, fmt.Errorf("%w: %q has a control character", ErrPathInvalid, path)
		case c == '%' && i+2 < len(path) && isHex(path[i+1]) && isHex(path[i+2]):
			out = append(out, c)
		case isPathByte(c):
			out = append(out, c)
		default:
			out = appendEscaped(out, c)
		}
	}
	return out, nil
}

// collapseSlashes makes one slash of several, as the service reads a path behind a transformation.
func collapseSlashes(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// climbs reports whether a segment means "here" or "one up", percent-encoded or not.
func climbs(segment string) bool {
	if len(segment) > len("%2e%2e") {
		return false
	}
	segment = strings.ReplaceAll(strings.ToLower(segment), "%2e", ".")
	return segment == "." || segment == ".."
}

// appendQuery appends ?name=value&...
func appendQuery(out []byte, parameters []Parameter) ([]byte, error) {
	for i, p := range parameters {
		switch p.Name {
		case "":
			return nil, fmt.Errorf("%w: it has no name", ErrParameter)
		case "ik-s", "ik-t":
			return nil, fmt.Errorf("%w: %s belongs to the signature", ErrParameter, p.Name)
		}
		separator := byte('&')
		if i == 0 {
			separator = '?'
		}
		out = appendQueryText(append(out, separator), p.Name)
		out = appendQueryText(append(out, '='), p.Value)
	}
	return out, nil
}

func appendQueryText(out []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; isUnreserved(c) {
			out = append(out, c)
		} else {
			out = appendEscaped(out, c)
		}
	}
	return out
}

func appendEscaped(out []byte, c byte) []byte {
	const hex = "0123456789ABCDEF"
	return append(out, '%', hex[c>>4], hex[c&15])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// isPathByte reports whether RFC 3986 allows c in a path.
func isPathByte(c byte) bool { return isUnreserved(c) || strings.IndexByte("!$&'()*+,;=:@/", c) >= 0 }
