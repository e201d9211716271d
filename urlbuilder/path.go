package urlbuilder

import (
	"bytes"
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
		return nil, &BuildError{Field: "Path", Value: path, Reason: controlProblem}
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
		return nil, &BuildError{Field: "Path", Value: path, Reason: controlProblem}
	}
	w := pathWriter{out: out, start: len(out), collapse: collapse}
	for more := true; more; {
		var segment string
		if segment, trimmed, more = strings.Cut(trimmed, "/"); !w.segment(segment, more) {
			return nil, &BuildError{Field: "Path", Value: path, Reason: "leads out of the URL endpoint"}
		}
	}
	return w.out, nil
}

// pathWriter appends the segments of a path.
type pathWriter struct {
	out      []byte
	start    int  // index of the path in out
	depth    int  // number of segments in out; empty ones do not count, whether they stay or not
	collapse bool // leave out empty segments
}

// segment appends a segment, with a slash behind it if more follow. It resolves dot segments, and returns false for one
// that leads out of the path.
func (w *pathWriter) segment(segment string, more bool) bool {
	switch n := dots(segment); {
	case n == 2:
		w.depth--
		if w.depth < 0 {
			return false
		}
		w.out = w.out[:parent(w.out, w.start)]
	case n == 1 || w.collapse && segment == "" && more:
	default:
		if segment != "" {
			w.depth++
		}
		w.out = appendEncoded(w.out, segment, inFile)
		if more {
			w.out = append(w.out, '/')
		}
	}
	return true
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
