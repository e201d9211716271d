package search

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError describes an error in a query and its position.
type SyntaxError struct {
	// Offset is a position in characters, not bytes, that starts at 1. The end of the query is one more than its
	// length.
	Offset  int
	Problem string
}

// Error returns the position and the problem in one line.
func (e *SyntaxError) Error() string { return fmt.Sprintf("at character %d: %s", e.Offset, e.Problem) }

// problemAt returns a [*SyntaxError] for a position in bytes.
func problemAt(query string, at int, format string, args ...any) error {
	return &SyntaxError{Offset: utf8.RuneCountInString(query[:at]) + 1, Problem: fmt.Sprintf(format, args...)}
}

// enumerate joins items as in a sentence: a, b and c.
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
