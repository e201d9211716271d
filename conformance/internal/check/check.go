// Package check has the assertions that tests of several folders share.
package check

import (
	"slices"
	"testing"
)

// Result is what a call returned: a value and an error.
type Result[T any] struct {
	value T
	err   error
}

// Call keeps both results of a call together: check.Call(c.GetFileDetails(ctx, id)).Must(t) is the file.
func Call[T any](value T, err error) Result[T] { return Result[T]{value, err} }

// Must returns the value. It fails the test if there is an error.
func (r Result[T]) Must(t testing.TB) T {
	t.Helper()
	NoError(t, r.err)
	return r.value
}

// NoError fails the test if there is an error.
func NoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// SameNames fails the test for each name of got that is not in want, the names in the document, and for each that is
// missing; what says where got comes from.
func SameNames(t testing.TB, what string, got, want []string) {
	t.Helper()
	for _, name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("%s: %s is not in the document", what, name)
		}
	}
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("%s: %s is missing", what, name)
		}
	}
}
