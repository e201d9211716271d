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
	soakWorkers    = 16
	faultsPerRound = 100      // number of faults after which all faults are cleared
	maxHeapGrowth  = 64 << 20 // maximum growth of the heap in bytes
)

// soak is the state that the workers share.
type soak struct {
	t           *testing.T
	srv         *mockserver.Server
	serverNamed *imagekit.Client // the service makes names unique
	clientNamed *imagekit.Client // the client makes names unique: WithRepeatableUploads
	files       string           // local folder for files to upload
	shared      sharedUploads
	stop        atomic.Bool
	calls       atomic.Int64

	faults, hits int // numbers of cleared faults, and of their hits; used by one goroutine only

	mu       sync.Mutex
	requests map[string]int64 // number of requests by protocol
	repeated int64            // number of requests that repeat an earlier one
	outcomes map[string]int
}

// TestSoak makes random calls while random faults occur, for the duration in SOAK, and checks the guarantees in
// FAULTS.md. SOAK_SEED repeats the faults and calls of an earlier test, but not their relative order.
func TestSoak(t *testing.T) {
	if os.Getenv("SOAK") == "" {
		t.Skip("set SOAK to a duration; see make soak")
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
	s.runWorkers(workers, time.Now().Add(time.Until(end)/4)) // until then, caches and pools may grow
	heap := heapInUse()
	s.runWorkers(workers, end)
	s.finish(workers)
	if grown := heapInUse() - heap; grown > maxHeapGrowth {
		t.Errorf("the heap has grown by %d MiB", grown>>20)
	} else {
		t.Logf("heap of %d MiB, then grown by %+d KiB", heap>>20, grown>>10)
	}
	s.report()
	check.NoError(t, srv.Close())
}

// report logs the numbers of calls, requests and faults.
func (s *soak) report() {
	s.t.Logf("%d calls; requests %v, %d of them repetitions, %d hit by one of %d faults; %v", s.calls.Load(),
		s.requests, s.repeated, s.hits, s.faults, s.outcomes)
}

// runWorkers runs all workers and adds faults until the time end, or until the test has failed.
func (s *soak) runWorkers(workers []*soakWorker, end time.Time) {
	s.stop.Store(false)
	var all sync.WaitGroup
	for _, w := range workers {
		all.Go(func() {
			for !s.stop.Load() {
				w.makeRandomCall()
			}
		})
	}
	for n := 0; time.Now().Before(end) && !s.t.Failed(); n++ {
		if n%faultsPerRound == 0 {
			s.clearFaults()
		}
		f := randomFault(workers[0].faultRandom)
		if _, err := s.srv.AddFault(f); err != nil {
			s.t.Errorf("fault %+v: %v", f, err)
		}
		time.Sleep(5 * time.Millisecond) // time for the fault to have an effect
	}
	s.stop.Store(true)
	all.Wait()
}

// finish clears the faults, waits for all requests, and compares the stored files with the items of the workers.
func (s *soak) finish(workers []*soakWorker) {
	s.clearFaults()
	for _, w := range workers {
		w.endpoint.close()
	}
	stored := s.stored()
	for _, w := range workers {
		for stem, item := range w.items {
			w.checkItem(stem, item, stored[stem])
			delete(stored, stem)
		}
	}
	for stem, item := range s.shared.items {
		workers[0].checkItem(stem, item, stored[stem])
		delete(stored, stem)
	}
	for stem, files := range stored {
		s.t.Errorf("%s is stored, but was not uploaded or was deleted: %v", stem, files)
	}
}

// clearFaults removes all faults, and counts them.
func (s *soak) clearFaults() {
	for _, f := range s.srv.Faults() {
		s.faults++
		s.hits += f.Hits
	}
	s.srv.ClearFaults()
}

// noError fails the test if err is not nil. It does not end the test, so that any goroutine can call it.
func (s *soak) noError(err error) {
	if err != nil {
		s.t.Error(err)
	}
}

// stored returns the ids of all files, by stem (see stemOf) and path.
func (s *soak) stored() map[string]map[string]string {
	state, err := s.srv.State()
	s.noError(err)
	stored := map[string]map[string]string{}
	for _, f := range state.Files {
		stem := stemOf(f)
		if stored[stem] == nil {
			stored[stem] = map[string]string{}
		}
		if _, again := stored[stem][f.FilePath]; again && isUnique(f) {
			s.t.Errorf("%s has more than one version", f.FilePath)
		}
		stored[stem][f.FilePath] = f.FileID
	}
	return stored
}

// isUnique reports whether the service or a key has made the name of a file unique.
func isUnique(f imagekit.File) bool { return strings.Contains(path.Base(f.FilePath), "_") }

// stemOf returns the folder and the name of a file, without the extension and the suffix that makes the name unique.
func stemOf(f imagekit.File) string {
	return path.Join(path.Base(path.Dir(f.FilePath)), nameStem(f.FilePath))
}

func nameStem(p string) string {
	return strings.FieldsFunc(path.Base(p), func(r rune) bool { return r == '_' || r == '.' })[0]
}

// download returns the content of the file at a path. No faults apply to it.
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
	runtime.GC() // frees the memory of sync.Pool
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// soakContent returns content of the given size in bytes, which consists of repetitions of text.
func soakContent(text string, size int) []byte {
	return bytes.Repeat([]byte(fmt.Sprintf("%-20s", text)), size/20+1)[:size]
}
