package imagekit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"path"
	"runtime"
	"slices"
	"sync"

	"github.com/openimagekit/imagekit/internal/names"
	"github.com/openimagekit/imagekit/internal/text"
)

// UploadItem is one upload of [Client.UploadAll].
type UploadItem struct {
	// Key is the upload key of the item ([WithUploadKey]). Items that have the same folder and file name need different
	// keys, and the key must be the same in every run: for example the path of the file relative to the uploaded
	// folder. If Key is empty, the client derives a key from the content; see [Client.UploadAll].
	Key     string
	Request UploadRequest   // what to upload
	Options []RequestOption // for the upload of this item; WithUploadKey is not allowed
}

// UploadOutcome is the result of uploading one item. An outcome whose Err is [ErrIncomplete] concerns the whole run,
// and its Item is empty.
type UploadOutcome struct {
	Item   UploadItem    // as it was in the sequence
	Result *UploadResult // nil if the upload failed
	// Err is the reason why the upload failed, nil if it succeeded. With a journal, Err can also be the reason why a
	// successful upload could not be recorded; Result is then set, and the next run sends the item again, and finds its
	// file.
	Err error
	// Skipped is true if nothing was sent, because the journal lists the item as uploaded. Result then contains only
	// FileID and FilePath.
	Skipped bool
}

// UploadAllOptions configures [Client.UploadAll]. The zero value uses the defaults.
type UploadAllOptions struct {
	Concurrency int      // maximum number of uploads at the same time; 32 if it is 0 or less
	Journal     *Journal // records the uploaded items, which the next run skips; may be nil
}

const defaultConcurrency = 32

// ErrIncomplete is the error of the last outcome of [Client.UploadAll] if its context ended before all items were
// uploaded.
var ErrIncomplete = errors.New("imagekit: there may be items left that are not uploaded")

// ErrDuplicateKey is the error of an item of [Client.UploadAll] that has the folder, the file name and the key of an
// earlier item of the same run. Only the first of them is uploaded.
var ErrDuplicateKey = errors.New("imagekit: another item of this run has the same folder, file name and key")

// UploadAll uploads all items, several at the same time, and yields the outcome of each as soon as it is known, in no
// particular order. An item that fails does not stop the others.
//
//	for outcome := range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}) {
//		if outcome.Err != nil {
//			log.Println(outcome.Item.Request.FileName, outcome.Err)
//		}
//	}
//
// Items are taken from the sequence only as fast as they are uploaded, and uploads wait while the body of the loop
// runs. So at most o.Concurrency items and outcomes are in memory at a time, and a hash of each item with a Key so far.
//
// Each item is uploaded with a key; [WithUploadKey] describes the rules and errors. If the Key of the item is empty,
// the key is "sha256:" and the SHA-256, in lower-case hexadecimal, of what is sent as the file: its content, or the
// text of a URL, base64 or a data URI. So the same call can be made again at any time, on any machine, even while
// another one runs: every item is stored once. An item without Key whose content has changed is another upload. To
// derive a key, the client reads the file an additional time; for a reader that cannot be rewound, Key is required.
//
// An item at a path that the caller chooses (UseUniqueFileName false) is uploaded without a key; only a Journal uses
// its key. Repeating the upload creates another version of the file, or fails if OverwriteFile is false.
//
// When ctx ends, no more items are taken, and the uploads that are running fail; their outcomes are still yielded. If
// there may be items left, the last outcome has no item, and its error wraps [ErrIncomplete] and the error of ctx. If
// the same call is made again, it uploads the items that are left; with a [Journal], it does not send the other items.
// Breaking out of the loop cancels the uploads that are still running.
//
// The sequence of items runs in a separate goroutine, for which the loop does not wait when it ends. So the sequence
// should return when ctx ends, and a caller that breaks out of the loop should cancel ctx. When the yield function of
// the sequence returns false, its item was not taken, and has no outcome.
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
// If the sequence panics, the loop panics with the same value after it has yielded the outcomes of the running uploads.
func (c *Client) UploadAll(
	ctx context.Context, items iter.Seq[UploadItem], o UploadAllOptions,
) iter.Seq[UploadOutcome] {
	if o.Concurrency <= 0 {
		o.Concurrency = defaultConcurrency
	}
	return func(yield func(UploadOutcome) bool) {
		run := &uploadRun{
			client: c, journal: o.Journal, seen: map[[sha256.Size]byte]bool{},
			slots:      make(chan struct{}, o.Concurrency),
			itemsEnded: make(chan struct{}), outcomes: make(chan UploadOutcome),
		}
		run.yieldAll(ctx, items, yield)
	}
}

// uploadRun is the state that the goroutines of one UploadAll share.
type uploadRun struct {
	client  *Client
	journal *Journal
	seen    map[[sha256.Size]byte]bool // hashes of path and key of the items so far that have a Key
	// slots has an element for each running upload, and one for the item that is taken next
	slots chan struct{}

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
				break // yield returns false only for an item that is not taken
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
	isDuplicate := r.isDuplicate(item)
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

// isDuplicate reports whether an item has the path and the key of an earlier one. An item without Key is never a
// duplicate, because its key is derived later, and equal derived keys mean equal uploads.
func (r *uploadRun) isDuplicate(item UploadItem) bool {
	if item.Key == "" {
		return false
	}
	hash := sha256.Sum256([]byte(item.path(item.Key) + "\x00" + item.Key))
	isDuplicate := r.seen[hash]
	r.seen[hash] = true
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

// yieldOutcomes yields the outcomes, and reports whether the loop received all of them. When it returns or panics, all
// uploads have ended.
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

// itemsResult returns how the sequence of items ended: whether all items were taken, and a function that repeats its
// panic or Goexit. It does not wait for a sequence that still runs.
func (r *uploadRun) itemsResult() (complete bool, exit func()) {
	select {
	case <-r.itemsEnded:
		return r.itemsComplete, r.itemsExit
	default:
		return false, nil
	}
}

// upload uploads one item, unless the journal lists it.
func (r *uploadRun) upload(ctx context.Context, item UploadItem) UploadOutcome {
	outcome := UploadOutcome{Item: item}
	key, err := r.uploadKey(ctx, item)
	if err != nil {
		outcome.Err = err
		return outcome
	}
	storedPath := item.path(key)
	if entry, isDone, err := r.journal.find(key, storedPath); err != nil || isDone {
		outcome.Err, outcome.Skipped = err, isDone
		if isDone {
			outcome.Result = &UploadResult{FileID: entry.FileID, FilePath: entry.FilePath}
		}
		return outcome
	}
	options := item.Options
	if !item.hasOwnPath() {
		options = append(slices.Clip(options), WithUploadKey(key))
	}
	outcome.Result, outcome.Err = r.client.Upload(ctx, item.Request, options...)
	if outcome.Err == nil {
		outcome.Err = r.journal.add(key, storedPath, outcome.Result)
	}
	return outcome
}

// hasOwnPath reports whether the caller chooses the path of the file.
func (i UploadItem) hasOwnPath() bool {
	return i.Request.UseUniqueFileName != nil && !*i.Request.UseUniqueFileName
}

// uploadKey returns the key of an item, or derives one. It is empty if the item does not need one.
func (r *uploadRun) uploadKey(ctx context.Context, item UploadItem) (string, error) {
	var options requestOptions
	for _, option := range item.Options {
		option(&options)
	}
	source := item.Request.File.source
	switch {
	case options.uploadKey != "":
		return "", &ArgumentError{"uploadAll", "WithUploadKey", "cannot be an option of an item: set its Key"}
	case item.Key != "":
		if reason := badUploadKey(item.Key); reason != "" {
			return "", &ArgumentError{"uploadAll", "key", reason}
		}
		return item.Key, nil
	case source.Check() != nil, // the upload refuses the source
		item.hasOwnPath() && r.journal == nil: // only a journal would use the key
		return "", nil
	case !source.Rewindable():
		return "", &ArgumentError{"uploadAll", "key", "is required for a file that cannot be read twice"}
	}
	hash, err := source.Hash(ctx)
	if err != nil && ctx.Err() != nil {
		err = endOf(ctx)
	}
	if err != nil {
		return "", fmt.Errorf("imagekit: uploadAll: derive the key of %v: %w", source, err)
	}
	return "sha256:" + hex.EncodeToString(hash[:]), nil
}

// path returns the path at which the service stores the item.
func (i UploadItem) path(key string) string {
	folder := ""
	if i.Request.Folder != nil {
		folder = *i.Request.Folder
	}
	name := names.File(i.Request.FileName)
	if !i.hasOwnPath() {
		name = KeyedFileName(i.Request.FileName, key)
	}
	return path.Join(names.Folder(folder), name)
}

// Format implements [fmt.Formatter]: for every verb it prints the key and the request, without credentials and options.
func (i UploadItem) Format(state fmt.State, _ rune) {
	fmt.Fprintf(state, "{Key:%q Request:%+v}", i.Key, i.Request)
}

// LogValue implements [slog.LogValuer]: it logs the key and the request, without credentials and options.
func (i UploadItem) LogValue() slog.Value {
	return slog.GroupValue(slog.String("key", i.Key), slog.Any("request", i.Request))
}

// Format implements [fmt.Formatter]: for every verb it prints the key and the file name of the item, the id of its
// file, whether it was skipped, and the error.
func (o UploadOutcome) Format(state fmt.State, _ rune) {
	fileID := ""
	if o.Result != nil {
		fileID = o.Result.FileID
	}
	fmt.Fprintf(state, "{Key:%q FileName:%q FileID:%q Skipped:%v Err:%v}", o.Item.Key, o.Item.Request.FileName, fileID,
		o.Skipped, o.Err)
}

// LogValue implements [slog.LogValuer]: it logs the key and the file name of the item, and the id of its file and the
// error if there are any.
func (o UploadOutcome) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("key", o.Item.Key), slog.String("fileName", o.Item.Request.FileName)}
	if o.Result != nil {
		attrs = append(attrs, slog.String("fileId", o.Result.FileID))
	}
	if o.Err != nil {
		attrs = append(attrs, slog.String("error", text.Line(o.Err.Error())))
	}
	return slog.GroupValue(attrs...)
}
