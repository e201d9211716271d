package urlbuilder

import (
	"bytes"
	"strings"
)

// appendSource appends a path. If the path is the URL of a web proxy's source, the slashes of its scheme are kept. If
// the URL is also signed, the whole path is encoded.
func appendSource(out []byte, path string, collapse, signed bool) ([]byte, error) {
	trimmed := strings.TrimPrefix(path, "/")
	scheme := schemeOf(trimmed)
	switch {
	case scheme == "":
		return appendPath(out, path, collapse)
	case strings.Contains(authority(trimmed[len(scheme):]), "@"): // the error must not contain a password
		return nil, &BuildError{Field: "Path", Reason: "must not have a user name, which the URL would publish"}
	case hasControl(path):
		return nil, &BuildError{Field: "Path", Value: strings.Clone(path), Reason: controlProblem}
	case signed:
		return appendEncoded(out, trimmed, inPathComponent), nil
	}
	return appendPath(append(out, scheme...), trimmed[len(scheme):], collapse)
}

// authority returns the host of a URL without its scheme, with the port and the user name.
func authority(rest string) string {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		return rest[:i]
	}
	return rest
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

// appendPath appends the percent-encoded path of a file without its leading slash and with its dot segments resolved.
// Repeated slashes are kept, unless collapse is set.
func appendPath(out []byte, path string, collapse bool) ([]byte, error) {
	trimmed := strings.TrimPrefix(path, "/")
	if isCleanPath(trimmed) {
		return append(out, trimmed...), nil
	}
	if hasControl(path) {
		return nil, &BuildError{Field: "Path", Value: strings.Clone(path), Reason: controlProblem}
	}
	w := pathWriter{out: out, start: len(out), collapse: collapse}
	for more := true; more; {
		var segment string
		if segment, trimmed, more = strings.Cut(trimmed, "/"); !w.segment(segment, more) {
			return nil, &BuildError{Field: "Path", Value: strings.Clone(path), Reason: "leads out of the URL endpoint"}
		}
	}
	return w.out, nil
}

// pathWriter appends the segments of a path.
type pathWriter struct {
	out      []byte
	start    int  // index of the path in out
	depth    int  // number of segments in out that are not empty
	collapse bool // leave out empty segments
}

// segment appends a segment, followed by a slash if more is true. It resolves dot segments, and returns false for a dot
// segment that leads out of the path.
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

// isCleanPath reports whether a path can be written without encoding, resolving or collapsing anything, as most paths.
func isCleanPath(path string) bool {
	forbidden := dirtyByte | slashOrDot // at the beginning of a segment
	for i := range len(path) {
		class := pathBytes[path[i]]
		if class&forbidden != 0 {
			return false
		}
		forbidden = dirtyByte | class>>1 // a slash has isSlash, which becomes slashOrDot
	}
	return true
}

// Classes of bytes in paths.
const (
	slashOrDot uint8 = 1 << iota // not in a clean path after a slash
	isSlash                      // must be the bit after slashOrDot
	dirtyByte                    // must be encoded
)

// pathBytes contains the classes of each byte.
var pathBytes = func() (classes [256]uint8) {
	for c := range classes {
		switch {
		case c == '/':
			classes[c] = slashOrDot | isSlash
		case c == '.':
			classes[c] = slashOrDot
		case allowed[c]&inFile == 0:
			classes[c] = dirtyByte
		}
	}
	return classes
}()

// parent returns the index at which the last segment of a path begins. The path begins at start and ends in a slash.
func parent(out []byte, start int) int {
	end := len(out) - 1
	for end > start && out[end-1] != '/' {
		end--
	}
	return max(end, start)
}

// hasDots reports whether a transformation in a path contains a dot segment. Only raw text can contain slashes.
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

// dots returns 1 for the segment . and 2 for the segment .., with the dots percent-encoded or not; otherwise 0.
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
