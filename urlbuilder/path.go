package urlbuilder

import (
	"bytes"
	"fmt"
	"strings"
)

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
