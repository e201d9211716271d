package faults_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/openimagekit/imagekit"
)

const (
	maxBulk          = 25 // files of one UploadAll
	maxInterruptions = 6
	maxRuns          = 100 // by then all items have got through
)

// soakBulk is many files that are uploaded with one journal, in as many runs as it takes.
type soakBulk struct {
	*soakWorker
	name    string // of the folder, and of the journal
	path    string // of the journal
	journal *imagekit.Journal
	left    []byte // of the journal, by a process that has ended
	torn    int    // how many done items the journal has lost so
	again   int    // how many had to be found out again
	items   []*bulkItem
	runs    int
}

// bulkItem is an item, and what the runs have told of it.
type bulkItem struct {
	soakItem
	key       string
	overwrite *bool
	begun     bool  // by an earlier run
	err       error // the last one
}

// uploadMany uploads many files, interrupted time and again, and then does with all of them what can be done in
// batches.
func (w *soakWorker) uploadMany() {
	b := w.newBulk()
	for !b.isDone() {
		if b.runs == maxRuns {
			b.giveUp()
			return
		}
		b.run()
	}
	b.closeJournal()
	_ = os.Remove(b.path)
	w.wait()
	there, ids := w.stored(), []string{}
	for _, item := range b.items {
		files := there[b.stem(item)]
		w.check(b.stem(item), &item.soakItem, files)
		ids = slices.AppendSeq(ids, maps.Values(files))
	}
	b.batches(ids)
}

func (w *soakWorker) newBulk() *soakBulk {
	w.number++
	b := &soakBulk{soakWorker: w, name: fmt.Sprintf("bulk-%s-%d", w.name, w.number)}
	b.path = filepath.Join(w.files, b.name)
	for i := range 1 + w.random.IntN(maxBulk) {
		item := &bulkItem{key: fmt.Sprintf("%s-%d", b.name, i)}
		item.contents = [][]byte{soakContent(item.key, w.random.IntN(20000))}
		switch w.random.IntN(6) {
		case 0:
			item.known = true
		case 1:
			item.known, item.overwrite = true, new(false)
		}
		b.items = append(b.items, item)
	}
	return b
}

func (b *soakBulk) stem(i *bulkItem) string { return b.name + "/" + i.key }

// isDone reports whether all items are uploaded.
func (b *soakBulk) isDone() bool {
	return !slices.ContainsFunc(b.items, func(i *bulkItem) bool { return !i.certain })
}

// giveUp tells what is not uploaded.
func (b *soakBulk) giveUp() {
	for _, item := range b.items {
		if !item.certain {
			b.t.Errorf("%s is not uploaded after %d runs: %v; there %v", item.key, b.runs, item.err,
				b.stored()[b.stem(item)])
		}
	}
	b.closeJournal()
}

// run is one call of UploadAll, and all that it tells.
func (b *soakBulk) run() {
	b.runs++
	b.openJournal()
	ctx, cancel := context.WithCancel(b.t.Context())
	defer cancel()
	how, trace, leave := b.interruption(cancel)
	b.count("upload all", how)
	run := &bulkRun{soakBulk: b, offered: map[string]bool{}, told: map[string]int{}}
	client := []*imagekit.Client{b.serverNamed, b.clientNamed}[b.random.IntN(2)]
	options := imagekit.UploadAllOptions{Journal: b.journal, Concurrency: 1 + b.random.IntN(8)}
	items, remove := b.requests()
	defer remove()
	isLeft, isEnded := false, false
	for o := range client.UploadAll(b.withTrace(ctx, trace), run.offer(items), options) {
		if errors.Is(o.Err, imagekit.ErrIncomplete) {
			isEnded = true
			continue
		}
		run.learn(o)
		if leave--; leave == 0 {
			isLeft = true
			break
		}
	}
	mayEnd := ctx.Err() != nil && !isLeft
	if isEnded && !mayEnd || !isEnded && mayEnd && len(run.told) < len(items) {
		b.t.Errorf("the end of the context: told %v, left %v, %v", isEnded, isLeft, ctx.Err())
	}
	b.assertFinished(trace)
	run.check(ctx.Err() == nil && !isLeft, isLeft)
	if trace.crashed.Load() {
		b.closeJournal()
		b.fail(os.WriteFile(b.path, b.left, 0o600))
	} else if b.random.IntN(2) == 0 {
		b.closeJournal() // the next run is that of another process
	}
}

// interruption is how a run ends before its time, if it lasts until then: the context or the process ends with a
// request, or the loop is left with an outcome.
func (b *soakBulk) interruption(cancel context.CancelFunc) (how string, trace *callTrace, leave int) {
	at, trace := 1+b.random.IntN(2*len(b.items)), &callTrace{}
	kind := b.random.IntN(4)
	if b.runs > maxInterruptions {
		return "not interrupted", trace, 0
	}
	switch kind {
	case 0:
		trace.ends, trace.end = int64(at), cancel
		return "cancelled", trace, 0
	case 1:
		isTorn := b.random.IntN(2) == 0
		trace.ends, trace.end = int64(at), func() {
			trace.crashed.Store(true)
			b.left = b.remains(isTorn)
			cancel()
		}
		return "crashed", trace, 0
	case 2:
		return "left", trace, at
	}
	return "not interrupted", trace, 0
}

func (b *soakBulk) openJournal() {
	if b.journal == nil {
		var err error
		b.journal, err = imagekit.OpenJournal(b.path)
		b.fail(err)
	}
}

func (b *soakBulk) closeJournal() {
	if b.journal != nil {
		b.fail(b.journal.Close())
		b.journal = nil
	}
}

// remains is what the journal has when the process ends. If it is torn, half of its last line is missing, but only if
// that tells that a file is uploaded: the line that an upload begins with is there before anything is sent.
func (b *soakBulk) remains(isTorn bool) []byte {
	all, err := os.ReadFile(b.path)
	b.fail(err)
	last := bytes.LastIndexByte(bytes.TrimSuffix(all, []byte("\n")), '\n') + 1
	if isTorn && bytes.Contains(all[last:], []byte(`"fileId"`)) {
		b.torn++
		return all[:(last+len(all))/2]
	}
	return all
}

// requests are the items of a run, whose files are to be removed after it.
func (b *soakBulk) requests() (items []imagekit.UploadItem, remove func()) {
	var removes []func()
	for _, i := range b.items {
		file, remove := b.source(i.key, i.contents[0])
		removes = append(removes, remove)
		request := imagekit.UploadRequest{
			File: file, FileName: i.key + ".bin", Folder: new("/" + b.name),
			OverwriteFile: i.overwrite,
		}
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
