package conformance_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/vectors"
)

// faultSuite is the suite that needs a server to be played.
const faultSuite = "faults"

// faultRow is something that goes wrong, and what becomes of each class of calls.
type faultRow struct {
	ID    string
	Note  string // says it in words
	Input struct {
		Faults  []mockserver.Fault // those without an operation are for the call's own
		Network string             // what fails before there is a server: refused, unknownHost, noNameServer or untrusted
		Client  faultClient
		Context string // when it ends: before, duringLatency, duringBody, duringResponse, duringWait or tooSoon
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

// TestFaults plays each row with each class of calls against a server of its own, one after the other: nothing may be left running.
func TestFaults(t *testing.T) {
	for _, row := range faultRows(t) {
		t.Run(strings.TrimPrefix(row.ID, faultSuite+"/"), func(t *testing.T) {
			for class, want := range row.Expect.Calls {
				t.Run(class, func(t *testing.T) {
					before := goleak.IgnoreCurrent()
					playFault(t, row, class, want)
					goleak.VerifyNone(t, before)
				})
			}
		})
	}
}

// playFault makes one call and looks at everything that it has left.
func playFault(t *testing.T, row faultRow, class string, want faultOutcome) {
	t.Helper()
	s := newFaultStage(t, row, class)
	defer s.close(t)
	if err := s.call(t); err != nil {
		t.Logf("the call fails with: %v", err)
		s.checkError(t, err)
	} else if want.Outcome == "success" {
		s.checkResult(t)
	}
	s.settle(t)
	if got := s.outcome(t); got != want {
		t.Errorf("got  %s\nwant %s", encode(t, got), encode(t, want))
	}
	s.checkRequests(t)
	s.checkFiles(t)
	s.checkConnection(t)
}

// outcome is what has become of the call.
func (s *faultStage) outcome(t *testing.T) faultOutcome {
	t.Helper()
	return faultOutcome{
		Attempts: s.wire.made(s.class.operation),
		LookUps:  s.wire.made("listFiles"),
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
	if s.row.Input.Network != "" || s.row.Input.Context != "" {
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

// checkConnection makes one more call and looks whether it needs a connection of its own. By then all responses are closed.
func (s *faultStage) checkConnection(t *testing.T) {
	t.Helper()
	if open := s.wire.open.Load(); open != 0 {
		t.Errorf("%d responses are not closed", open)
	}
	if s.row.Input.Network != "" {
		return
	}
	s.srv.ClearFaults()
	if _, err := s.ik.ListFiles(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if kept := s.wire.dials.Load() == 1; kept != (s.row.Expect.Connection == "kept") {
		t.Errorf("%d connections were opened, want the first one to be %s", s.wire.dials.Load(), s.row.Expect.Connection)
	}
}

// settle waits for what is still going on in the server, such as a request that the client has given up, or that is yet to be accepted.
func (s *faultStage) settle(t *testing.T) {
	t.Helper()
	if s.row.Input.Network != "" || s.row.Input.Context == "duringBody" ||
		slices.ContainsFunc(s.row.Input.Faults, func(f mockserver.Fault) bool { return f.Latency > maxSettle || f.Interval > maxSettle }) {
		return // nothing comes, or it goes on until the server closes
	}
	for end := time.Now().Add(2 * maxSettle); !s.isSettled(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the server still works on a request: %s", encode(t, s.srv.Requests()))
		}
	}
}

// isSettled reports whether all attempts have come and gone.
func (s *faultStage) isSettled() bool {
	requests := s.srv.Requests()
	return len(requests) == s.wire.made(s.class.operation)+s.wire.made("listFiles") &&
		!slices.ContainsFunc(requests, func(r mockserver.Request) bool { return r.Duration == 0 })
}

// maxSettle is the longest wait that a server is given time for.
const maxSettle = 5 * time.Second

// content is the file of an upload; no two places in it look alike.
func content(size int) []byte {
	return bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
}
