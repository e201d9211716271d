package search

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says what is wrong with a query, and where.
type SyntaxError struct {
	// Offset counts characters, not bytes: 1 is the first one, one more than the query has is its end.
	Offset  int
	Problem string
}

// Error says both.
func (e *SyntaxError) Error() string { return fmt.Sprintf("at character %d: %s", e.Offset, e.Problem) }

// problemAt makes an error about what begins at a byte of the query.
func problemAt(query string, at int, format string, args ...any) error {
	return &SyntaxError{Offset: utf8.RuneCountInString(query[:at]) + 1, Problem: fmt.Sprintf(format, args...)}
}

// enumerate writes a list as a sentence has it: a, b and c.
func enumerate[T ~string](items []T, conjunction string) string {
	var b strings.Builder
	for i, item := range items {
		switch {
		case i > 0 && i == len(items)-1:
			b.WriteString(" " + conjunction + " ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(item))
	}
	return b.String()
}
