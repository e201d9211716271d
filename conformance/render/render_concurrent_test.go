package render_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

// TestRender_Concurrent calls one renderer from several goroutines, with the same files and fonts.
func TestRender_Concurrent(t *testing.T) {
	t.Parallel()
	renderer := render.New(render.Options{Workers: 3})
	source, files := picture(t, 60, 40), layerFiles(t)
	for _, text := range []string{
		"w-30,h-30,fo-auto,bl-2:f-jpg", "l-image,i-red.png,w-9,rt-30,e-shadow,l-end:w-50", "l-text,i-ab,fs-9,l-end",
	} {
		request := render.Request{Source: source, Chain: parse(t, text), Files: files}
		want, err := renderer.Render(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		var calls sync.WaitGroup
		for range 4 {
			calls.Go(func() {
				got, err := renderer.Render(t.Context(), request)
				if err != nil {
					t.Errorf("%s: %v", text, err)
				} else if !bytes.Equal(got.Body, want.Body) || got.Report.String() != want.Report.String() {
					t.Errorf("%s: a call at the same time as others has another result", text)
				}
			})
		}
		calls.Wait()
	}
}

// blockedFiles blocks a renderer that opens a file.
type blockedFiles struct{ opened, release chan struct{} }

func (f blockedFiles) Open(string) (fs.File, error) {
	close(f.opened)
	<-f.release
	return nil, fs.ErrNotExist
}

// TestRender_CanceledInQueue cancels a call that waits for the only worker.
func TestRender_CanceledInQueue(t *testing.T) {
	t.Parallel()
	renderer := render.New(render.Options{Workers: 1})
	files := blockedFiles{make(chan struct{}), make(chan struct{})}
	request := render.Request{Path: "a.png", Files: files, Chain: parse(t, "w-9")}
	failed := make(chan error, 1)
	go func() {
		_, err := renderer.Render(t.Context(), request)
		failed <- err
	}()
	<-files.opened
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := renderer.Render(ctx, render.Request{Source: picture(t, 9, 9), Chain: parse(t, "w-5")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the call in the queue: %v, want Canceled", err)
	}
	close(files.release)
	if err := <-failed; !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the call with the worker: %v, want ErrNotExist", err)
	}
}
