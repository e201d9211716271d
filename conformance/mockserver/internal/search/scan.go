package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLength is how many characters a query can have. It is a limit of the mock server; the service documents none.
const MaxLength = 8192

type tokenKind uint8

const (
	end    tokenKind = iota
	word             // a name, a number, or an operator such as IN
	quoted           // a text in quotes
	symbol
)

// token is a token of a query. The last token of every query has the kind end.
type token struct {
	kind    tokenKind
	text    string // without quotes and escapes
	start   int    // offset in bytes
	written string // with quotes and escapes
}

// is reports whether a token is this keyword or symbol. A quoted text is neither.
func (t token) is(text string) bool { return t.kind != quoted && t.text == text }

// String returns the token for error messages.
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

// scanToken reads the token at an offset in bytes.
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

// wordLength returns the length of the word that a text begins with, 0 before a symbol. A word that begins with a digit
// can contain colons, as in the time 12:30:00.
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

// scanQuoted reads a text up to its closing quote. A backslash escapes this quote and a backslash; before any other
// character it is an ordinary character.
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
