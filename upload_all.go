package imagekit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync"
)

// UploadItem is one of many uploads.
type UploadItem struct {
	// Key names the item in a [Journal], and in the outcome. With a journal, each item needs one of its own in UTF-8,
	// the same in every run.
	Key     string
	Request UploadRequest
	Options []RequestOption
}

// UploadOutcome is the result of uploading an item, or the error. One that is [ErrIncomplete] or [ErrJournalInUse] is
// about no item.
type UploadOutcome struct {
	Item   UploadItem
	Result *UploadResult
	Err    error
	// Earlier says that the journal has the item from an earlier run: nothing was sent. Result has then only the file's
	// id and path.
	Skipped bool
}

// UploadAllOptions says how many uploads are made. What is zero has a default.
type UploadAllOptions struct {
	Concurrency int      // uploads at the same time; 32 by default, without an upper limit
	Journal     *Journal // remembers what is uploaded, so that a run which was cut off can be resumed; nil for none
}

const defaultConcurrency = 32

// ErrIncomplete is the last outcome of a run whose context ended before its items did.
var ErrIncomplete = errors.New("imagekit: there may be items left that are not uploaded")

// ErrDuplicateKey is an item whose key another item of the same run has, which a [Journal] could not tell from it. Only
// the first is uploaded.
var ErrDuplicateKey = errors.New("imagekit: another item of this run has the same key")

// UploadAll uploads all items, several at a time, and yields what became of each as soon as it is known, in no
// particular order. An item that fails does not stop the others. Items are taken only as fast as they are uploaded, and
// uploads wait while the loop is busy, so that neither many items nor many results are ever in memory; but with a
// journal, all keys are.
//
//	for outcome := range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}) {
//		if outcome.Err != nil {
//			log.Print(outcome.Item.Key, ": ", outcome.Err)
//		}
//	}
//
// An item whose name is to be unique is uploaded as [WithRepeatableUploads] says: failures are recovered from where
// possible, and no item is stored twice. One at a path that the caller names (UseUniqueFileName false) can at worst
// become a second version of the same file.
//
// When ctx ends, no more items are taken, and those that are under way fail, which the loop is told. If there may be
// items left then, the last outcome has no item, and is [ErrIncomplete] and the error of ctx. With a [Journal], the
// same call made again goes on where this one stopped. A loop that is left ends the uploads that are under way as well.
//
// The items run in a goroutine of their own. A loop that ends does not wait for them while they are blocked, nor upload
// what they yield then: they should end when ctx does, and whoever leaves the loop early should end ctx. yield returns
// false for an item that is not taken, and has no outcome.
//
//	items := func(yield func(imagekit.UploadItem) bool) {
//		for {
//			select {
//			case item := <-queue:
//				if !yield(item) {
//					putBack(item)
//					return
//				}
//			case <-ctx.Done():
//				return
//			}
//		}
//	}
//
// If the items panic, the loop does, once it has been told of the uploads that were under way.
func (c *Client) UploadAll(ctx context.Context, items iter.Seq[UploadItem], o UploadAllOptions) iter.Seq[UploadOutcome] {
	if o.Concurrency <= 0 {
		o.Concurrency = defaultConcurrency
	}
	return func(yield func(UploadOutcome) bool) {
		if o.Journal != nil {
			if err := o.Journal.acquire(); err != nil {
				yield(UploadOutcome{Err: err})
				return
			}
			defer o.Journal.release() // all uploads have ended by then
		}
		whole := ctx
		ctx, cancel := context.WithCancel(ctx)
		b := &bulkUpload{
			client: c, journal: o.Journal, keys: map[string]bool{},
			slots: make(chan struct{}, o.Concurrency), taken: make(chan struct{}), outcomes: make(chan UploadOutcome),
		}
		go b.take(ctx, items)
		go b.finish(ctx)
		left := b.tell(cancel, yield)
		b.passOn()
		if !left && whole.Err() != nil && !b.haveEnded() {
			yield(UploadOutcome{Err: fmt.Errorf("%w: %w", ErrIncomplete, endOf(whole))})
		}
	}
}

// bulkUpload is what the goroutines of one UploadAll share.
type bulkUpload struct {
	client  *Client
	journal *Journal
	keys    map[string]bool // of the items so far, if there is a journal
	slots   chan struct{}   // holds something for each upload, and for the item that is taken next
	taken   chan struct{}   // closed when the items have ended
	all     bool            // they came to their end by themselves, before ctx did. To be read when taken is closed.
	// how they ended, if not by returning: panics or exits likewise. To be read when taken is closed.
	ending   func()
	mu       sync.Mutex // of starting an upload, and of waiting for all
	running  sync.WaitGroup
	outcomes chan UploadOutcome // closed when there are no more
}

// take uploads items until there are no more, or ctx ends.
func (b *bulkUpload) take(ctx context.Context, items iter.Seq[UploadItem]) {
	defer close(b.taken)
	b.ending = runtime.Goexit
	defer func() {
		if p := recover(); p != nil {
			b.ending = func() { panic(p) }
		}
	}()
	if b.free(ctx) {
		for item := range items {
			if !b.start(ctx, item) {
				break // yield returns false for an item that is not taken, and for no other
			}
			_ = b.free(ctx) // if it fails, start does so next
		}
		b.all = ctx.Err() == nil
	}
	b.ending = nil
}

// free waits until one more upload can run, and reports whether it is to.
func (b *bulkUpload) free(ctx context.Context) bool {
	select {
	case b.slots <- struct{}{}:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// start begins to upload an item, unless ctx has ended.
func (b *bulkUpload) start(ctx context.Context, item UploadItem) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ctx.Err() != nil {
		return false
	}
	repeated := b.journal != nil && b.keys[item.Key] && item.Key != ""
	if b.journal != nil {
		b.keys[item.Key] = true
	}
	b.running.Go(func() {
		outcome := UploadOutcome{Item: item, Err: ErrDuplicateKey}
		if !repeated {
			outcome = b.upload(ctx, item)
		}
		b.outcomes <- outcome // without a look at ctx: what is done has to be told. Whoever leaves the loop reads on.
		<-b.slots
	})
	return true
}

// finish ends the outcomes after the last upload. It does not wait for items to be taken when ctx has ended: none of
// them starts any more.
func (b *bulkUpload) finish(ctx context.Context) {
	select {
	case <-b.taken:
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running.Wait()
	close(b.outcomes)
}

// tell yields the outcomes, and reports whether the loop was left. No upload is left running when it returns, not even
// if yield panics.
func (b *bulkUpload) tell(cancel context.CancelFunc, yield func(UploadOutcome) bool) (left bool) {
	defer func() {
		cancel()
		for range b.outcomes {
		}
	}()
	for outcome := range b.outcomes {
		if !yield(outcome) {
			return true
		}
	}
	return false
}

// haveEnded reports whether all items are taken.
func (b *bulkUpload) haveEnded() bool {
	select {
	case <-b.taken:
		return b.all
	default:
		return false
	}
}

// passOn ends the loop's goroutine as the items ended theirs, if they have.
func (b *bulkUpload) passOn() {
	select {
	case <-b.taken:
		if b.ending != nil {
			b.ending()
		}
	default:
	}
}

func (b *bulkUpload) upload(ctx context.Context, item UploadItem) UploadOutcome {
	outcome := UploadOutcome{Item: item}
	if b.journal == nil {
		planned := asPlanned(journalEntry{Name: uniqueName(item.Request.FileName)})
		outcome.Result, outcome.Err = b.client.Upload(ctx, item.Request, append(item.Options[:len(item.Options):len(item.Options)], planned)...)
		return outcome
	}
	entry, err := b.journal.begin(item)
	switch {
	case err != nil:
		outcome.Err = err
	case entry.FileID != "":
		outcome.Result, outcome.Skipped = &UploadResult{FileID: entry.FileID, FilePath: entry.FilePath}, true
	default:
		options := append(item.Options[:len(item.Options):len(item.Options)], asPlanned(entry))
		outcome.Result, outcome.Err = b.client.Upload(ctx, item.Request, options...)
	}
	if outcome.Err == nil && !outcome.Skipped {
		// The file is there, whatever becomes of the journal: both are told.
		outcome.Err = b.journal.done(item.Key, outcome.Result)
	}
	return outcome
}
