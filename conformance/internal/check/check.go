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

// Call makes a Result of both results of a call: check.Call(c.GetFileDetails(ctx, id)).Must(t) returns the file.
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

// SameNames compares two lists of names, without regard to their order. want are the names in openapi.yaml. In
// failures, what is the origin of got.
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
