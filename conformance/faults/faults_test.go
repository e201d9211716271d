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

// faultSuite is the suite that needs a server to be played.
const faultSuite = "faults"

// lookUp is the operation that searches for an uploaded file.
const lookUp = "listFiles"

// faultRow is something that goes wrong, and what becomes of each class of calls.
type faultRow struct {
	ID    string
	Note  string // says it in words
	Input struct {
		Faults  []mockserver.Fault // those without an operation are for the call's own
		Network string             // what fails before there is a server: a key of faultNetworks
		Attack  *faultAttack       // what the server answers instead of HTTP
		Client  faultClient
		Context string // how it ends: before the call, or, soon after that, cancelled or by its deadline
		Size    int    // of an uploaded file, in bytes
		Stored  int    // bytes of the file that has been uploaded with the key of the call before; 0 for none
		ListLag int    // how many look-ups find nothing, whatever is there
	}
	Expect struct {
		Connection string // kept or lost: whether the next call can use it; any if that is not certain
		Calls      map[string]faultOutcome
	}
}

// faultClient is how the client differs from that of the other rows. Durations are text.
type faultClient struct {
	ResponseTimeout, StallTimeout, MaxServerWait, Backoff string

	RetryBudget *int
}

// faultOutcome is what becomes of a call.
type faultOutcome struct {
	Attempts int    `json:"attempts"`
	LookUps  int    `json:"lookUps,omitempty"` // searches for an uploaded file
	Outcome  string `json:"outcome"`           // success, or what kind of error
	Unknown  bool   `json:"unknown,omitempty"` // the error says that it may have been carried out nevertheless
	Done     int    `json:"done"`              // how often the service has carried it out
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

// isTimed reports whether a row is played in simulated time: one in which time goes wrong, so that no other limit can
// run out, or in which the server does not keep to HTTP, so that the client uses a connection again only when it has
// seen everything that came over it.
func (r faultRow) isTimed() bool {
	i := r.Input
	return i.Context != "" || i.Attack != nil || i.ListLag > 0 || i.Client != faultClient{} ||
		slices.ContainsFunc(i.Faults, func(f mockserver.Fault) bool { return f.Latency > 0 || f.Interval > 0 })
}

// TestFaults plays each row with each class of calls against a server of its own, one after the other: nothing may be
// left running.
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
						synctest.Test(t, func(t *testing.T) { playFault(t, row, class, want, false) })
					} else {
						playFault(t, row, class, want, false)
					}
				})
			}
			assertNoGoroutines(t, before)
		})
	}
}

// TestFaults_AttackedPlain plays the attacks against a transport of Go's as it is, for which the client takes a shorter
// way.
func TestFaults_AttackedPlain(t *testing.T) {
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
						synctest.Test(t, func(t *testing.T) { playFault(t, row, class, want, true) })
					})
				}
			}
		})
	}
}

// silenceNetHTTP keeps net/http from logging what servers send that nobody has asked for.
func silenceNetHTTP(t *testing.T) {
	t.Helper()
	before := log.Writer()
	log.SetOutput(io.Discard)
	t.Cleanup(func() { log.SetOutput(before) })
}

// maxHeap is how much more memory a call may take than the idle process does, and the server that attacks it.
const maxHeap = 64 << 20

// boundedHeap watches the heap until what it returns is called, which fails the test if there was too much in it.
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
			t.Errorf("it took %d KiB above the idle process", most>>10)
		}
	}
}

// heapBytes is what objects take, with those that the garbage collector has not come to.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// assertNoGoroutines fails if there are goroutines that were not there before. One look of goleak lasts half a second,
// which can be too short for those that end on a busy machine.
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

// maxPlays is how often a row is played if the connection is not as it should be. net/http gives up one on which it is
// not told within 50 ms that a request has been written, and a busy machine can take longer to tell.
const maxPlays = 5

func playFault(t *testing.T, row faultRow, class string, want faultOutcome, plain bool) {
	t.Helper()
	for range maxPlays {
		if playOnce(t, row, class, want, plain) {
			return
		}
	}
	t.Errorf("the connection is not %s", row.Expect.Connection)
}

// playOnce makes one call and looks at everything that it has left. It reports whether the connection is as it should
// be.
func playOnce(t *testing.T, row faultRow, class string, want faultOutcome, plain bool) bool {
	t.Helper()
	s := newHarness(t, row, class, plain)
	defer s.close(t)
	if err := s.call(t); err != nil {
		t.Logf("the call fails with: %v", err)
		s.checkError(t, err)
	} else if want.Outcome == "success" {
		s.checkResult(t)
	}
	s.settle()
	if got := s.outcome(t); got != want {
		t.Errorf("got  %s\nwant %s", check.Encode(t, got), check.Encode(t, want))
	}
	s.checkRequests(t)
	s.checkFiles(t)
	return s.checkConnection(t)
}

// outcome is what has become of the call.
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

// checkError holds the error to what each one has to tell.
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

// checkResult compares what a successful upload returned with the file that is there.
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

// checkRequests compares what the client sent with what the server got, as far as all of it went out.
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

// checkFiles fails if there are two files, or one that is not what was uploaded.
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
		t.Errorf("one upload has left %d files: %v", len(paths), paths)
	}
}

// checkConnection makes one more call and reports whether it needs a connection of its own if it should. By then all
// responses are closed.
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

// settle waits, in simulated time, for what is still going on in the server, such as a request that the client has
// given up. In real time nothing is: a server that breaks a connection does it last.
func (s *harness) settle() {
	if s.memory != nil {
		time.Sleep(settleTime)
		synctest.Wait()
	}
}

// settleTime is longer than what a row says goes on after the call, and shorter than what it says never happens.
const settleTime = 10 * time.Second

// content is the file of an upload; no two places in it look alike.
func content(size int) []byte {
	return bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
}
