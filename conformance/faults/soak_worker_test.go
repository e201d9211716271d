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
	certain  bool // the file is stored; otherwise it may be stored
	known    bool // the caller has chosen the path: UseUniqueFileName is false
	isCopy   bool
	fileID   string
	path     string
	contents [][]byte // possible contents
	uploads  int      // number of uploads to a path that the caller has chosen
}

// soakWorker makes one call after the other. The names of its files have a prefix that no other worker uses.
type soakWorker struct {
	*soak
	name     string
	endpoint *soakEndpoint
	trace    *callTrace // trace of the current call
	random   *rand.Rand
	trouble  *rand.Rand
	number   int
	items    map[string]*soakItem // by stem
}

// maxLate is the maximum time that a transport may continue after its call has returned.
const maxLate = 10 * time.Second

// maxItems is the maximum number of files of a worker.
const maxItems = 40

func newSoakWorker(s *soak, i int, seed uint64) *soakWorker {
	return &soakWorker{
		soak: s, name: fmt.Sprintf("w%d", i), random: rand.New(rand.NewPCG(seed, uint64(2*i))),
		trouble: rand.New(rand.NewPCG(seed, uint64(2*i+1))),
		items:   map[string]*soakItem{}, endpoint: openEndpoint(s.t, s.srv, soakProtocols[i%len(soakProtocols)]),
	}
}

// step makes one random call and checks its effects.
func (w *soakWorker) step() {
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
	return trace.context(ctx)
}

// assertFinished checks that a call that has returned leaves no requests and no open responses. It waits for them,
// because the client waits only 100 ms for the caller's transport after the end of a context, which can be too short on
// a busy machine.
func (w *soakWorker) assertFinished(trace *callTrace) {
	for range maxLate / time.Millisecond {
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

// wait waits until the requests that the client has given up have been executed or are lost.
func (w *soakWorker) wait() {
	w.endpoint.close()
	w.endpoint = openEndpoint(w.t, w.srv, w.endpoint.protocol)
}

// pick returns a random item for which fits returns true, and its stem. It returns nil if there is none.
func (w *soakWorker) pick(fits func(*soakItem) bool) (string, *soakItem) {
	var stems []string
	for stem, item := range w.items {
		if fits(item) {
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

// next returns a new file name, and its stem.
func (w *soakWorker) next() (name, stem string) {
	w.number++
	name = fmt.Sprintf("%s-%d", w.name, w.number)
	return name + ".bin", w.name + "/" + name
}

// check compares an item with the stored files of its stem.
func (w *soakWorker) check(stem string, item *soakItem, files map[string]string) {
	switch {
	case len(files) > 1:
		w.t.Errorf("%s is stored %d times: %v", stem, len(files), files)
	case item.certain && len(files) == 0:
		w.t.Errorf("%s is not stored", stem)
	case item.certain && item.path != "" && files[item.path] != item.fileID && !item.known:
		w.t.Errorf("%s is %v, not %s at %s", stem, files, item.fileID, item.path)
	}
	for path := range files {
		got := w.download(path)
		if !slices.ContainsFunc(item.contents, func(want []byte) bool { return bytes.Equal(got, want) }) {
			w.t.Errorf("%s has wrong content: %.40q, want %.40q", stem, got, item.contents)
		}
	}
}

// copy copies a file to the folder of copies. A copy that is executed twice stores two files, so the client must not
// repeat it if its outcome is unknown.
func (w *soakWorker) copy(ctx context.Context) {
	_, item := w.pick(func(i *soakItem) bool { return i.certain && !i.known && !i.isCopy })
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
	made := &soakItem{isCopy: true, certain: err == nil, contents: item.contents}
	if err == nil || errors.Is(err, imagekit.ErrOutcomeUnknown) {
		w.count("copy", "done or unknown")
		w.items[stem] = made
		w.check(stem, made, w.stored()[stem])
		return
	}
	w.count("copy", "failed")
	if files := w.stored()[stem]; len(files) > 0 {
		w.t.Errorf("the copy %s is stored, although copying failed: %v", stem, err)
	}
}

func (w *soakWorker) update(ctx context.Context) {
	_, item := w.pick(func(i *soakItem) bool { return i.certain && !i.known && !i.isCopy })
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
		if item.certain && !item.isCopy && !seen[item.path] {
			w.t.Errorf("%s is not listed", stem)
		}
	}
}

// deleteOne deletes all stored files of an item. If one of its uploads may still be executed, it waits for that first.
func (w *soakWorker) deleteOne() {
	stem, item := w.pick(func(*soakItem) bool { return true })
	if item == nil {
		return
	}
	if !item.certain || len(item.contents) > 1 {
		w.wait()
	}
	ctx := w.withTrace(w.t.Context(), &callTrace{})
	files := w.stored()[stem]
	w.check(stem, item, files)
	for _, id := range files {
		err := errors.New("not yet")
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
