package wasm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/wasm"
)

// A call that has begun keeps its place when its context ends: a third call has to wait for one of two.
func TestRun_ContextEnds(t *testing.T) {
	t.Parallel()
	release, began := make(chan int), make(chan int)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	for range 2 {
		go func() {
			_, err := wasm.Run(ctx, func() (int, error) { began <- 1; return <-release, nil })
			failed <- err
		}()
		<-began
	}
	waiting, stopWaiting := context.WithCancel(t.Context())
	go func() {
		_, err := wasm.Run(waiting, func() (int, error) { t.Error("a third call began"); return 0, nil })
		failed <- err
	}()
	stopWaiting()
	cancel()
	for range 3 {
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v", err)
		}
	}
	release <- 1
	if v, err := wasm.Run(t.Context(), func() (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Errorf("after one call has ended: %d, %v", v, err)
	}
	release <- 1
}

func TestRun_ContextHasEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := wasm.Run(ctx, func() (int, error) { t.Error("called"); return 0, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}
