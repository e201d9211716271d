// Package check has assertions for the tests of several packages.
package check

import (
	"slices"
	"testing"
)

// Result is the result of a call: a value and an error.
type Result[T any] struct {
	value T
	err   error
}

// Call returns both results of a call as a Result. For example, check.Call(c.GetFileDetails(ctx, id)).Must(t) returns
// the file.
func Call[T any](value T, err error) Result[T] { return Result[T]{value, err} }

// Must returns the value. If there is an error, it ends the test as failed.
func (r Result[T]) Must(t testing.TB) T {
	t.Helper()
	NoError(t, r.err)
	return r.value
}

// NoError ends the test as failed if err is not nil.
func NoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// SameNames fails the test if two lists of names differ. Their order is not compared. want contains names of
// openapi.yaml, and what describes got in failures.
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
