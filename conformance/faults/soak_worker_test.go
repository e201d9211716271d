package faults_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/openimagekit/imagekit"
)

// soakItem is a file that a worker expects in the library.
type soakItem struct {
	isStored    bool // if false, it is unknown whether the file is stored
	callerNamed bool // the caller has chosen the name: UseUniqueFileName is false
	isCopy      bool
	fileID      string
	path        string
	contents    [][]byte // possible contents
	uploads     int      // number of uploads, if callerNamed is true
}

// soakWorker makes one call at a time. The names of its files have a prefix that no other worker uses.
type soakWorker struct {
	*soak
	name        string
	endpoint    *soakEndpoint
	trace       *callTrace // trace of the current call
	random      *rand.Rand
	faultRandom *rand.Rand
	number      int
	items       map[string]*soakItem // by stem
}

// finishTimeout is the maximum time for which requests may continue after their call has returned.
const finishTimeout = 10 * time.Second

// maxItems is the maximum number of files of a worker.
const maxItems = 40

func newSoakWorker(s *soak, i int, seed uint64) *soakWorker {
	return &soakWorker{
		soak: s, name: fmt.Sprintf("w%d", i), random: rand.New(rand.NewPCG(seed, uint64(2*i))),
		faultRandom: rand.New(rand.NewPCG(seed, uint64(2*i+1))),
		items:       map[string]*soakItem{}, endpoint: openEndpoint(s.t, s.srv, soakProtocols[i%len(soakProtocols)]),
	}
}

// makeRandomCall makes one random call and checks its effects.
func (w *soakWorker) makeRandomCall() {
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	if w.random.IntN(8) == 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(w.random.Int64N(int64(2*soakLatency))))
		defer cancel()
	}
	ctx = w.withTrace(ctx, &callTrace{})
	defer func() { w.assertFinished(w.trace) }()
	switch n := w.random.IntN(50); {
	case n == 0:
		w.uploadMany()
	case len(w.items) >= maxItems:
		w.deleteOne()
	case n < 15:
		w.uploadNew(ctx)
	case n < 24:
		w.uploadAgain(ctx)
	case n < 30:
		w.uploadShared(ctx)
	case n < 35:
		w.copy(ctx)
	case n < 40:
		w.update(ctx)
	case n < 45:
		w.list(ctx)
	default:
		w.deleteOne()
	}
}

// withTrace returns a context whose requests are sent to the endpoint of the worker and are recorded in trace.
func (w *soakWorker) withTrace(ctx context.Context, trace *callTrace) context.Context {
	trace.endpoint, w.trace = w.endpoint, trace
	return trace.withTrace(ctx)
}

// assertFinished checks that a call leaves no requests and no open responses after it has returned. It waits up to
// finishTimeout, because after the end of a context the client waits only 100 ms for the transport, which can be too
// short on a busy machine.
func (w *soakWorker) assertFinished(trace *callTrace) {
	for range finishTimeout / time.Millisecond {
		if trace.inFlight.Load() == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	w.mu.Lock()
	w.requests[w.endpoint.protocol] += trace.requests.Load()
	w.repeated += trace.repeated.Load()
	w.mu.Unlock()
	if n := trace.inFlight.Load(); n != 0 {
		w.t.Errorf("%s: a call has returned and left %d requests or open responses", w.name, n)
	}
}

// waitForRequests waits until each request that the client has given up has been executed or is lost.
func (w *soakWorker) waitForRequests() {
	w.endpoint.close()
	w.endpoint = openEndpoint(w.t, w.srv, w.endpoint.protocol)
}

// randomItem returns a random item for which match returns true, and its stem. It returns nil if no item matches.
func (w *soakWorker) randomItem(match func(*soakItem) bool) (string, *soakItem) {
	var stems []string
	for stem, item := range w.items {
		if match(item) {
			stems = append(stems, stem)
		}
	}
	if len(stems) == 0 {
		return "", nil
	}
	slices.Sort(stems)
	stem := stems[w.random.IntN(len(stems))]
	return stem, w.items[stem]
}

// newName returns a new file name, and its stem.
func (w *soakWorker) newName() (name, stem string) {
	w.number++
	name = fmt.Sprintf("%s-%d", w.name, w.number)
	return name + ".bin", w.name + "/" + name
}

// checkItem compares an item with the stored files of its stem.
func (w *soakWorker) checkItem(stem string, item *soakItem, files map[string]string) {
	switch {
	case len(files) > 1:
		w.t.Errorf("%s is stored %d times: %v", stem, len(files), files)
	case item.isStored && len(files) == 0:
		w.t.Errorf("%s is not stored", stem)
	case item.isStored && item.path != "" && files[item.path] != item.fileID && !item.callerNamed:
		w.t.Errorf("%s is stored as %v, want the file %s at %s", stem, files, item.fileID, item.path)
	}
	for path := range files {
		got := w.download(path)
		if !slices.ContainsFunc(item.contents, func(want []byte) bool { return bytes.Equal(got, want) }) {
			w.t.Errorf("%s has wrong content: %.40q, want %.40q", stem, got, item.contents)
		}
	}
}

// copy copies a file to the folder of copies. The client must not repeat a copy with an unknown outcome, because two
// copies are two files.
func (w *soakWorker) copy(ctx context.Context) {
	_, item := w.randomItem(func(i *soakItem) bool { return i.isStored && !i.callerNamed && !i.isCopy })
	if item == nil {
		return
	}
	folder := "copies-" + w.name
	stem := folder + "/" + nameStem(item.path)
	if w.items[stem] != nil {
		return
	}
	err := w.serverNamed.CopyFile(ctx, imagekit.CopyFileRequest{
		SourceFilePath: item.path, DestinationPath: "/" + folder,
	})
	made := &soakItem{isCopy: true, isStored: err == nil, contents: item.contents}
	if err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) {
		w.count("copy", "done or unknown")
		w.items[stem] = made
		w.checkItem(stem, made, w.stored()[stem])
		return
	}
	w.count("copy", "failed")
	if files := w.stored()[stem]; len(files) > 0 {
		w.t.Errorf("the copy %s is stored, although copying failed: %v", stem, err)
	}
}

func (w *soakWorker) update(ctx context.Context) {
	_, item := w.randomItem(func(i *soakItem) bool { return i.isStored && !i.callerNamed && !i.isCopy })
	if item == nil {
		return
	}
	tag := fmt.Sprint("t", w.random.IntN(100))
	file, err := w.serverNamed.UpdateFileDetails(ctx, item.fileID,
		imagekit.UpdateFileDetailsRequest{Tags: imagekit.Value([]string{tag})})
	if err != nil {
		w.count("update", "failed")
		return
	}
	w.count("update", "done")
	if !slices.Equal(file.Tags, []string{tag}) {
		w.t.Errorf("%s has the tags %v, want %s", item.path, file.Tags, tag)
	}
}

// list lists the folder of the worker, and compares the list with the items.
func (w *soakWorker) list(ctx context.Context) {
	seen := map[string]bool{}
	for f, err := range w.serverNamed.Files(ctx, &imagekit.ListFilesParams{Path: new("/" + w.name)}) {
		if err != nil {
			w.count("list", "failed")
			return
		}
		if seen[f.FilePath] {
			w.t.Errorf("%s is listed twice", f.FilePath)
		}
		seen[f.FilePath] = true
	}
	w.count("list", "done")
	for stem, item := range w.items {
		if item.isStored && !item.isCopy && !seen[item.path] {
			w.t.Errorf("%s is not listed", stem)
		}
	}
}

// deleteOne deletes all stored files of an item. It first waits for uploads of the item that may still be executed.
func (w *soakWorker) deleteOne() {
	stem, item := w.randomItem(func(*soakItem) bool { return true })
	if item == nil {
		return
	}
	if !item.isStored || len(item.contents) > 1 {
		w.waitForRequests()
	}
	ctx := w.withTrace(w.t.Context(), &callTrace{})
	files := w.stored()[stem]
	w.checkItem(stem, item, files)
	for _, id := range files {
		err := errors.New("the file is not deleted yet")
		for try := 0; err != nil && !errors.Is(err, imagekit.ErrNotFound) && try < 100; try++ {
			err = w.serverNamed.DeleteFile(ctx, id)
		}
		if err != nil {
			w.count("delete", "not found")
		} else {
			w.count("delete", "done")
		}
	}
	delete(w.items, stem)
	if files := w.stored()[stem]; len(files) > 0 {
		w.t.Errorf("%s is stored after its deletion: %v", stem, files)
	}
}
