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

// soakBulk has files that are uploaded by UploadAll, in as many runs as necessary. Some runs are at the same time, and
// some have no journal, as on another machine. The journal is damaged sometimes.
type soakBulk struct {
	*soakWorker
	name    string // name of the folder and of the journal
	journal string // path of the journal
	runs    int

	learned  sync.Mutex // guards the fields below, and the items
	items    map[string]*bulkItem
	recorded map[string]bool // items that are in the journal
	damaged  bool            // the journal was damaged since the last run
}

// bulkItem is an item, and what the runs have reported about it.
type bulkItem struct {
	soakItem
	name  string
	key   string // empty if the client derives a key
	begun bool   // an earlier run has started to upload it
	err   error  // last error
}

// uploadMany uploads many files in runs that are interrupted, and then makes bulk requests for all of them.
func (w *soakWorker) uploadMany() {
	b := w.newBulk()
	defer func() { b.fail(removeFile(b.journal)) }()
	for least := 1 + w.random.IntN(4); b.runs < least || !b.isDone(); {
		if b.runs == maxRuns { // more than enough to upload all items
			b.giveUp()
			return
		}
		b.run()
	}
	w.wait()
	there, ids := w.stored(), []string{}
	for _, item := range b.sorted() {
		files := there[b.stem(item)]
		w.check(b.stem(item), &item.soakItem, files)
		ids = slices.AppendSeq(ids, maps.Values(files))
	}
	b.batches(ids)
}

func (w *soakWorker) newBulk() *soakBulk {
	w.number++
	b := &soakBulk{
		soakWorker: w, name: fmt.Sprintf("bulk-%s-%d", w.name, w.number), items: map[string]*bulkItem{},
		recorded: map[string]bool{},
	}
	b.journal = filepath.Join(w.files, b.name)
	for i := range 1 + w.random.IntN(maxBulk) {
		item := &bulkItem{name: fmt.Sprintf("%s-%d", b.name, i)}
		item.contents = [][]byte{soakContent(item.name, w.random.IntN(20000))}
		if w.random.IntN(2) == 0 {
			item.key = "key of " + item.name
		}
		item.known = w.random.IntN(6) == 0
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

// isDone reports whether all items are uploaded.
func (b *soakBulk) isDone() bool {
	for _, item := range b.items {
		if !item.certain {
			return false
		}
	}
	return true
}

// giveUp fails the test for each item that is not uploaded.
func (b *soakBulk) giveUp() {
	for _, item := range b.sorted() {
		if !item.certain {
			b.t.Errorf("%s is not uploaded after %d runs: %v; stored: %v", item.name, b.runs, item.err,
				b.stored()[b.stem(item)])
		}
	}
}

// run calls UploadAll once, or twice at the same time.
func (b *soakBulk) run() {
	b.runs++
	if b.random.IntN(4) == 0 {
		b.damage(b.newDamage())
	}
	b.forgetDamaged()
	runs := []*bulkRun{b.newRun()}
	if b.random.IntN(3) == 0 {
		other := b.newRun()
		if runs[0].journal != nil && b.random.IntN(2) == 0 {
			other.use(runs[0].journal)
		}
		runs = append(runs, other)
		b.count("upload all", "by two")
	}
	var all sync.WaitGroup
	for _, r := range runs {
		all.Go(r.uploadAll)
	}
	all.Wait()
	for _, r := range runs {
		r.end(len(runs) == 1)
	}
	b.forgetDamaged()
}

// requests returns the items of a run. The caller must call remove after the run, which removes local files.
func (b *soakBulk) requests() (items []imagekit.UploadItem, remove func()) {
	var removes []func()
	for _, i := range b.sorted() {
		file, remove := b.source(i.name, i.contents[0], i.key == "")
		removes = append(removes, remove)
		request := imagekit.UploadRequest{File: file, FileName: i.name + ".bin", Folder: new("/" + b.name)}
		if i.known {
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
