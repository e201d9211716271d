package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// newInstantClient returns a client whose uploads succeed at once, and a counter of the uploads.
func newInstantClient(t *testing.T) (*imagekit.Client, *atomic.Int64) {
	t.Helper()
	uploads := new(atomic.Int64)
	return newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		uploads.Add(1)
		return response(200, `{"fileId":"1"}`), nil
	})), uploads
}

// oneItemThen returns a sequence that yields one item and then calls then.
func oneItemThen(then func()) iter.Seq[imagekit.UploadItem] {
	return func(yield func(imagekit.UploadItem) bool) {
		if yield(item("1")) {
			then()
		}
	}
}

func TestClient_UploadAll_ItemsPanic(t *testing.T) {
	t.Parallel()
	ik, _ := newInstantClient(t)
	outcomes := 0
	func() {
		defer func() {
			if p := recover(); p != "no more" {
				t.Errorf("recovered %v, want the panic of the items", p)
			}
		}()
		for range ik.UploadAll(t.Context(), oneItemThen(func() { panic("no more") }), imagekit.UploadAllOptions{}) {
			outcomes++
		}
		t.Error("the loop ended without a panic")
	}()
	if outcomes != 1 {
		t.Errorf("%d outcomes before the panic, want 1", outcomes)
	}
}

// TestClient_UploadAll_ItemsExit uses a sequence that calls runtime.Goexit, as t.FailNow does.
func TestClient_UploadAll_ItemsExit(t *testing.T) {
	t.Parallel()
	ik, _ := newInstantClient(t)
	outcomes, after := 0, false
	var loop sync.WaitGroup
	loop.Go(func() {
		for range ik.UploadAll(t.Context(), oneItemThen(runtime.Goexit), imagekit.UploadAllOptions{Concurrency: 2}) {
			outcomes++
		}
		after = true
	})
	loop.Wait()
	if outcomes != 1 || after {
		t.Errorf("%d outcomes, want 1; the loop went on: %v", outcomes, after)
	}
}

func TestClient_UploadAll_ItemsBlock(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(cancel func()) (doBreak bool){
		"break":   func(func()) bool { return true },
		"context": func(cancel func()) bool { cancel(); return false },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { testItemsBlock(t, end) })
		})
	}
}

// testItemsBlock ends a loop while its sequence of items is blocked. In a synctest bubble, the test fails if the loop
// waits for the sequence.
func testItemsBlock(t *testing.T, end func(cancel func()) (doBreak bool)) {
	t.Helper()
	ik, uploads := newInstantClient(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	blocked, late := make(chan struct{}), true
	items := func(yield func(imagekit.UploadItem) bool) {
		if yield(item("1")) {
			<-blocked
			late = yield(item("2"))
		}
	}
	for range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{Concurrency: 2}) {
		synctest.Wait() // until the items are blocked
		if end(cancel) {
			break
		}
	}
	close(blocked)
	synctest.Wait()
	if late || uploads.Load() != 1 {
		t.Errorf("an item was read after the end: %v; %d uploads, want 1", late, uploads.Load())
	}
}

// checkIncomplete checks the last outcome of a run whose context ended.
func checkIncomplete(t *testing.T, last imagekit.UploadOutcome, cause error) {
	t.Helper()
	if !errors.Is(last.Err, imagekit.ErrIncomplete) || !errors.Is(last.Err, cause) {
		t.Errorf("the last outcome has the error %v, want ErrIncomplete and %v", last.Err, cause)
	}
}

func TestClient_UploadAll_NoItemsAfterContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ik, _ := newInstantClient(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		taken := 0
		items := func(yield func(imagekit.UploadItem) bool) { // endless
			for yield(item(fmt.Sprint(taken))) {
				if taken++; taken == 40 {
					cancel()
				}
			}
		}
		for _, want := range []int{40, 0} { // the second run starts after the end of the context
			outcomes := slices.Collect(ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}))
			if n := len(outcomes) - 1; n != want {
				t.Fatalf("%d items have an outcome, want %d", n, want)
			}
			checkIncomplete(t, outcomes[want], context.Canceled)
			synctest.Wait() // the loop does not wait for the items
		}
		if taken != 40 { // the number at which the context ended
			t.Errorf("%d items were read, want 40", taken)
		}
	})
}

func TestClient_UploadAll_HighConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ik := newClient(t, withTransport(slowService(0)))
		var taken atomic.Int64
		elapsed := measure(func() {
			options := imagekit.UploadAllOptions{Concurrency: 1 << 20}
			uploadAll(t, ik, numbered(100, &taken), options)
		})
		if elapsed > latency+time.Millisecond {
			t.Errorf("100 uploads took %v, want all at the same time", elapsed)
		}
	})
}

func TestClient_UploadAll_DefaultConcurrency(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{0, -1} {
		synctest.Test(t, func(t *testing.T) {
			var running atomic.Int64
			served := make(chan struct{})
			ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
				_, _ = io.Copy(io.Discard, r.Body)
				_ = r.Body.Close()
				running.Add(1)
				<-served
				return response(200, `{"fileId":"1"}`), nil
			}))
			go func() {
				synctest.Wait()
				if n := running.Load(); n != 32 {
					t.Errorf("concurrency %d: %d uploads at the same time, want 32", concurrency, n)
				}
				close(served)
			}()
			var taken atomic.Int64
			uploadAll(t, ik, numbered(40, &taken), imagekit.UploadAllOptions{Concurrency: concurrency})
		})
	}
}

// TestClient_UploadAll_ContextEndsLast cancels the context in the loop body of the last outcome.
func TestClient_UploadAll_ContextEndsLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ik, _ := newInstantClient(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		outcomes := 0
		items := slices.Values([]imagekit.UploadItem{item("1"), item("2")})
		for o := range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}) {
			if outcomes++; o.Err != nil {
				t.Error(o.Err)
			}
			if synctest.Wait(); outcomes == 2 {
				cancel()
			}
		}
		if outcomes != 2 {
			t.Errorf("%d outcomes, want 2", outcomes)
		}
	})
}
