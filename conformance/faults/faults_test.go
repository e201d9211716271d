package faults_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log"
	"maps"
	"path"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/vectors"
	"github.com/openimagekit/imagekit/internal/race"
)

// faultSuite is the suite of the vectors.
const faultSuite = "faults"

// lookUp is the operation with which the client looks up an uploaded file.
const lookUp = "listFiles"

// faultRow is a vector: a fault, and the expected outcome for each class of calls.
type faultRow struct {
	ID    string
	Note  string // description
	Input struct {
		Faults  []mockserver.Fault // a fault without an operation gets that of the call
		Network string             // key of faultNetworks
		Attack  *faultAttack       // sent instead of a valid response; nil for none
		Client  faultClient
		Context string // end of the context: before (the call), cancelled, deadline, or empty for none
		Size    int    // size of the uploaded file in bytes
		Stored  int    // size in bytes of a file that was uploaded earlier with the key of the call; 0 for none
		ListLag int    // number of look-ups that return an empty list, before the others work
	}
	Expect struct {
		Connection string // kept if the next call reuses the connection, lost if not, any if both are possible
		Calls      map[string]faultOutcome
	}
}

// faultClient has options of the client. An empty field means the default of the tests: see clientOptions. Durations
// have the format of time.ParseDuration.
type faultClient struct {
	ResponseHeaderTimeout, IdleTimeout, MaxRetryAfter, Backoff string

	RetryBudget *int
}

// faultOutcome is the outcome of a call.
type faultOutcome struct {
	Attempts int    `json:"attempts"`
	LookUps  int    `json:"lookUps,omitempty"` // number of look-ups of an uploaded file
	Outcome  string `json:"outcome"`           // success, or the kind of error: see kindOf
	Unknown  bool   `json:"unknown,omitempty"` // the error is an ErrOutcomeUnknown
	Done     int    `json:"done"`              // number of times that the service has executed the call
}

func faultRows(t *testing.T) []faultRow {
	t.Helper()
	raw, err := fs.ReadFile(vectors.Files, "faults.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []faultRow }
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) == 0 {
		t.Fatalf("%d rows, %v", len(file.Vectors), err)
	}
	return file.Vectors
}

// isTimed reports whether a row runs in simulated time. There, no time limit expires because the machine is slow, and
// the client has read all bytes that have arrived on a connection before it reuses the connection.
func (r faultRow) isTimed() bool {
	i := r.Input
	return i.Context != "" || i.Attack != nil || i.ListLag > 0 || i.Client != faultClient{} ||
		slices.ContainsFunc(i.Faults, func(f mockserver.Fault) bool { return f.Latency > 0 || f.Interval > 0 })
}

// classes returns the classes of calls with which a row is run. n is the number of the row. With the race detector,
// each row is run with every third class, which are others for the next row, because the classes start the same
// goroutines. .ci/run runs all of them without it.
func (r faultRow) classes(n int) []string {
	all := slices.Sorted(maps.Keys(r.Expect.Calls))
	if !race.Enabled {
		return all
	}
	var chosen []string
	for i := n % min(3, len(all)); i < len(all); i += 3 {
		chosen = append(chosen, all[i])
	}
	return chosen
}

// TestFaults runs each row with its classes of calls, each time with a new server. The subtests are not parallel,
// because each row checks that no goroutines are left.
func TestFaults(t *testing.T) {
	silenceNetHTTP(t)
	for n, row := range faultRows(t) {
		t.Run(strings.TrimPrefix(row.ID, faultSuite+"/"), func(t *testing.T) {
			if row.Input.Attack != nil {
				defer limitHeap(t)()
			}
			before := goleak.IgnoreCurrent()
			for _, class := range row.classes(n) {
				want := row.Expect.Calls[class]
				t.Run(class, func(t *testing.T) {
					if row.isTimed() {
						synctest.Test(t, func(t *testing.T) { runFault(t, row, class, want, false) })
					} else {
						runFault(t, row, class, want, false)
					}
				})
			}
			assertNoGoroutines(t, before)
		})
	}
}

// TestFaults_DefaultTransport runs the attacks with an unwrapped [http.Transport], because the client has special code
// for it. With the race detector, it alternates between the classes of calls.
func TestFaults_DefaultTransport(t *testing.T) {
	silenceNetHTTP(t)
	for n, row := range faultRows(t) {
		if row.Input.Attack == nil {
			continue
		}
		t.Run(path.Base(row.ID), func(t *testing.T) {
			defer limitHeap(t)()
			for i, class := range []string{"list", "uploadKeyed"} {
				if want, ok := row.Expect.Calls[class]; ok && (!race.Enabled || i == n%2) {
					t.Run(class, func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) { runFault(t, row, class, want, true) })
					})
				}
			}
		})
	}
}

// silenceNetHTTP discards the log of net/http about unsolicited responses.
func silenceNetHTTP(t *testing.T) {
	t.Helper()
	before := log.Writer()
	log.SetOutput(io.Discard)
	t.Cleanup(func() { log.SetOutput(before) })
}

// maxHeap is the maximum size in bytes by which a call and the attacker may grow the heap of the idle process.
const maxHeap = 64 << 20

// limitHeap measures the heap until the caller calls check. check fails the test if the heap has grown by more than
// maxHeap.
func limitHeap(t *testing.T) (check func()) {
	t.Helper()
	runtime.GC()
	idle := heapBytes()
	end, highest := make(chan struct{}), make(chan uint64)
	go func() {
		most := idle
		for tick := time.NewTicker(time.Millisecond); ; {
			most = max(most, heapBytes())
			select {
			case <-tick.C:
			case <-end:
				tick.Stop()
				highest <- most
				return
			}
		}
	}()
	return func() {
		t.Helper()
		close(end)
		if most := <-highest - idle; most > maxHeap {
			t.Errorf("the heap has grown by %d KiB", most>>10)
		}
	}
}

// heapBytes returns the size of the heap objects in bytes, including garbage that has not been freed yet.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// assertNoGoroutines fails the test if there are more goroutines than before. It calls goleak.Find several times:
// goleak.Find waits only half a second, and on a busy machine goroutines may need longer to end.
func assertNoGoroutines(t *testing.T, before goleak.Option) {
	t.Helper()
	err := goleak.Find(before)
	for range 20 {
		if err == nil {
			return
		}
		err = goleak.Find(before)
	}
	t.Error(err)
}

// maxRowRuns is the maximum number of runs of a row. A run is repeated if the connection is not as expected: net/http
// closes a connection if it does not detect within 50 ms that a request was written, for example on a busy machine.
const maxRowRuns = 5

func runFault(t *testing.T, row faultRow, class string, want faultOutcome, unwrapped bool) {
	t.Helper()
	for range maxRowRuns {
		if runOnce(t, row, class, want, unwrapped) {
			return
		}
	}
	t.Errorf("the connection is not %s", row.Expect.Connection)
}

// runOnce makes one call and checks its effects. It reports whether the connection is as expected.
func runOnce(t *testing.T, row faultRow, class string, want faultOutcome, unwrapped bool) bool {
	t.Helper()
	s := newHarness(t, row, class, unwrapped)
	defer s.close(t)
	if err := s.makeCall(t); err != nil {
		t.Logf("the call fails with: %v", err)
		s.checkError(t, err)
	} else if want.Outcome == "success" {
		s.checkResult(t)
	}
	s.waitForLateRequests()
	if got := s.callOutcome(t); got != want {
		t.Errorf("got  %s\nwant %s", check.Encode(t, got), check.Encode(t, want))
	}
	s.checkRequests(t)
	s.checkFiles(t)
	return s.checkConnection(t)
}

// callOutcome returns the outcome of the call.
func (s *harness) callOutcome(t *testing.T) faultOutcome {
	t.Helper()
	return faultOutcome{
		Attempts: s.attempts(),
		LookUps:  s.lookUps(),
		Outcome:  kindOf(s.err),
		Unknown:  errors.Is(s.err, imagekit.ErrOutcomeUnknown),
		Done:     s.class.executions(s.state(t)) - s.storedBefore,
	}
}

// checkError checks the fields of an error, and whether ErrUploadOutcomeUnknown fits ErrOutcomeUnknown.
func (s *harness) checkError(t *testing.T, err error) {
	t.Helper()
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Operation != s.class.operation || failed.Attempts != s.attempts() {
		t.Errorf("after %d attempts of %s, the error is %#v", s.attempts(), s.class.operation, err)
	}
	isUpload := strings.HasPrefix(s.class.operation, "upload")
	unknown := errors.Is(err, imagekit.ErrOutcomeUnknown)
	unknownUpload := errors.Is(err, imagekit.ErrUploadOutcomeUnknown)
	if unknownUpload != (unknown && isUpload) {
		t.Errorf("ErrUploadOutcomeUnknown: %v, ErrOutcomeUnknown: %v", unknownUpload, unknown)
	}
}

// checkResult compares the result of a successful upload with the stored file.
func (s *harness) checkResult(t *testing.T) {
	t.Helper()
	if s.result == nil {
		return
	}
	files := uploadedFiles(s.state(t))
	last := len(files) - 1
	if last < 0 || files[last].FileID != s.result.FileID || files[last].FilePath != s.result.FilePath {
		t.Errorf("the upload returned %s at %s, but the account has %s", s.result.FileID, s.result.FilePath,
			check.Encode(t, files))
	}
}

// checkRequests compares the number of requests that the client has sent with the number that the server has received.
func (s *harness) checkRequests(t *testing.T) {
	t.Helper()
	if s.row.Input.Network != "" || s.row.Input.Attack != nil {
		return
	}
	requests := slices.DeleteFunc(s.srv.Requests(), func(r mockserver.Request) bool {
		return r.Operation != s.class.operation
	})
	if len(requests) != s.attempts() {
		t.Errorf("the client made %d attempts, but the server received %d", s.attempts(), len(requests))
	}
}

// checkFiles fails the test if the call has stored two files, or a file of a wrong size.
func (s *harness) checkFiles(t *testing.T) {
	t.Helper()
	paths := map[string]bool{}
	for _, f := range uploadedFiles(s.state(t)) {
		paths[f.FilePath] = true
		if want := cmp.Or(s.row.storedSize(), len(s.content)); int(f.Size) != want {
			t.Errorf("%s has %v bytes, want %d", f.FilePath, f.Size, want)
		}
	}
	if len(paths) > 1 {
		t.Errorf("one upload has stored %d files: %v", len(paths), paths)
	}
}

// checkConnection checks that all responses are closed. It then makes another call, and reports whether this call
// reuses the connection if, and only if, the row expects that.
func (s *harness) checkConnection(t *testing.T) bool {
	t.Helper()
	if open := s.transport.open.Load(); open != 0 {
		t.Errorf("%d responses are not closed", open)
	}
	if s.row.Input.Network != "" {
		return true
	}
	if s.row.Expect.Connection == "any" {
		return true
	}
	s.clearFaults()
	if _, err := s.ik.ListFiles(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return (s.transport.dials.Load() == 1) == (s.row.Expect.Connection == "kept")
}

// waitForLateRequests waits, in simulated time, until the server has executed the requests that the client has given
// up. In real time there are no such requests: the server breaks a connection only after it has executed the request.
func (s *harness) waitForLateRequests() {
	if s.memory != nil {
		time.Sleep(lateRequestWait)
		synctest.Wait()
	}
}

// lateRequestWait is longer than any delay of the server after which a request is executed, and shorter than any after
// which it is never executed.
const lateRequestWait = 10 * time.Second

// contentOfSize returns the content of a file of the given size in bytes.
func contentOfSize(size int) []byte {
	return bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
}
