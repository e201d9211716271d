package faults_test

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/openimagekit/imagekit"
)

// bulkRun is what one call of UploadAll takes and tells.
type bulkRun struct {
	*soakBulk
	mu      sync.Mutex
	offered map[string]bool // the items that were asked for, true for those after which more were wanted
	told    map[string]int  // how many outcomes there are
	failed  []*bulkItem     // for certain, as far as their errors say
}

// offer yields the items, and remembers which.
func (r *bulkRun) offer(items []imagekit.UploadItem) iter.Seq[imagekit.UploadItem] {
	return func(yield func(imagekit.UploadItem) bool) {
		for _, item := range items {
			r.note(item.Key, false)
			if !yield(item) {
				return
			}
			r.note(item.Key, true)
		}
	}
}

func (r *bulkRun) note(key string, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.offered[key] = more
}

// learn takes in an outcome. If the process has ended, nobody learns it.
func (r *bulkRun) learn(o imagekit.UploadOutcome) {
	r.told[o.Item.Key]++
	item := r.items[slices.IndexFunc(r.items, func(i *bulkItem) bool { return i.key == o.Item.Key })]
	switch {
	case (o.Err == nil) == (o.Result == nil):
		r.t.Errorf("%s: an outcome has a result and an error, or neither: %+v", item.key, o)
	case o.Skipped && !item.begun:
		r.t.Errorf("%s is taken for uploaded, and never was", item.key)
	case r.trace.crashed.Load():
	case item.begun && item.overwrite != nil && isTaken(o.Err):
		item.certain = true // an earlier run has uploaded it: nobody else does. The client does not claim to know that.
	case o.Err != nil:
		item.err = o.Err
		if !errors.Is(o.Err, imagekit.ErrUploadOutcomeUnknown) && !item.begun {
			r.failed = append(r.failed, item)
		}
	case item.certain && !item.known && item.fileID != o.Result.FileID:
		r.t.Errorf("%s is %s, and was %s in an earlier run", item.key, o.Result.FileID, item.fileID)
	default:
		if item.certain && !o.Skipped {
			r.again++
		}
		item.certain, item.fileID, item.path = true, o.Result.FileID, o.Result.FilePath
	}
}

// isTaken reports whether the service refuses an upload because there is a file at its path, which is not to be
// overwritten.
func isTaken(err error) bool {
	failed, ok := errors.AsType[*imagekit.Error](err)
	return ok && strings.Contains(failed.Message, "already exists")
}

// check looks whether each item that was taken has exactly one outcome, and whether what has failed is not there. A run
// that goes on to its end takes all items; one that is left does not tell of all.
func (r *bulkRun) check(toItsEnd, isLeft bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, item := range r.items {
		more, offered := r.offered[item.key]
		switch n := r.told[item.key]; {
		case n > 1, n > 0 && !offered, toItsEnd && n != 1, more && n == 0 && !isLeft:
			r.t.Errorf("%s, run %d: %d outcomes; offered %v, accepted %v", item.key, r.runs, n, offered, more)
		}
		item.begun = item.begun || offered
	}
	if r.again > r.torn {
		r.t.Errorf("%s, run %d: %d items are uploaded again, or looked for, that the journal ought to have", r.name,
			r.runs, r.again)
	}
	if len(r.failed) == 0 {
		return
	}
	there := r.stored()
	for _, item := range r.failed {
		if files := there[r.stem(item)]; len(files) > 0 {
			r.t.Errorf("%s has failed, and is there: %v", item.key, files)
		}
	}
}
