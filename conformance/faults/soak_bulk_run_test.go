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

// bulkRun is one call of UploadAll. It simulates a separate process.
type bulkRun struct {
	*soakBulk
	client      *imagekit.Client
	journal     *imagekit.Journal // nil for none
	inJournal   map[string]bool   // items that are in the journal before the run
	concurrency int
	items       []imagekit.UploadItem
	cleanUp     []func()

	ctx        context.Context
	trace      *callTrace
	breakAfter int // number of outcomes after which the loop ends; 0 for never

	hasStopped, isIncomplete bool // breakAfter was reached; an outcome had ErrIncomplete
	mu                       sync.Mutex
	yielded                  map[string]bool // items that were yielded; the value is the result of yield
	outcomeCounts            map[string]int  // number of outcomes by item
	failed                   []*bulkItem     // items whose errors imply that they were not stored
}

// newRun returns a run, which may be interrupted and may have a journal.
func (b *soakBulk) newRun() *bulkRun {
	r := &bulkRun{
		soakBulk: b, client: []*imagekit.Client{b.serverNamed, b.clientNamed}[b.random.IntN(2)],
		concurrency: 1 + b.random.IntN(8),
		yielded:     map[string]bool{}, outcomeCounts: map[string]int{},
	}
	ctx, cancel := context.WithCancel(b.t.Context())
	r.ctx, r.trace = ctx, &callTrace{endpoint: b.endpoint}
	items, remove := b.newItems()
	r.items, r.cleanUp = items, []func(){cancel, remove}
	b.count("upload all", r.setInterruption(cancel))
	if b.random.IntN(3) == 0 {
		b.count("upload all", "without a journal")
		return r
	}
	if journal := b.openJournal(); journal != nil {
		r.useJournal(journal)
		r.cleanUp = append(r.cleanUp, func() { b.noError(journal.Close()) })
	}
	return r
}

// useJournal makes the run use a journal.
func (r *bulkRun) useJournal(journal *imagekit.Journal) {
	r.journal, r.inJournal = journal, maps.Clone(r.soakBulk.inJournal)
}

// setInterruption randomly chooses an event that interrupts the run, and returns its name: at a request, the context
// ends, the process ends, or the journal is damaged; or the loop ends after an outcome. The run may be complete before
// that.
func (r *bulkRun) setInterruption(cancel context.CancelFunc) (how string) {
	at := 1 + r.random.IntN(2*len(r.items))
	kind, damage := r.random.IntN(5), r.newDamage()
	if r.runs > maxInterruptions {
		return "not interrupted"
	}
	switch kind {
	case 0:
		r.trace.interruptAt, r.trace.interrupt = int64(at), cancel
		return "cancelled"
	case 1:
		r.trace.interruptAt, r.trace.interrupt = int64(at), func() {
			r.trace.isCrashed.Store(true)
			cancel()
		}
		return "crashed"
	case 2:
		r.breakAfter = at
		return "loop ended"
	case 3:
		r.trace.interruptAt, r.trace.interrupt = int64(at), func() { r.damageJournal(damage) }
		return "damaged"
	}
	return "not interrupted"
}

// uploadAll calls UploadAll and records the outcomes.
func (r *bulkRun) uploadAll() {
	options := imagekit.UploadAllOptions{Journal: r.journal, Concurrency: r.concurrency}
	for o := range r.client.UploadAll(r.trace.withTrace(r.ctx), r.yieldItems(), options) {
		if errors.Is(o.Err, imagekit.ErrIncomplete) {
			r.isIncomplete = true
			continue
		}
		r.record(o)
		if r.breakAfter--; r.breakAfter == 0 {
			r.hasStopped = true
			break
		}
	}
	r.assertFinished(r.trace)
}

// yieldItems returns the items, and records which of them were yielded.
func (r *bulkRun) yieldItems() iter.Seq[imagekit.UploadItem] {
	return func(yield func(imagekit.UploadItem) bool) {
		for _, item := range r.items {
			r.recordYield(itemName(item), false)
			if !yield(item) {
				return
			}
			r.recordYield(itemName(item), true)
		}
	}
}

func (r *bulkRun) recordYield(name string, result bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.yielded[name] = result
}

func itemName(item imagekit.UploadItem) string {
	return strings.TrimSuffix(item.Request.FileName, ".bin")
}

// record checks and records an outcome. It ignores the outcome if the process has ended.
func (r *bulkRun) record(o imagekit.UploadOutcome) {
	r.bulkMu.Lock()
	defer r.bulkMu.Unlock()
	name := itemName(o.Item)
	r.outcomeCounts[name]++
	item := r.soakBulk.items[name]
	switch {
	case (o.Err == nil) == (o.Result == nil):
		r.t.Errorf("%s: an outcome has a result and an error, or neither: %+v", name, o)
	case r.trace.isCrashed.Load():
	case errors.Is(o.Err, imagekit.ErrConflict), errors.Is(o.Err, imagekit.ErrDuplicateKey):
		r.t.Errorf("%s: conflict, although no other file has this key: %v", name, o.Err)
	case o.Err != nil:
		item.err = o.Err
		if !errors.Is(o.Err, imagekit.ErrUploadOutcomeUnknown) && !item.isStarted {
			r.failed = append(r.failed, item)
		}
	case r.inJournal[name] && !o.Skipped:
		r.t.Errorf("%s, run %d: the item is in the journal, but was not skipped", name, r.runs)
	case item.isStored && !item.callerNamed && item.fileID != o.Result.FileID:
		r.t.Errorf("%s is the file %s, but was %s in another run", name, o.Result.FileID, item.fileID)
	default:
		item.isStored, item.fileID, item.path = true, o.Result.FileID, o.Result.FilePath
		r.soakBulk.inJournal[name] = r.soakBulk.inJournal[name] || r.journal != nil
		r.count("upload all", map[bool]string{true: "item skipped", false: "item done"}[o.Skipped])
	}
}

// check checks the outcomes of the run, and the stored files if no other run was active.
func (r *bulkRun) check(isAlone bool) {
	mayEnd := r.ctx.Err() != nil && !r.hasStopped
	if r.isIncomplete && !mayEnd || !r.isIncomplete && mayEnd && len(r.outcomeCounts) < len(r.items) {
		r.t.Errorf("ErrIncomplete returned: %v, loop ended early: %v, context: %v",
			r.isIncomplete, r.hasStopped, r.ctx.Err())
	}
	r.checkOutcomeCounts(r.ctx.Err() == nil && !r.hasStopped)
	if isAlone {
		r.checkFailed()
	}
	for _, cleanUp := range r.cleanUp {
		cleanUp()
	}
}

// checkOutcomeCounts checks that each item that UploadAll has received has one outcome, or at most one if the loop
// ended early. A complete run must have one outcome for every item.
func (r *bulkRun) checkOutcomeCounts(isComplete bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, item := range r.soakBulk.items {
		result, isYielded := r.yielded[name]
		switch n := r.outcomeCounts[name]; {
		case n > 1, n > 0 && !isYielded, isComplete && n != 1, result && n == 0 && !r.hasStopped:
			r.t.Errorf("%s, run %d: %d outcomes; yielded %v, yield returned %v", name, r.runs, n, isYielded, result)
		}
		item.isStarted = item.isStarted || isYielded
	}
}

// checkFailed checks that no item is stored whose error implies that it was not.
func (r *bulkRun) checkFailed() {
	if len(r.failed) == 0 {
		return
	}
	stored := r.stored()
	for _, item := range r.failed {
		if files := stored[r.stem(item)]; len(files) > 0 {
			r.t.Errorf("%s is stored, although its upload failed: %v", item.name, files)
		}
	}
}
