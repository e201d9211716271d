// Package redact hides secrets in texts that come from outside, even if the secrets are encoded or escaped.
//
// It finds a secret that is written literally; with JSON, JavaScript or Go escapes (\u0070, \x70, \u{70}, \/); with
// HTML entities (&amp;, &#112;, &#x70;); percent-encoded (%70, %u0070, + for a space); in base64, in either alphabet
// and at any offset, as Basic authentication does; broken by white space; and in combinations of these, nested up to
// eight deep. The first half of a secret is hidden too, because servers can cut what they repeat. Other encodings, such
// as hexadecimal digits or encryption, are not recognised. A secret that mixes several kinds of escapes is not
// recognised if a stray \, % or & before it can be read as the beginning of an escape.
package redact

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// Mark replaces a secret.
	Mark = "[redacted]"
	// MinLength is the length in bytes of the shortest secret that is hidden: shorter texts occur in too many words.
	MinLength = 4
)

// Redactor hides a set of secrets. The nil Redactor hides nothing. It is safe for concurrent use.
type Redactor struct {
	literal, canonical []needle
	longest            int // length of the longest canonical secret in bytes
}

// New returns a Redactor of secrets. It ignores secrets that are shorter than [MinLength].
func New(secrets ...string) *Redactor {
	r := &Redactor{}
	seen := map[string]bool{}
	for _, secret := range secrets {
		for _, part := range append(lines(secret), secret) {
			if len(part) < MinLength || seen[part] {
				continue
			}
			seen[part] = true
			r.add(part)
		}
	}
	return r
}

func (r *Redactor) add(secret string) {
	r.literal = append(r.literal, newNeedle(secret, false))
	// a secret can contain the characters of an escape, which is then resolved in the text too
	for v := range views(secret) {
		if len(v.data) >= MinLength {
			r.canonical = append(r.canonical, newNeedle(v.data, false))
		}
	}
	for _, text := range base64Forms(secret) {
		r.canonical = append(r.canonical, newNeedle(text, true))
	}
	for _, n := range r.canonical {
		r.longest = max(r.longest, len(n.text))
	}
}

// Text returns text without the secrets.
func (r *Redactor) Text(text string) string { return r.hide(text, false) }

// Cut is like [Redactor.Text], for a text that was cut off: it also hides an incomplete secret at the end of the text.
func (r *Redactor) Cut(text string) string { return r.hide(text, true) }

func (r *Redactor) hide(text string, isCut bool) string {
	if r == nil || len(r.literal) == 0 || text == "" {
		return text
	}
	spans := find(text, view{data: text}, r.literal)
	for v := range views(text) {
		spans = append(spans, find(text, v, r.canonical)...)
	}
	if isCut {
		if start := r.begun(text); start < len(text) {
			spans = append(spans, span{start, len(text)})
		}
	}
	return replace(text, spans)
}

// begun returns the offset at which an incomplete secret at the end of a text begins, or len(text) if there is none.
// The text can end within an escape.
func (r *Redactor) begun(text string) int {
	const (
		escape  = 16      // bytes that a byte of a secret takes at most, except in unusual spellings
		longest = 4 << 10 // bytes that are searched; the first half of a longer beginning is found by find
	)
	start := len(text)
	first := max(0, len(text)-min(r.longest*escape, longest)-longestEscape)
	for end := len(text); end >= max(first, len(text)-longestEscape); end-- {
		if end < len(text) && !isMarker(text[end]) {
			continue
		}
		for v := range views(text[first:end]) {
			for _, n := range r.canonical {
				if k := overlap(v.data, n.text); k > 0 {
					start = min(start, first+v.at(len(v.data)-k).start)
				}
			}
		}
	}
	return start
}

// overlap returns the length of the longest suffix of text that is a prefix of secret.
func overlap(text, secret string) int {
	for k := min(len(text), len(secret)); k > 0; k-- {
		if text[len(text)-k:] == secret[:k] {
			return k
		}
	}
	return 0
}

// needle is a text to look for.
type needle struct {
	text   string
	head   int  // number of its first bytes that are enough for a match
	base64 bool // the bytes around it are part of the same encoded text
}

func newNeedle(text string, isBase64 bool) needle {
	const shortest = 12
	return needle{text, min(max((len(text)+1)/2, shortest), len(text)), isBase64}
}

// span is a part of the original text.
type span struct{ start, end int }

// find returns the parts of a text that contain one of the needles in v, a view of the text.
func find(text string, v view, needles []needle) []span {
	var spans []span
	for _, n := range needles {
		for from := 0; ; {
			i, k := n.next(v.data, from)
			if k == 0 {
				break
			}
			from = i + 1
			if k == len(n.text) { // a match that begins before the middle of this one exceeds it by less than half
				from = i + max(k/2, 1)
			}
			first, last := i, i+k-1
			if n.base64 {
				first, last = v.widen(text, first, last)
			}
			spans = append(spans, span{v.at(first).start, v.at(last).end})
		}
	}
	return spans
}

// next returns the first offset in data, at or after from, at which the needle occurs, and how many of its bytes occur
// there, 0 if it does not occur.
func (n needle) next(data string, from int) (start, length int) {
	i := strings.Index(data[from:], n.text[:n.head])
	if i < 0 {
		return 0, 0
	}
	start, length = from+i, n.head
	for length < len(n.text) && start+length < len(data) && data[start+length] == n.text[length] {
		length++
	}
	return start, length
}

// widen extends a part of a base64 text by the adjacent base64 characters.
func (v view) widen(text string, first, last int) (int, int) {
	isOne := func(i int) bool {
		gap := text[v.at(i).end:max(v.at(i).end, v.at(i+1).start)]
		return strings.Trim(gap, `\+`) == ""
	}
	for first > 0 && isBase64(v.data[first-1]) && isOne(first-1) {
		first--
	}
	for last+1 < len(v.data) && (isBase64(v.data[last+1]) || v.data[last+1] == '=') && isOne(last) {
		last++
	}
	return first, last
}

// replace replaces the spans, which may overlap, by marks. Backslashes before a span are replaced too, because they are
// part of its first escape.
func replace(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var b strings.Builder
	end := 0
	for i, s := range spans {
		if i > 0 && s.start <= end {
			end = max(end, s.end)
			continue
		}
		b.WriteString(strings.TrimRight(text[end:s.start], `\`) + Mark)
		end = s.end
	}
	return b.String() + text[end:]
}
