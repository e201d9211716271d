package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLength is how many characters a query can have. It is a limit of the mock, which the service does not document.
const MaxLength = 8192

type tokenKind uint8

const (
	end    tokenKind = iota
	word             // a name, a number, an operator of letters
	quoted           // a text
	symbol
)

// token is a piece of a query. The last one of every query is an end.
type token struct {
	kind    tokenKind
	text    string // without quotes and escapes
	start   int    // in bytes
	written string // as the query has it
}

// is reports whether a token is a keyword or a symbol: a quoted one is neither.
func (t token) is(text string) bool { return t.kind != quoted && t.text == text }

// String is how messages name a token.
func (t token) String() string {
	const longest = 40
	switch {
	case t.kind == end:
		return "end of query"
	case utf8.RuneCountInString(t.written) > longest:
		return string([]rune(t.written)[:longest]) + "…"
	}
	return t.written
}

// scan splits a query into tokens.
func scan(query string) ([]token, error) {
	if utf8.RuneCountInString(query) > MaxLength {
		return nil, &SyntaxError{Offset: MaxLength + 1, Problem: "the query is too long"}
	}
	var tokens []token
	for at := 0; ; {
		at = len(query) - len(strings.TrimLeftFunc(query[at:], unicode.IsSpace))
		t, err := scanToken(query, at)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
		if t.kind == end {
			return tokens, nil
		}
		at += len(t.written)
	}
}

// scanToken reads the token that begins at a byte of the query.
func scanToken(query string, at int) (token, error) {
	rest := query[at:]
	if rest == "" {
		return token{kind: end, start: at}, nil
	}
	switch c := rest[0]; {
	case c == '"', c == '\'':
		return scanQuoted(query, at)
	case c == '<', c == '>':
		if strings.HasPrefix(rest[1:], "=") {
			return token{symbol, rest[:2], at, rest[:2]}, nil
		}
	}
	n := wordLength(rest)
	if n == 0 {
		return token{symbol, rest[:1], at, rest[:1]}, nil
	}
	return token{word, rest[:n], at, rest[:n]}, nil
}

// wordLength is 0 before a symbol. What begins with a digit may be a time, 12:30:00, and have colons.
func wordLength(text string) int {
	isTime := '0' <= text[0] && text[0] <= '9'
	n := strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`=:<>()[],"'`, r) && (r != ':' || !isTime)
	})
	if n < 0 {
		return len(text)
	}
	return n
}

// scanQuoted reads a text up to the quote that it begins with. A backslash before anything but a quote or a backslash
// stands for itself.
func scanQuoted(query string, at int) (token, error) {
	var text strings.Builder
	for i := at + 1; i < len(query); i++ {
		switch c := query[i]; {
		case c == query[at]:
			return token{quoted, text.String(), at, query[at : i+1]}, nil
		case c == '\\' && i+1 < len(query) && (query[i+1] == query[at] || query[i+1] == '\\'):
			i++
			text.WriteByte(query[i])
		default:
			text.WriteByte(c)
		}
	}
	return token{}, problemAt(query, at, "the text that begins here has no closing quote")
}

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// quote is the reverse of scanQuoted.
func quote(text string) string { return `"` + escaper.Replace(text) + `"` }
