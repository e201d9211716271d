package faults_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"strings"
	"sync"

	"github.com/openimagekit/imagekit"
)

// bulkRun is one call of UploadAll, as by a separate process.
type bulkRun struct {
	*soakBulk
	client      *imagekit.Client
	journal     *imagekit.Journal // nil for none
	recorded    map[string]bool   // items that are in the journal before the run
	concurrency int
	items       []imagekit.UploadItem
	cleanUp     []func()

	ctx   context.Context
	trace *callTrace
	leave int // number of the outcome after which the loop is left; 0 for none

	isLeft, isEnded bool // the loop was left; the run has returned ErrIncomplete
	mu              sync.Mutex
	offered         map[string]bool // items that were yielded; true if yield has returned true
	told            map[string]int  // number of outcomes by item
	failed          []*bulkItem     // items that were not stored, according to their errors
}

// newRun makes a run that may be interrupted.
func (b *soakBulk) newRun() *bulkRun {
	r := &bulkRun{
		soakBulk: b, client: []*imagekit.Client{b.serverNamed, b.clientNamed}[b.random.IntN(2)],
		concurrency: 1 + b.random.IntN(8),
		offered:     map[string]bool{}, told: map[string]int{},
	}
	ctx, cancel := context.WithCancel(b.t.Context())
	r.ctx, r.trace = ctx, &callTrace{endpoint: b.endpoint}
	items, remove := b.requests()
	r.items, r.cleanUp = items, []func(){cancel, remove}
	b.count("upload all", r.interrupt(cancel))
	if b.random.IntN(3) == 0 {
		b.count("upload all", "without a journal")
		return r
	}
	if journal := b.openJournal(); journal != nil {
		r.use(journal)
		r.cleanUp = append(r.cleanUp, func() { b.fail(journal.Close()) })
	}
	return r
}

// use makes the run use a journal.
func (r *bulkRun) use(journal *imagekit.Journal) {
	r.journal, r.recorded = journal, maps.Clone(r.soakBulk.recorded)
}

// interrupt randomly chooses how the run is interrupted: the context or the process ends at a request, or the loop is
// left after an outcome. Damage to the journal at a request does not end the run. The run may be complete before that.
func (r *bulkRun) interrupt(cancel context.CancelFunc) (how string) {
	at := 1 + r.random.IntN(2*len(r.items))
	kind, damage := r.random.IntN(5), r.newDamage()
	if r.runs > maxInterruptions {
		return "not interrupted"
	}
	switch kind {
	case 0:
		r.trace.ends, r.trace.end = int64(at), cancel
		return "cancelled"
	case 1:
		r.trace.ends, r.trace.end = int64(at), func() {
			r.trace.crashed.Store(true)
			cancel()
		}
		return "crashed"
	case 2:
		r.leave = at
		return "left"
	case 3:
		r.trace.ends, r.trace.end = int64(at), func() { r.damage(damage) }
		return "damaged"
	}
	return "not interrupted"
}

// uploadAll calls UploadAll and records the outcomes.
func (r *bulkRun) uploadAll() {
	options := imagekit.UploadAllOptions{Journal: r.journal, Concurrency: r.concurrency}
	for o := range r.client.UploadAll(r.trace.context(r.ctx), r.offer(), options) {
		if errors.Is(o.Err, imagekit.ErrIncomplete) {
			r.isEnded = true
			continue
		}
		r.record(o)
		if r.leave--; r.leave == 0 {
			r.isLeft = true
			break
		}
	}
	r.assertFinished(r.trace)
}

// offer yields the items, and records which were yielded.
func (r *bulkRun) offer() iter.Seq[imagekit.UploadItem] {
	return func(yield func(imagekit.UploadItem) bool) {
		for _, item := range r.items {
			r.note(itemName(item), false)
			if !yield(item) {
				return
			}
			r.note(itemName(item), true)
		}
	}
}

func (r *bulkRun) note(name string, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.offered[name] = more
}

func itemName(item imagekit.UploadItem) string {
	return strings.TrimSuffix(item.Request.FileName, ".bin")
}

// record records an outcome. It is ignored if the process has ended.
func (r *bulkRun) record(o imagekit.UploadOutcome) {
	r.learned.Lock()
	defer r.learned.Unlock()
	name := itemName(o.Item)
	r.told[name]++
	item := r.soakBulk.items[name]
	switch {
	case (o.Err == nil) == (o.Result == nil):
		r.t.Errorf("%s: an outcome has a result and an error, or neither: %+v", name, o)
	case r.trace.crashed.Load():
	case errors.Is(o.Err, imagekit.ErrConflict), errors.Is(o.Err, imagekit.ErrDuplicateKey):
		r.t.Errorf("%s: no other file has this key: %v", name, o.Err)
	case o.Err != nil:
		item.err = o.Err
		if !errors.Is(o.Err, imagekit.ErrUploadOutcomeUnknown) && !item.begun {
			r.failed = append(r.failed, item)
		}
	case r.recorded[name] && !o.Skipped:
		r.t.Errorf("%s, run %d: it is in the journal, but was not skipped", name, r.runs)
	case item.certain && !item.known && item.fileID != o.Result.FileID:
		r.t.Errorf("%s is the file %s, but was %s in another run", name, o.Result.FileID, item.fileID)
	default:
		item.certain, item.fileID, item.path = true, o.Result.FileID, o.Result.FilePath
		r.soakBulk.recorded[name] = r.soakBulk.recorded[name] || r.journal != nil
		r.count("upload all", map[bool]string{true: "item skipped", false: "item done"}[o.Skipped])
	}
}

// end checks the outcomes of the run, and the stored files.
func (r *bulkRun) end(isAlone bool) {
	mayEnd := r.ctx.Err() != nil && !r.isLeft
	if r.isEnded && !mayEnd || !r.isEnded && mayEnd && len(r.told) < len(r.items) {
		r.t.Errorf("ErrIncomplete returned: %v, loop left: %v, context: %v", r.isEnded, r.isLeft, r.ctx.Err())
	}
	r.checkTold(r.ctx.Err() == nil && !r.isLeft)
	if isAlone {
		r.checkFailed()
	}
	for _, cleanUp := range r.cleanUp {
		cleanUp()
	}
}

// checkTold checks that each item that UploadAll has taken has exactly one outcome, or none if the loop was left. A
// complete run takes all items.
func (r *bulkRun) checkTold(isComplete bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, item := range r.soakBulk.items {
		more, offered := r.offered[name]
		switch n := r.told[name]; {
		case n > 1, n > 0 && !offered, isComplete && n != 1, more && n == 0 && !r.isLeft:
			r.t.Errorf("%s, run %d: %d outcomes; offered %v, accepted %v", name, r.runs, n, offered, more)
		}
		item.begun = item.begun || offered
	}
}

// checkFailed checks that items which were not stored according to their errors are not stored.
func (r *bulkRun) checkFailed() {
	if len(r.failed) == 0 {
		return
	}
	there := r.stored()
	for _, item := range r.failed {
		if files := there[r.stem(item)]; len(files) > 0 {
			r.t.Errorf("%s is stored, although its upload failed: %v", item.name, files)
		}
	}
}
