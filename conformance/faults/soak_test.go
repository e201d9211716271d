package faults_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const (
	soakWorkers = 16
	soakFaults  = 100      // at a time, those that are used up among them
	soakGrowth  = 64 << 20 // bytes of heap that the end may have more than the beginning
)

// soak is what the workers of one run share.
type soak struct {
	t           *testing.T
	srv         *mockserver.Server
	serverNamed *imagekit.Client // the service makes names unique
	clientNamed *imagekit.Client // the client does
	files       string           // a folder for files to upload
	shared      sharedUploads
	stop        atomic.Bool
	calls       atomic.Int64

	faults, hits int // so far, without those that are at work; of the goroutine that makes them

	mu       sync.Mutex
	requests map[string]int64 // by protocol
	repeated int64            // of the requests
	outcomes map[string]int
}

// TestSoak calls everything through faults of all kinds, for as long as SOAK says, and holds the client to what
// FAULTS.md promises. SOAK_SEED repeats the faults and calls of an earlier run, though not their order in time.
func TestSoak(t *testing.T) {
	if os.Getenv("SOAK") == "" {
		t.Skip("SOAK, a duration, is not set; see make soak")
	}
	end := time.Now().Add(durationOf(t, os.Getenv("SOAK")))
	seed, err := strconv.ParseUint(os.Getenv("SOAK_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("SOAK_SEED=%d", seed)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	before := goleak.IgnoreCurrent()
	runSoak(t, seed, end)
	goleak.VerifyNone(t, before)
	if left := check.Call(os.ReadDir(temporary)).Must(t); len(left) > 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func runSoak(t *testing.T, seed uint64, end time.Time) {
	t.Helper()
	srv := check.Call(mockserver.Listen("127.0.0.1:0")).Must(t)
	s := &soak{t: t, srv: srv, files: t.TempDir(), requests: map[string]int64{}, outcomes: map[string]int{}}
	s.shared.items = map[string]*soakItem{}
	opts := []imagekit.Option{
		imagekit.WithHTTPClient(&http.Client{Transport: soakTransport{}}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{
			MinBackoff:    time.Millisecond,
			MaxRetryAfter: 2 * time.Millisecond,
		}),
		imagekit.WithRetryBudget(1e6, 1e6),
	}
	s.serverNamed = check.Call(srv.Client(opts...)).Must(t)
	s.clientNamed = check.Call(srv.Client(append(opts, imagekit.WithRepeatableUploads())...)).Must(t)
	workers := make([]*soakWorker, soakWorkers)
	for i := range workers {
		workers[i] = newSoakWorker(s, i, seed)
	}
	s.work(workers, time.Now().Add(time.Until(end)/4)) // what is there for good is there by then
	heap := heapInUse()
	s.work(workers, end)
	s.finish(workers)
	if grown := heapInUse() - heap; grown > soakGrowth {
		t.Errorf("the heap has grown by %d MiB", grown>>20)
	} else {
		t.Logf("heap %d MiB and %+d KiB since", heap>>20, grown>>10)
	}
	s.report()
	check.NoError(t, srv.Close())
}

// report tells what has been done.
func (s *soak) report() {
	s.t.Logf("%d calls; requests %v, %d of them repetitions, %d hit by one of %d faults; %v", s.calls.Load(),
		s.requests, s.repeated, s.hits, s.faults, s.outcomes)
}

// work lets all workers work, and things go wrong, until a time or a failure.
func (s *soak) work(workers []*soakWorker, end time.Time) {
	s.stop.Store(false)
	var all sync.WaitGroup
	for _, w := range workers {
		all.Go(func() {
			for !s.stop.Load() {
				w.step()
			}
		})
	}
	for n := 0; time.Now().Before(end) && !s.t.Failed(); n++ {
		if n%soakFaults == 0 {
			s.clearFaults()
		}
		f := soakFault(workers[0].trouble)
		if _, err := s.srv.AddFault(f); err != nil {
			s.t.Errorf("fault %+v: %v", f, err)
		}
		time.Sleep(5 * time.Millisecond) // for the workers to run into it
	}
	s.stop.Store(true)
	all.Wait()
}

// finish lets everything come to its end without faults, and looks at what is there.
func (s *soak) finish(workers []*soakWorker) {
	s.clearFaults()
	for _, w := range workers {
		w.endpoint.close()
	}
	there := s.stored()
	for _, w := range workers {
		for stem, item := range w.items {
			w.check(stem, item, there[stem])
			delete(there, stem)
		}
	}
	for stem, item := range s.shared.items {
		workers[0].check(stem, item, there[stem])
		delete(there, stem)
	}
	for stem, files := range there {
		s.t.Errorf("%s was never uploaded, or is deleted: %v", stem, files)
	}
}

// clearFaults takes away what has been used up, and what nothing has run into.
func (s *soak) clearFaults() {
	for _, f := range s.srv.Faults() {
		s.faults++
		s.hits += f.Hits
	}
	s.srv.ClearFaults()
}

// fail reports an error. Workers must not end the test, which goes on in another goroutine.
func (s *soak) fail(err error) {
	if err != nil {
		s.t.Error(err)
	}
}

// stored returns the paths of all files by the stem of their names, each with its id.
func (s *soak) stored() map[string]map[string]string {
	state, err := s.srv.State()
	s.fail(err)
	there := map[string]map[string]string{}
	for _, f := range state.Files {
		stem := stemOf(f)
		if there[stem] == nil {
			there[stem] = map[string]string{}
		}
		if _, again := there[stem][f.FilePath]; again && isUnique(f) {
			s.t.Errorf("%s has more than one version", f.FilePath)
		}
		there[stem][f.FilePath] = f.FileID
	}
	return there
}

// isUnique reports whether a name was made unique, by the service or with a key.
func isUnique(f imagekit.File) bool { return strings.Contains(path.Base(f.FilePath), "_") }

// stemOf is a name without what makes it unique, and the folder that tells a copy.
func stemOf(f imagekit.File) string {
	return path.Join(path.Base(path.Dir(f.FilePath)), nameStem(f.FilePath))
}

func nameStem(p string) string {
	return strings.FieldsFunc(path.Base(p), func(r rune) bool { return r == '_' || r == '.' })[0]
}

// download returns the bytes at a path. Deliveries have no faults.
func (s *soak) download(path string) []byte {
	response, err := http.Get(s.srv.URLEndpoint() + path)
	if err != nil {
		s.t.Error(err)
		return nil
	}
	defer response.Body.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, response.Body); err != nil || response.StatusCode != http.StatusOK {
		s.t.Errorf("%s: status %d, %v", path, response.StatusCode, err)
	}
	return b.Bytes()
}

func (s *soak) count(call, outcome string) {
	s.calls.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outcomes[call+" "+outcome]++
}

func heapInUse() int64 {
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	runtime.GC()
	runtime.GC() // what pools held on to
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// soakContent is different for each text, and its size is the one that is asked for.
func soakContent(text string, size int) []byte {
	return bytes.Repeat([]byte(fmt.Sprintf("%-20s", text)), size/20+1)[:size]
}
