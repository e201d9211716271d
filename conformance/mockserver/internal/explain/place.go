package explain

import (
	"cmp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Range is a part of a text. Positions are counted in UTF-16 code units, as in JavaScript.
type Range struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// span is a part of a text, in bytes.
type span struct{ start, end int }

// findSpans returns the place of the parameter that each error concerns, or of the step if there is no such parameter.
// That of a missing parameter has the separators around it. The span is empty if the error concerns the whole text. The
// errors are in the order of the text, so that those of equal parameters have different places.
func findSpans(chain string, errs []Error) []span {
	spans := make([]span, len(errs))
	from := 0
	for i := range errs {
		if s := errs[i].span; s == (span{}) {
			spans[i] = findSpan(chain, from, &errs[i])
		} else if spans[i] = s; s.start == s.end {
			spans[i] = span{max(s.start-1, 0), min(s.end+1, len(chain))}
		}
		from = max(from, spans[i].end)
	}
	return spans
}

// findSpan searches for a parameter from a byte of the chain, or returns the place of the step.
func findSpan(chain string, from int, err *Error) span {
	if err.Param != "" {
		for _, text := range []string{err.Param + "-" + err.Value, err.Param} {
			if start := tokenIndex(chain, text, from); start >= 0 {
				return span{start, start + len(text)}
			}
		}
	}
	steps := strings.Split(chain, ":")
	if err.Step == 0 || err.Step > len(steps) || strings.Contains(chain, "l-") || strings.Contains(chain, "if-") {
		return span{} // a colon can be in a layer or a condition
	}
	start := len(strings.Join(steps[:err.Step-1], ":"))
	if err.Step > 1 {
		start++
	}
	return span{start, start + max(len(steps[err.Step-1]), 1)}
}

// tokenIndex returns the index, at or after from, of a text that stands between separators, or -1.
func tokenIndex(chain, text string, from int) int {
	for from <= len(chain)-len(text) {
		i := strings.Index(chain[from:], text)
		if i < 0 {
			return -1
		}
		start, end := from+i, from+i+len(text)
		if (start == 0 || isSeparator(chain[start-1])) && (end == len(chain) || isSeparator(chain[end])) {
			return start
		}
		from = start + 1
	}
	return -1
}

func isSeparator(c byte) bool { return c == ',' || c == ':' }

// in returns the span in UTF-16 code units. It ends at the end of the text at the latest.
func (s span) in(text string) *Range {
	units := func(n int) int { return len(utf16.Encode([]rune(text[:min(n, len(text))]))) }
	return &Range{units(s.start), units(s.end)}
}

// PlaceInURL adds to each error its place in the URL that has the transformation.
func (e *Explanation) PlaceInURL(rawURL string) {
	start, end, ok := transformationIn(rawURL)
	if !ok {
		return
	}
	for i, s := range findSpans(e.Chain, e.Errors) {
		err := &e.Errors[i]
		if s == (span{}) {
			err.InURL = span{start, end}.in(rawURL)
			continue
		}
		from := start + encodedLength(rawURL[start:end], s.start)
		err.InURL = span{from, start + encodedLength(rawURL[start:end], s.end)}.in(rawURL)
	}
}

// transformationIn returns the place of the transformation in a URL.
func transformationIn(rawURL string) (start, end int, ok bool) {
	path, query, _ := strings.Cut(rawURL, "?")
	if i := strings.Index(path, "/tr:"); i >= 0 {
		start = i + len("/tr:")
		length := strings.IndexByte(path[start:], '/')
		return start, cmp.Or(start+length, len(path)), length >= 0
	}
	i := strings.Index("&"+query, "&tr=")
	if i < 0 {
		return 0, 0, false
	}
	start = len(path) + 1 + i + len("tr=")
	if length := strings.IndexAny(rawURL[start:], "&#"); length >= 0 {
		return start, start + length, true
	}
	return start, len(rawURL), true
}

// encodedLength returns how many bytes of percent-encoded text the first n bytes of the decoded text are.
func encodedLength(encoded string, n int) int {
	i := 0
	for ; n > 0 && i < len(encoded); n-- {
		if encoded[i] == '%' {
			i += len("%41")
		} else {
			i++
		}
	}
	for i < len(encoded) && !utf8.RuneStart(encoded[i]) {
		i++
	}
	return min(i, len(encoded))
}
