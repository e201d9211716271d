// Package wasm runs codecs that are WebAssembly modules. A call into such a module cannot be interrupted, and takes
// hundreds of megabytes for a large picture.
package wasm

import (
	"bytes"
	"context"
	"image"
)

// maxCalls is how many calls run at the same time, of all codecs.
const maxCalls = 2

var running = make(chan struct{}, maxCalls)

// Run calls f when there is room for another call, and returns its results. When the context ends, it returns the
// error of the context at once. A call that has begun goes on and keeps its place until it ends.
func Run[T any](ctx context.Context, f func() (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	select {
	case running <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-running }()
		value, err := f()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// Detach returns a picture that a module has decoded, without the memory of the module.
func Detach(m image.Image) image.Image {
	if rgba, ok := m.(*image.RGBA); ok {
		rgba.Pix = bytes.Clone(rgba.Pix)
	}
	return m
}
