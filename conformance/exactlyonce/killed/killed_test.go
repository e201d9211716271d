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
	defaultKills = 4   // kills if KILLS is not set
	roundKills   = 48  // maximum number of kills in one round
	maxRuns      = 300 // maximum number of runs of a process in one round
)

// TestClient_UploadAll_KilledProcesses runs rounds until the number of kills is that in KILLS. In a round, eight
// processes upload the same items to one media library, and are killed and restarted until each has uploaded all items
// without an error. Then each item must be stored once. KILLS_SEED repeats the random numbers of an earlier test, but
// not the order of the requests of different processes. See make once.
func TestClient_UploadAll_KilledProcesses(t *testing.T) {
	t.Parallel()
	kills := int(numberFromEnv(t, "KILLS", defaultKills))
	seed := numberFromEnv(t, "KILLS_SEED", rand.Uint64()>>1)
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

// numberFromEnv returns the number in an environment variable, or defaultNumber if the variable is empty.
func numberFromEnv(t *testing.T, name string, defaultNumber uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return defaultNumber
	}
	number, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		t.Fatalf("%s is %q", name, text)
	}
	return number
}

// round has a mock server, and eight processes that upload all items to it.
type round struct {
	t         *testing.T
	srv       *mockserver.Server
	files     string // folder of the files to upload
	journals  []string
	paths     map[string]string // paths of the items in the library, by name
	processes []*process

	mu        sync.Mutex // guards the fields below
	changed   *sync.Cond // signals that a request has arrived, or a process has finished
	random    *rand.Rand
	requests  int // number of requests that have arrived
	nextKill  int // number of the request during which the next kill happens
	killsLeft int
	nextFault int               // number of the request at which the next fault is added
	finished  int               // number of processes that have uploaded all items
	fileIDs   map[string]string // ids that the processes have reported, by path
	counts    map[string]int    // numbers of events, by description
}

// countKills is the key of counts for kills.
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

// run runs each process until it has uploaded all items, and checks the media library.
func (r *round) run() {
	var all sync.WaitGroup
	for _, p := range r.processes {
		all.Go(p.runUntilComplete)
	}
	all.Wait()
	for _, p := range r.processes {
		p.endpoint.Close() // waits for the requests of killed processes
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

// count counts an event.
func (r *round) count(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[what]++
}
