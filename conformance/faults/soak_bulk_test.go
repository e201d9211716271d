package faults_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/openimagekit/imagekit"
)

const (
	maxBulk          = 25 // maximum number of files of a bulk
	maxInterruptions = 6  // maximum number of runs that are interrupted
	maxRuns          = 100
)

// soakBulk has items that UploadAll uploads, in as many runs as necessary. Sometimes two runs are active at the same
// time, a run has no journal, as on another machine, or the journal is damaged.
type soakBulk struct {
	*soakWorker
	name    string // name of the folder, and of the journal file
	journal string // path of the journal
	runs    int

	bulkMu    sync.Mutex // guards the fields below, and the items
	items     map[string]*bulkItem
	inJournal map[string]bool // items that are in the journal
	isDamaged bool            // the journal was damaged since the last run
}

// bulkItem is an item, and the state that follows from the outcomes of the runs.
type bulkItem struct {
	soakItem
	name      string
	key       string // empty if the client derives a key
	isStarted bool   // an earlier run has started to upload it
	err       error  // last error
}

// uploadMany uploads many files with UploadAll, in runs that are interrupted, and then makes bulk calls for the files.
func (w *soakWorker) uploadMany() {
	b := w.newBulk()
	defer func() { b.noError(removeFile(b.journal)) }()
	for minRuns := 1 + w.random.IntN(4); b.runs < minRuns || !b.isComplete(); {
		if b.runs == maxRuns { // faults cannot be the reason for so many runs
			b.reportMissing()
			return
		}
		b.runUploads()
	}
	w.waitForRequests()
	stored, ids := w.stored(), []string{}
	for _, item := range b.sorted() {
		files := stored[b.stem(item)]
		w.checkItem(b.stem(item), &item.soakItem, files)
		ids = slices.AppendSeq(ids, maps.Values(files))
	}
	b.makeBulkCalls(ids)
}

func (w *soakWorker) newBulk() *soakBulk {
	w.number++
	b := &soakBulk{
		soakWorker: w, name: fmt.Sprintf("bulk-%s-%d", w.name, w.number), items: map[string]*bulkItem{},
		inJournal: map[string]bool{},
	}
	b.journal = filepath.Join(w.files, b.name)
	for i := range 1 + w.random.IntN(maxBulk) {
		item := &bulkItem{name: fmt.Sprintf("%s-%d", b.name, i)}
		item.contents = [][]byte{soakContent(item.name, w.random.IntN(20000))}
		if w.random.IntN(2) == 0 {
			item.key = "key of " + item.name
		}
		item.callerNamed = w.random.IntN(6) == 0
		b.items[item.name] = item
	}
	return b
}

func (b *soakBulk) stem(i *bulkItem) string { return b.name + "/" + i.name }

// sorted returns the items by name, so that the order is the same with the same seed.
func (b *soakBulk) sorted() []*bulkItem {
	var items []*bulkItem
	for _, name := range slices.Sorted(maps.Keys(b.items)) {
		items = append(items, b.items[name])
	}
	return items
}

// isComplete reports whether all items are uploaded.
func (b *soakBulk) isComplete() bool {
	for _, item := range b.items {
		if !item.isStored {
			return false
		}
	}
	return true
}

// reportMissing fails the test for each item that is not uploaded.
func (b *soakBulk) reportMissing() {
	for _, item := range b.sorted() {
		if !item.isStored {
			b.t.Errorf("%s is not uploaded after %d runs: %v; stored: %v", item.name, b.runs, item.err,
				b.stored()[b.stem(item)])
		}
	}
}

// runUploads calls UploadAll once, or twice at the same time.
func (b *soakBulk) runUploads() {
	b.runs++
	if b.random.IntN(4) == 0 {
		b.damageJournal(b.newDamage())
	}
	b.clearIfDamaged()
	runs := []*bulkRun{b.newRun()}
	if b.random.IntN(3) == 0 {
		other := b.newRun()
		if runs[0].journal != nil && b.random.IntN(2) == 0 {
			other.useJournal(runs[0].journal)
		}
		runs = append(runs, other)
		b.count("upload all", "in two runs")
	}
	var all sync.WaitGroup
	for _, r := range runs {
		all.Go(r.uploadAll)
	}
	all.Wait()
	for _, r := range runs {
		r.check(len(runs) == 1)
	}
	b.clearIfDamaged()
}

// newItems returns the items for a run. After the run, the caller must call remove, which removes local files.
func (b *soakBulk) newItems() (items []imagekit.UploadItem, remove func()) {
	var removes []func()
	for _, i := range b.sorted() {
		file, remove := b.source(i.name, i.contents[0], i.key == "")
		removes = append(removes, remove)
		request := imagekit.UploadRequest{File: file, FileName: i.name + ".bin", Folder: new("/" + b.name)}
		if i.callerNamed {
			request.UseUniqueFileName = new(false)
		}
		items = append(items, imagekit.UploadItem{Key: i.key, Request: request})
	}
	return items, func() {
		for _, remove := range removes {
			remove()
		}
	}
}
