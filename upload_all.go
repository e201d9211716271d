package imagekit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"runtime"
	"slices"
	"sync"

	"github.com/openimagekit/imagekit/internal/journal"
	"github.com/openimagekit/imagekit/internal/text"
)

// UploadItem is one upload of [Client.UploadAll].
type UploadItem struct {
	// Key names the item in its outcome and in the [Journal]. With a journal, it is required: UTF-8 of at most 4096
	// bytes, different from the keys of the other items, and the same in every run. The path of a local file is a good
	// key.
	Key     string
	Request UploadRequest   // what to upload
	Options []RequestOption // for the upload of this item
}

// UploadOutcome is the result of uploading one item. An outcome whose Err is [ErrIncomplete] or [ErrJournalInUse] is
// about the whole run, and its Item is empty.
type UploadOutcome struct {
	Item   UploadItem    // as it was in the sequence
	Result *UploadResult // nil if the upload failed
	// Err is nil, or why the upload failed. With a journal, it can also be why a successful upload could not be
	// recorded; then Result is set too.
	Err error
	// Skipped reports that the item was uploaded in an earlier run, according to the journal, and that nothing was
	// sent. Result then contains FileID and FilePath only.
	Skipped bool
}

// UploadAllOptions configures [Client.UploadAll]. The zero value uses the defaults.
type UploadAllOptions struct {
	Concurrency int      // maximum number of uploads at the same time; 32 if it is 0 or less
	Journal     *Journal // records what is uploaded, so that an interrupted run can be resumed; nil for none
}

const defaultConcurrency = 32

// ErrIncomplete is the error of the last outcome of [Client.UploadAll] if its context ended before all items were
// uploaded.
var ErrIncomplete = errors.New("imagekit: there may be items left that are not uploaded")

// ErrDuplicateKey is the error of an item whose key an earlier item of the same run has, if there is a [Journal]. Only
// the first of them is uploaded.
var ErrDuplicateKey = errors.New("imagekit: another item of this run has the same key")

// UploadAll uploads all items, several at the same time, and yields the outcome of each as soon as it is known, in no
// particular order. An item that fails does not stop the others.
//
//	for outcome := range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}) {
//		if outcome.Err != nil {
//			log.Print(outcome.Item.Key, ": ", outcome.Err)
//		}
//	}
//
// Items are taken from the sequence only as fast as they are uploaded, and uploads wait while the body of the loop
// runs. So only o.Concurrency items and outcomes are in memory at a time; with a journal, all keys are.
//
// Items with a unique name (UseUniqueFileName nil or true) are uploaded as described at [WithRepeatableUploads]: the
// client recovers from failures where possible, and stores no item twice. An item at a path that the caller chooses
// (UseUniqueFileName false) can at worst become a second version of the same file.
//
// When ctx ends, no more items are taken, and the uploads that are running fail; their outcomes are still yielded. If
// there may be items left, the last outcome has no item, and its error is [ErrIncomplete] and the error of ctx. With a
// [Journal], the same call made again continues where this one stopped. Breaking out of the loop cancels the uploads
// that are still running.
//
// The sequence of items runs in a goroutine of its own. The loop does not wait for it when it ends: the sequence should
// return when ctx ends, and a caller that breaks out of the loop should end ctx. The sequence's yield returns false for
// an item that is not taken; such an item has no outcome.
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
// If the sequence panics, the loop panics with the same value after the outcomes of the running uploads.
func (c *Client) UploadAll(
	ctx context.Context, items iter.Seq[UploadItem], o UploadAllOptions,
) iter.Seq[UploadOutcome] {
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
		run := &uploadRun{
			client: c, journal: o.Journal, keys: map[string]bool{}, slots: make(chan struct{}, o.Concurrency),
			itemsEnded: make(chan struct{}), outcomes: make(chan UploadOutcome),
		}
		run.yieldAll(ctx, items, yield)
	}
}

// uploadRun is the state that the goroutines of one UploadAll share.
type uploadRun struct {
	client  *Client
	journal *Journal
	keys    map[string]bool // of the items so far, if there is a journal
	slots   chan struct{}   // has an element for each running upload, and one for the item that is taken next

	itemsEnded    chan struct{} // closed when the sequence of items has ended, which makes the next two fields readable
	itemsComplete bool          // the sequence ended by itself, before the context did
	itemsExit     func()        // ends a goroutine as the sequence did, by a panic or by Goexit; nil if it returned

	mu       sync.Mutex // guards starting an upload against waiting for all of them
	uploads  sync.WaitGroup
	outcomes chan UploadOutcome // closed after the last outcome
}

// yieldAll runs the uploads and yields their outcomes.
func (r *uploadRun) yieldAll(parent context.Context, items iter.Seq[UploadItem], yield func(UploadOutcome) bool) {
	ctx, cancel := context.WithCancel(parent)
	go r.takeItems(ctx, items)
	go r.closeOutcomes(ctx)
	finished := r.yieldOutcomes(cancel, yield)
	complete, exit := r.itemsResult()
	if exit != nil {
		exit()
	}
	if finished && parent.Err() != nil && !complete {
		yield(UploadOutcome{Err: fmt.Errorf("%w: %w", ErrIncomplete, endOf(parent))})
	}
}

// takeItems starts uploads until there are no more items or ctx ends.
func (r *uploadRun) takeItems(ctx context.Context, items iter.Seq[UploadItem]) {
	defer close(r.itemsEnded)
	r.itemsExit = runtime.Goexit // unless it turns out to be a panic or a return
	defer func() {
		if p := recover(); p != nil {
			r.itemsExit = func() { panic(p) }
		}
	}()
	if r.acquireSlot(ctx) {
		for item := range items {
			if !r.startUpload(ctx, item) {
				break // yield returns false for an item that is not taken, and for no other
			}
			_ = r.acquireSlot(ctx) // if it fails, the next startUpload does too
		}
		r.itemsComplete = ctx.Err() == nil
	}
	r.itemsExit = nil
}

// acquireSlot waits until another upload can run. It returns false if ctx ends first.
func (r *uploadRun) acquireSlot(ctx context.Context) bool {
	select {
	case r.slots <- struct{}{}:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// startUpload starts to upload an item. It returns false if ctx has ended.
func (r *uploadRun) startUpload(ctx context.Context, item UploadItem) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ctx.Err() != nil {
		return false
	}
	isDuplicate := r.isDuplicate(item.Key)
	r.uploads.Go(func() {
		outcome := UploadOutcome{Item: item, Err: ErrDuplicateKey}
		if !isDuplicate {
			outcome = r.upload(ctx, item)
		}
		r.outcomes <- outcome // even if ctx has ended: yieldOutcomes receives until the channel is closed
		<-r.slots
	})
	return true
}

// isDuplicate reports whether a journal could not tell an item from an earlier one.
func (r *uploadRun) isDuplicate(key string) bool {
	if r.journal == nil || key == "" { // an empty key has an error of its own
		return false
	}
	isDuplicate := r.keys[key]
	r.keys[key] = true
	return isDuplicate
}

// closeOutcomes closes the channel of outcomes after the last upload. When ctx has ended it does not wait for the
// sequence of items, because no upload starts any more.
func (r *uploadRun) closeOutcomes(ctx context.Context) {
	select {
	case <-r.itemsEnded:
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.uploads.Wait()
	close(r.outcomes)
}

// yieldOutcomes yields the outcomes, and reports whether the loop received all of them. No upload runs any more when it
// returns or panics.
func (r *uploadRun) yieldOutcomes(cancel context.CancelFunc, yield func(UploadOutcome) bool) (finished bool) {
	defer func() {
		cancel()
		for range r.outcomes {
		}
	}()
	for outcome := range r.outcomes {
		if !yield(outcome) {
			return false
		}
	}
	return true
}

// itemsResult returns how the sequence of items ended: whether it was complete, and its panic or Goexit. It does not
// wait for a sequence that still runs.
func (r *uploadRun) itemsResult() (complete bool, exit func()) {
	select {
	case <-r.itemsEnded:
		return r.itemsComplete, r.itemsExit
	default:
		return false, nil
	}
}

// upload uploads one item, unless the journal says that an earlier run did.
func (r *uploadRun) upload(ctx context.Context, item UploadItem) UploadOutcome {
	entry := journalEntry{Entry: journal.Entry{Name: uniqueName(item.Request.FileName)}}
	if r.journal != nil {
		var err error
		if entry, err = r.journal.begin(item); err != nil {
			return UploadOutcome{Item: item, Err: err}
		}
	}
	if entry.FileID != "" {
		result := &UploadResult{FileID: entry.FileID, FilePath: entry.FilePath}
		return UploadOutcome{Item: item, Result: result, Skipped: true}
	}
	options := append(slices.Clip(item.Options), uploadAs(entry))
	result, err := r.client.Upload(ctx, item.Request, options...)
	if err == nil && r.journal != nil {
		err = r.journal.finish(entry, result)
	}
	return UploadOutcome{Item: item, Result: result, Err: err}
}

// Format implements [fmt.Formatter]: for every verb it prints the key and the request, without credentials and options.
func (i UploadItem) Format(state fmt.State, _ rune) {
	fmt.Fprintf(state, "{Key:%q Request:%+v}", i.Key, i.Request)
}

// LogValue implements [slog.LogValuer]: it logs the key and the request, without credentials and options.
func (i UploadItem) LogValue() slog.Value {
	return slog.GroupValue(slog.String("key", i.Key), slog.Any("request", i.Request))
}

// Format implements [fmt.Formatter]: for every verb it prints the key of the item, the id of its file, whether it was
// skipped, and the error.
func (o UploadOutcome) Format(state fmt.State, _ rune) {
	fileID := ""
	if o.Result != nil {
		fileID = o.Result.FileID
	}
	fmt.Fprintf(state, "{Key:%q FileID:%q Skipped:%v Err:%v}", o.Item.Key, fileID, o.Skipped, o.Err)
}

// LogValue implements [slog.LogValuer]: it logs the key of the item, and the id of its file and the error if there are
// any.
func (o UploadOutcome) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("key", o.Item.Key)}
	if o.Result != nil {
		attrs = append(attrs, slog.String("fileId", o.Result.FileID))
	}
	if o.Err != nil {
		attrs = append(attrs, slog.String("error", text.Line(o.Err.Error())))
	}
	return slog.GroupValue(attrs...)
}
