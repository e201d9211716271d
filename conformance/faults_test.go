package conformance_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/openimagekit/imagekit"
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
		Client  faultClient
		Context string // how it ends: before the call, or, soon after that, cancelled or by its deadline
		Size    int    // of an uploaded file, in bytes
	}
	Expect struct {
		Connection string // kept or lost: whether the next call can use it
		Calls      map[string]faultOutcome
	}
}

// faultClient is how the client differs from that of the other rows. Durations are text.
type faultClient struct{ ResponseTimeout, StallTimeout, MaxServerWait string }

// faultOutcome is what becomes of a call.
type faultOutcome struct {
	Attempts int    `json:"attempts"`
	LookUps  int    `json:"lookUps,omitempty"` // searches for an uploaded file
	Outcome  string `json:"outcome"`           // success, or what kind of error
	Unknown  bool   `json:"unknown,omitempty"` // the error says that it may have been carried out all the same
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

// isTimed reports whether it is time that goes wrong. Such a row is played in simulated time, where no other limit can run out.
func (r faultRow) isTimed() bool {
	i := r.Input
	return i.Context != "" || i.Client != faultClient{} ||
		slices.ContainsFunc(i.Faults, func(f mockserver.Fault) bool { return f.Latency > 0 || f.Interval > 0 })
}

// TestFaults plays each row with each class of calls against a server of its own, one after the other: nothing may be left running.
func TestFaults(t *testing.T) {
	for _, row := range faultRows(t) {
		t.Run(strings.TrimPrefix(row.ID, faultSuite+"/"), func(t *testing.T) {
			for class, want := range row.Expect.Calls {
				t.Run(class, func(t *testing.T) {
					before := goleak.IgnoreCurrent()
					if row.isTimed() {
						synctest.Test(t, func(t *testing.T) { playFault(t, row, class, want) })
					} else {
						playFault(t, row, class, want)
					}
					nothingRuns(t, before)
				})
			}
		})
	}
}

// nothingRuns fails if there are goroutines that were not there before. One look of goleak lasts half a second, which can be too short for
// those that end on a busy machine.
func nothingRuns(t *testing.T, before goleak.Option) {
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

// chances is how often a row is played if the connection is not as it should be. net/http gives up one on which it is not told within 50 ms
// that a request has been written, and a busy machine can take longer to tell.
const chances = 5

func playFault(t *testing.T, row faultRow, class string, want faultOutcome) {
	t.Helper()
	for range chances {
		if playOnce(t, row, class, want) {
			return
		}
	}
	t.Errorf("the connection is not %s", row.Expect.Connection)
}

// playOnce makes one call and looks at everything that it has left. It reports whether the connection is as it should be.
func playOnce(t *testing.T, row faultRow, class string, want faultOutcome) bool {
	t.Helper()
	s := newFaultStage(t, row, class)
	defer s.close(t)
	if err := s.call(t); err != nil {
		t.Logf("the call fails with: %v", err)
		s.checkError(t, err)
	} else if want.Outcome == "success" {
		s.checkResult(t)
	}
	s.settle()
	if got := s.outcome(t); got != want {
		t.Errorf("got  %s\nwant %s", encode(t, got), encode(t, want))
	}
	s.checkRequests(t)
	s.checkFiles(t)
	return s.checkConnection(t)
}

// outcome is what has become of the call.
func (s *faultStage) outcome(t *testing.T) faultOutcome {
	t.Helper()
	return faultOutcome{
		Attempts: s.wire.made(s.class.operation),
		LookUps:  s.wire.made(lookUp),
		Outcome:  kindOf(s.err),
		Unknown:  errors.Is(s.err, imagekit.ErrOutcomeUnknown),
		Done:     s.class.done(s.state(t)),
	}
}

// checkError holds the error to what each one has to tell.
func (s *faultStage) checkError(t *testing.T, err error) {
	t.Helper()
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Operation != s.class.operation || failed.Attempts != s.wire.made(s.class.operation) {
		t.Errorf("after %d attempts, %#v", s.wire.made(s.class.operation), err)
	}
	isUpload := strings.HasPrefix(s.class.operation, "upload")
	if unknown := errors.Is(err, imagekit.ErrOutcomeUnknown); errors.Is(err, imagekit.ErrUploadOutcomeUnknown) != (unknown && isUpload) {
		t.Errorf("of an upload: %v, of a call: %v", errors.Is(err, imagekit.ErrUploadOutcomeUnknown), unknown)
	}
}

// checkResult compares what a successful upload returned with the file that is there.
func (s *faultStage) checkResult(t *testing.T) {
	t.Helper()
	if s.result == nil {
		return
	}
	files := uploadedFiles(s.state(t))
	if len(files) == 0 || *files[len(files)-1].FileID != s.result.FileID || *files[len(files)-1].FilePath != s.result.FilePath {
		t.Errorf("the upload returned %s %s, the account has %s", s.result.FileID, s.result.FilePath, encode(t, files))
	}
}

// checkRequests compares what the client sent with what the server got, as far as all of it went out.
func (s *faultStage) checkRequests(t *testing.T) {
	t.Helper()
	if s.row.Input.Network != "" {
		return
	}
	requests := slices.DeleteFunc(s.srv.Requests(), func(r mockserver.Request) bool { return r.Operation != s.class.operation })
	if len(requests) != s.wire.made(s.class.operation) {
		t.Errorf("the client made %d attempts, the server saw %d", s.wire.made(s.class.operation), len(requests))
	}
}

// checkFiles fails if there are two files, or one that is not what was uploaded.
func (s *faultStage) checkFiles(t *testing.T) {
	t.Helper()
	paths := map[string]bool{}
	for _, f := range uploadedFiles(s.state(t)) {
		paths[*f.FilePath] = true
		if int(*f.Size) != len(s.content) {
			t.Errorf("%s has %v bytes of %d", *f.FilePath, *f.Size, len(s.content))
		}
	}
	if len(paths) > 1 {
		t.Errorf("one upload has left %d files: %v", len(paths), paths)
	}
}

// checkConnection makes one more call and reports whether it needs a connection of its own if it should. By then all responses are closed.
func (s *faultStage) checkConnection(t *testing.T) bool {
	t.Helper()
	if open := s.wire.open.Load(); open != 0 {
		t.Errorf("%d responses are not closed", open)
	}
	if s.row.Input.Network != "" {
		return true
	}
	s.srv.ClearFaults()
	if _, err := s.ik.ListFiles(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return (s.wire.dials.Load() == 1) == (s.row.Expect.Connection == "kept")
}

// settle waits, in simulated time, for what is still going on in the server, such as a request that the client has given up. In real time
// nothing is: a server that breaks a connection does it last.
func (s *faultStage) settle() {
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
