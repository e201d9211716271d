package killed_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const (
	processCount = 8
	defaultKills = 16  // without KILLS
	roundKills   = 48  // at most, in one round
	maxRuns      = 300 // of a process in one round; by then it has got through
)

// TestClient_UploadAll_KilledProcesses lets eight processes upload the same items to one library, and kills them and
// starts them again until each has uploaded all items without an error. Then each item must be stored once. That is a
// round, and there are as many as it takes to kill processes KILLS times. KILLS_SEED repeats the random numbers of an
// earlier run, though not the order in which the processes meet them. See make once.
func TestClient_UploadAll_KilledProcesses(t *testing.T) {
	t.Parallel()
	kills := int(numberOf(t, "KILLS", defaultKills))
	seed := numberOf(t, "KILLS_SEED", rand.Uint64()>>1)
	t.Logf("KILLS_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	counts := map[string]int{}
	for counts[countKills] < kills && !t.Failed() {
		r := newRound(t, random, min(kills-counts[countKills], roundKills))
		r.run()
		for what, n := range r.counts {
			counts[what] += n
		}
		counts["rounds"]++
	}
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%7d %s", counts[what], what)
	}
}

// numberOf returns the number in an environment variable, or a default.
func numberOf(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	number, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		t.Fatalf("%s is %q", name, text)
	}
	return number
}

// round is a library, and eight processes that upload all items to it.
type round struct {
	t         *testing.T
	srv       *mockserver.Server
	files     string // the folder of the files to upload
	journals  []string
	paths     map[string]string // of the items in the library, by their names
	processes []*process

	mu        sync.Mutex // guards what follows
	changed   *sync.Cond // a request has arrived, or a process has got through
	random    *rand.Rand
	requests  int // that have arrived
	nextKill  int // the number of the request with which a process is killed
	killsLeft int
	nextFault int               // the number of the request with which a fault begins
	finished  int               // processes that have got through
	fileIDs   map[string]string // by path, as the processes tell
	counts    map[string]int    // what has happened, and how often
}

// countKills is what is counted of processes that are killed.
const countKills = "processes killed"

func newRound(t *testing.T, random *rand.Rand, kills int) *round {
	t.Helper()
	r := &round{
		t: t, srv: mockserver.Start(t), files: t.TempDir(), paths: itemPaths(), random: random, killsLeft: kills,
		nextKill: random.IntN(killGap), fileIDs: map[string]string{}, counts: map[string]int{},
	}
	r.changed = sync.NewCond(&r.mu)
	check.NoError(t, writeFiles(r.files))
	folder := t.TempDir()
	shared, first, second := filepath.Join(folder, "a"), filepath.Join(folder, "b"), filepath.Join(folder, "c")
	r.journals = []string{shared, first, second}
	concurrency := []int{1, 4, 32, 2, 8, 3, 8, 1}
	for i, journal := range []string{shared, shared, shared, first, second, "", "", ""} {
		order := random.Perm(len(sharedItems))
		if i%2 == 0 {
			slices.Sort(order)
		}
		r.processes = append(r.processes, r.newProcess(uploader{
			Files: r.files, Journal: journal, Concurrency: concurrency[i], Order: order,
		}))
	}
	return r
}

// run lets all processes get through, and looks at what is stored.
func (r *round) run() {
	var all sync.WaitGroup
	for _, p := range r.processes {
		all.Go(p.runUntilComplete)
	}
	all.Wait()
	for _, p := range r.processes {
		p.endpoint.Close() // waits for the requests of processes that are dead
	}
	r.checkLibrary()
	check.NoError(r.t, r.srv.Close())
}

// intN returns a random number from 0 to n-1.
func (r *round) intN(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.random.IntN(n)
}

// count counts that something has happened.
func (r *round) count(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[what]++
}
