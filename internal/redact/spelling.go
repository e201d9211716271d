package redact

import (
	"encoding/base64"
	"html"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// view is a text with some of its escapes resolved. For each byte, spans contains the part of the original text from
// which the byte comes.
type view struct {
	data  string
	spans []span // nil if nothing is changed
}

func (v view) at(i int) span {
	if v.spans == nil {
		return span{i, i + 1}
	}
	return v.spans[i]
}

// maxNesting is how often escapes of escapes are resolved. It limits the time that a text takes.
const maxNesting = 8

// views yields a text without resolved escapes, then with its escapes resolved, then with the escapes in the result
// resolved, and so on. It also does this for escapes of each kind alone, because otherwise a stray percent sign before
// a secret and the first digits of the secret would be resolved as an escape. Each view is compacted; see compact.
func views(text string) iter.Seq[view] {
	return func(yield func(view) bool) {
		if !yield(view{data: text}.compact()) {
			return
		}
		for _, markers := range []string{`\%&`, `\`, `%`, `&`} {
			v, changed := view{data: text}.resolve(markers)
			for range maxNesting - 1 {
				if !changed {
					break
				}
				if !yield(v.compact()) {
					return
				}
				v, changed = v.resolve(markers)
			}
		}
	}
}

// resolve replaces each escape that begins with one of the markers by the text that it encodes. It does not resolve
// escapes in the result.
func (v view) resolve(markers string) (resolved view, changed bool) {
	if !strings.ContainsAny(v.data, markers) {
		return v, false
	}
	b := builder{from: v}
	for i := 0; i < len(v.data); {
		text, n := "", 0
		if strings.IndexByte(markers, v.data[i]) >= 0 {
			text, n = unescape(v.data[i:])
		}
		if n == 0 {
			text, n = v.data[i:i+1], 1
		} else {
			changed = true
		}
		b.add(text, i, n)
		i += n
	}
	return b.view(), changed
}

// compact removes white space, the plus signs that encode it, control characters, and backslashes that are not part of
// an escape.
func (v view) compact() view {
	isLoose := func(c byte) bool { return c <= ' ' || c == '+' || c == '\\' || c == 0x7f }
	b := builder{from: v}
	for i := range len(v.data) {
		if !isLoose(v.data[i]) {
			b.add(v.data[i:i+1], i, 1)
		}
	}
	return b.view()
}

type builder struct {
	from  view
	data  []byte
	spans []span
}

// add adds a text that comes from the n bytes at offset i of from.
func (b *builder) add(text string, i, n int) {
	s := span{b.from.at(i).start, b.from.at(i + n - 1).end}
	b.data = append(b.data, text...)
	for range len(text) {
		b.spans = append(b.spans, s)
	}
}

func (b *builder) view() view { return view{string(b.data), b.spans} }

// longestEscape is the maximum length of an escape in bytes: the longest name of an entity has 33 bytes, and numbers
// can have leading zeros.
const longestEscape = 64

// unescape returns the text that the escape at the beginning of text encodes, and the length of the escape, which is 0
// if text does not begin with an escape.
func unescape(text string) (string, int) {
	text = text[:min(len(text), longestEscape)]
	switch text[0] {
	case '%':
		return unescapePercent(text)
	case '&':
		return unescapeEntity(text)
	case '\\':
		return unescapeBackslash(text)
	}
	return "", 0
}

func unescapePercent(text string) (string, int) {
	if b, ok := number(text, 1, 2); ok {
		return string([]byte{byte(b)}), 3
	}
	if len(text) > 1 && (text[1] == 'u' || text[1] == 'U') {
		return unescapeUTF16(text)
	}
	return "", 0
}

func unescapeEntity(text string) (string, int) {
	n := 1
	for n < len(text) && (text[n] == '#' || isAlphanumeric(text[n])) {
		n++
	}
	switch {
	case n < len(text) && text[n] == ';':
		n++
	case n < len(text) && (text[n] == '%' || text[n] == '\\'):
		return "", 0 // the semicolon may be escaped
	}
	if resolved := html.UnescapeString(text[:n]); resolved != text[:n] {
		return resolved, n
	}
	return "", 0
}

func unescapeBackslash(text string) (string, int) {
	if len(text) < 2 {
		return "", 0
	}
	switch text[1] {
	case '\\', '/', '"', '\'':
		return text[1:2], 2
	case 'n', 'r', 't', 'b', 'f':
		return "\n", 2 // or another control character, which compact removes
	case 'x':
		if b, ok := number(text, 2, 2); ok {
			return string([]byte{byte(b)}), 4
		}
	case 'U':
		if r, ok := number(text, 2, 8); ok {
			return string(r), 10
		}
	case 'u':
		if end := strings.IndexByte(text, '}'); end > 0 && text[2] == '{' {
			r, ok := number(text, 3, end-3)
			return string(r), bytesIf(ok, end+1)
		}
		return unescapeUTF16(text)
	}
	return "", 0
}

// unescapeUTF16 resolves an escape of four hexadecimal digits, or two escapes that are a surrogate pair.
func unescapeUTF16(text string) (string, int) {
	const escape = len(`\u0000`)
	r, ok := number(text, 2, 4)
	if low, isEscape := number(text, escape+2, 4); isEscape && text[escape] == text[0] && utf16.IsSurrogate(r) {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return string(pair), 2 * escape
		}
	}
	return string(r), bytesIf(ok, escape)
}

func bytesIf(ok bool, n int) int {
	if ok {
		return n
	}
	return 0
}

// number returns the hexadecimal number that begins at the offset from and has a number of digits.
func number(text string, from, digits int) (rune, bool) {
	if len(text) < from+digits || digits <= 0 {
		return 0, false
	}
	n, err := strconv.ParseUint(text[from:from+digits], 16, 31)
	return rune(n), err == nil
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isBase64(c byte) bool { return isAlphanumeric(c) || strings.IndexByte("+/-_", c) >= 0 }

// base64Forms returns the parts of the base64 encoding of a secret that do not depend on the bytes before and after it,
// in both alphabets and in canonical form.
func base64Forms(secret string) []string {
	const shortest = 6 // bytes; a shorter text occurs in the base64 of other data by chance
	var forms []string
	if len(secret) < shortest {
		return nil
	}
	for offset := range 3 {
		padded := append(make([]byte, offset), secret...)
		skip := (offset*8 + 5) / 6 // digits that depend on other bytes too
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := encoding.EncodeToString(padded)[skip : len(padded)*8/6]
			forms = append(forms, view{data: text}.compact().data)
		}
	}
	slices.Sort(forms)
	return slices.DeleteFunc(slices.Compact(forms), func(form string) bool { return len(form) < shortest })
}

// lines returns the lines of a secret with several lines, such as a key in PEM, that are long enough to be secret
// themselves. It returns nil for a secret of one line.
func lines(secret string) []string {
	const shortest = 16
	parts := strings.Split(strings.ReplaceAll(secret, `\n`, "\n"), "\n")
	if len(parts) == 1 {
		return nil
	}
	return slices.DeleteFunc(parts, func(line string) bool {
		return len(line) < shortest || strings.HasPrefix(line,
			"-----")
	})
}

func isMarker(c byte) bool { return c == '\\' || c == '%' || c == '&' }
