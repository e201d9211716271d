package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// instant is a client whose uploads succeed at once, and the number of them.
func instant(t *testing.T) (*imagekit.Client, *atomic.Int64) {
	t.Helper()
	uploads := new(atomic.Int64)
	return newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		uploads.Add(1)
		return response(200, `{"fileId":"1"}`), nil
	})), uploads
}

// once yields an item, and then does something.
func once(then func()) iter.Seq[imagekit.UploadItem] {
	return func(yield func(imagekit.UploadItem) bool) {
		if yield(item("1")) {
			then()
		}
	}
}

func TestItemsThatPanic(t *testing.T) {
	t.Parallel()
	ik, _ := instant(t)
	told := 0
	func() {
		defer func() {
			if p := recover(); p != "no more" {
				t.Errorf("recovered %v, want the panic of the items", p)
			}
		}()
		for range ik.UploadAll(t.Context(), once(func() { panic("no more") }), imagekit.UploadAllOptions{}) {
			told++
		}
		t.Error("the loop ended without a panic")
	}()
	if told != 1 {
		t.Errorf("%d outcomes were told before, want 1", told)
	}
}

// TestItemsThatEndTheirGoroutine is about what t.FailNow does.
func TestItemsThatEndTheirGoroutine(t *testing.T) {
	t.Parallel()
	ik, _ := instant(t)
	told, after := 0, false
	var loop sync.WaitGroup
	loop.Go(func() {
		for range ik.UploadAll(t.Context(), once(runtime.Goexit), imagekit.UploadAllOptions{Concurrency: 2}) {
			told++
		}
		after = true
	})
	loop.Wait()
	if told != 1 || after {
		t.Errorf("%d outcomes told, want 1; the loop went on: %v", told, after)
	}
}

func TestALoopEndsWhileItsItemsAreBlocked(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(cancel func()) (leave bool){
		"by break":   func(func()) bool { return true },
		"by context": func(cancel func()) bool { cancel(); return false },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { // fails if the loop and the items wait for each other
				ik, uploads := instant(t)
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
					synctest.Wait() // now they are
					if end(cancel) {
						break
					}
				}
				close(blocked)
				synctest.Wait()
				if late || uploads.Load() != 1 {
					t.Errorf("an item is taken after the end: %v, %d uploads", late, uploads.Load())
				}
			})
		})
	}
}

func TestNoItemsAreTakenAfterTheEndOfTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ik, _ := instant(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		taken, after, told := 0, 0, 0
		items := func(yield func(imagekit.UploadItem) bool) {
			for yield(item(fmt.Sprint(taken))) {
				if ctx.Err() != nil {
					after++
				}
				if taken++; taken == 40 {
					cancel()
				}
			}
		}
		for range 2 { // the second one begins when the context has ended
			var last imagekit.UploadOutcome
			for last = range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}) {
				told++
			}
			if told--; !errors.Is(last.Err, imagekit.ErrIncomplete) || !errors.Is(last.Err, context.Canceled) {
				t.Errorf("the last outcome is %+v, want the end of the context", last)
			}
			synctest.Wait() // the loop does not wait for the items
		}
		if told != 40 || taken != 40 || after != 0 {
			t.Errorf("%d items taken, %d after the end of the context, %d told; want 40, 0, 40", taken, after, told)
		}
	})
}

func TestManySlotsForFewItems(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ik := newClient(t, withTransport(distant(0)))
		var taken atomic.Int64
		elapsed := measure(func() {
			for o := range ik.UploadAll(t.Context(), numbered(100, &taken), imagekit.UploadAllOptions{Concurrency: 1 << 20}) {
				if o.Err != nil {
					t.Error(o.Err)
				}
			}
		})
		if elapsed > latency+time.Millisecond {
			t.Errorf("100 uploads took %v, want all at the same time", elapsed)
		}
	})
}

func TestAKeyThatComesTwice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		journal           *imagekit.Journal
		uploaded, refused int
	}{
		"with a journal":    {openJournal(t, filepath.Join(t.TempDir(), "journal")), 2, 1},
		"without a journal": {nil, 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			ik, uploads := instant(t)
			refused := 0
			items := slices.Values([]imagekit.UploadItem{item("1"), item("2"), item("1")})
			for o := range ik.UploadAll(t.Context(), items, imagekit.UploadAllOptions{Journal: test.journal}) {
				if errors.Is(o.Err, imagekit.ErrDuplicateKey) && o.Item.Key == "1" && o.Result == nil {
					refused++
				} else if o.Err != nil {
					t.Error(o.Err)
				}
			}
			if int(uploads.Load()) != test.uploaded || refused != test.refused {
				t.Errorf("%d uploads and %d refused, want %d and %d", uploads.Load(), refused, test.uploaded, test.refused)
			}
		})
	}
}

// TestAllItemsAreDoneWhenTheContextEnds ends it in the body of the loop that sees the last outcome.
func TestAllItemsAreDoneWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ik, _ := instant(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		told := 0
		for o := range ik.UploadAll(ctx, slices.Values([]imagekit.UploadItem{item("1"), item("2")}), imagekit.UploadAllOptions{}) {
			if told++; o.Err != nil {
				t.Error(o.Err)
			}
			if synctest.Wait(); told == 2 {
				cancel()
			}
		}
		if told != 2 {
			t.Errorf("%d outcomes", told)
		}
	})
}
