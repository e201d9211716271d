package faults_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
)

func try[T any](value T, err error) outcome[T] { return outcome[T]{check.Call(value, err)} }

type outcome[T any] struct{ result check.Result[T] }

func (o outcome[T]) must(t *testing.T) T {
	t.Helper()
	return o.result.Must(t)
}

func noError(t *testing.T, err error) {
	t.Helper()
	check.NoError(t, err)
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	return check.Encode(t, v)
}
