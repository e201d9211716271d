package faults_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log"
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
)

// faultSuite is the suite of the vectors. It needs a server.
const faultSuite = "faults"

// lookUp is the operation by which the client looks up an uploaded file.
const lookUp = "listFiles"

// faultRow is a vector: a fault, and the expected outcome for each class of calls.
type faultRow struct {
	ID    string
	Note  string // description
	Input struct {
		Faults  []mockserver.Fault // without an operation: for the operation of the call
		Network string             // fault of the network: a key of faultNetworks
		Attack  *faultAttack       // response of the server, instead of a valid one
		Client  faultClient
		Context string // how the context ends: before, cancelled or deadline
		Size    int    // size of the uploaded file in bytes
		Stored  int    // size in bytes of a file that was uploaded earlier with the key of the call; 0 for none
		ListLag int    // number of look-ups that find nothing
	}
	Expect struct {
		Connection string // kept or lost: whether the next call can use the connection; any if both are possible
		Calls      map[string]faultOutcome
	}
}

// faultClient has the options of the client that differ from the default of the test. Durations are in the form of
// time.ParseDuration.
type faultClient struct {
	ResponseTimeout, StallTimeout, MaxServerWait, Backoff string

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

// isTimed reports whether a row runs in simulated time. If time is part of the fault, no other time limit must expire.
// If the response is an attack, the client must have seen everything that arrived on a connection before it reuses it.
func (r faultRow) isTimed() bool {
	i := r.Input
	return i.Context != "" || i.Attack != nil || i.ListLag > 0 || i.Client != faultClient{} ||
		slices.ContainsFunc(i.Faults, func(f mockserver.Fault) bool { return f.Latency > 0 || f.Interval > 0 })
}

// TestFaults runs each row with each class of calls, each with its own server. The subtests are not parallel, so that
// each can check that no goroutines are left.
func TestFaults(t *testing.T) {
	silenceNetHTTP(t)
	for _, row := range faultRows(t) {
		t.Run(strings.TrimPrefix(row.ID, faultSuite+"/"), func(t *testing.T) {
			if row.Input.Attack != nil {
				defer boundedHeap(t)()
			}
			before := goleak.IgnoreCurrent()
			for class, want := range row.Expect.Calls {
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

// TestFaults_DefaultTransport runs the attacks with an [http.Transport] that is not wrapped, which the client handles
// differently.
func TestFaults_DefaultTransport(t *testing.T) {
	silenceNetHTTP(t)
	for _, row := range faultRows(t) {
		if row.Input.Attack == nil {
			continue
		}
		t.Run(path.Base(row.ID), func(t *testing.T) {
			defer boundedHeap(t)()
			for _, class := range []string{"list", "uploadKeyed"} {
				if want, ok := row.Expect.Calls[class]; ok {
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

// maxHeap is the maximum memory in bytes that a call and the attacking server use in addition to the idle process.
const maxHeap = 64 << 20

// boundedHeap measures the heap until check is called. check fails the test if the heap has grown by more than maxHeap.
func boundedHeap(t *testing.T) (check func()) {
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

// heapBytes returns the memory of objects in bytes, including those that the garbage collector has not freed yet.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// assertNoGoroutines fails if there are more goroutines than before. It calls goleak.Find several times, because one
// call waits only half a second, and goroutines can need longer to end on a busy machine.
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

// maxRowRuns is the maximum number of times that a row runs if the connection is not as expected. net/http closes a
// connection if it does not detect within 50 ms that a request was written, which can happen on a busy machine.
const maxRowRuns = 5

func runFault(t *testing.T, row faultRow, class string, want faultOutcome, plain bool) {
	t.Helper()
	for range maxRowRuns {
		if runOnce(t, row, class, want, plain) {
			return
		}
	}
	t.Errorf("the connection is not %s", row.Expect.Connection)
}

// runOnce makes one call and checks its effects. It reports whether the connection is as expected.
func runOnce(t *testing.T, row faultRow, class string, want faultOutcome, plain bool) bool {
	t.Helper()
	s := newHarness(t, row, class, plain)
	defer s.close(t)
	if err := s.call(t); err != nil {
		t.Logf("the call fails with: %v", err)
		s.checkError(t, err)
	} else if want.Outcome == "success" {
		s.checkResult(t)
	}
	s.waitForServer()
	if got := s.outcome(t); got != want {
		t.Errorf("got  %s\nwant %s", check.Encode(t, got), check.Encode(t, want))
	}
	s.checkRequests(t)
	s.checkFiles(t)
	return s.checkConnection(t)
}

// outcome returns the outcome of the call.
func (s *harness) outcome(t *testing.T) faultOutcome {
	t.Helper()
	return faultOutcome{
		Attempts: s.attempts(),
		LookUps:  s.lookUps(),
		Outcome:  kindOf(s.err),
		Unknown:  errors.Is(s.err, imagekit.ErrOutcomeUnknown),
		Done:     s.class.done(s.state(t)) - s.stored,
	}
}

// checkError checks the properties that every error has.
func (s *harness) checkError(t *testing.T, err error) {
	t.Helper()
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Operation != s.class.operation || failed.Attempts != s.attempts() {
		t.Errorf("after %d attempts, %#v", s.attempts(), err)
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
		t.Errorf("the upload returned %s %s, the account has %s", s.result.FileID, s.result.FilePath,
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
		t.Errorf("the client made %d attempts, the server saw %d", s.attempts(), len(requests))
	}
}

// checkFiles fails if the call has stored two files, or a file of a wrong size.
func (s *harness) checkFiles(t *testing.T) {
	t.Helper()
	paths := map[string]bool{}
	for _, f := range uploadedFiles(s.state(t)) {
		paths[f.FilePath] = true
		if want := cmp.Or(s.row.storedSize(), len(s.content)); int(f.Size) != want {
			t.Errorf("%s has %v bytes of %d", f.FilePath, f.Size, want)
		}
	}
	if len(paths) > 1 {
		t.Errorf("one upload has stored %d files: %v", len(paths), paths)
	}
}

// checkConnection checks that all responses are closed, makes another call, and reports whether it reuses the
// connection as expected.
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

// waitForServer waits, in simulated time, until the server has executed the requests that the client has given up. In
// real time there are none: a server that breaks a connection does this last.
func (s *harness) waitForServer() {
	if s.memory != nil {
		time.Sleep(serverWait)
		synctest.Wait()
	}
}

// serverWait is longer than any delay of the server after which a request is executed, and shorter than any after which
// it is never executed.
const serverWait = 10 * time.Second

// content returns the content of a file of the given size in bytes.
func content(size int) []byte {
	return bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
}
