package conformance_test

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const (
	defaultSize = 1000 // of an uploaded file
	noServer    = "https://nowhere.test"
)

// faultStage is a server, a client of it, and what has become of the call.
type faultStage struct {
	row     faultRow
	class   faultClass
	srv     *mockserver.Server
	wire    *faultWire
	ik      *imagekit.Client
	seeded  string // the id of a file that is there from the beginning
	content []byte

	ctx    context.Context //nolint:containedctx // lives as long as one call
	end    context.CancelFunc
	result *imagekit.UploadResult
	err    error
}

func newFaultStage(t *testing.T, row faultRow, class string) *faultStage {
	t.Helper()
	s := &faultStage{row: row, content: content(cmp.Or(row.Input.Size, defaultSize))}
	var ok bool
	if s.class, ok = faultClasses[class]; !ok {
		t.Fatalf("there is no class %q", class)
	}
	var opts []mockserver.Option
	if row.Input.Network == "untrusted" {
		opts = append(opts, mockserver.WithTLS())
	}
	s.srv = try(mockserver.Listen("127.0.0.1:0", opts...)).must(t)
	s.seed(t)
	s.prepareContext(t)
	s.ik = try(s.srv.Client(s.clientOptions(t)...)).must(t)
	for _, f := range row.Input.Faults {
		f.Operation = cmp.Or(f.Operation, s.class.operation)
		try(s.srv.AddFault(f)).must(t)
	}
	return s
}

// seed uploads a file by a client of its own, whose connection is not the one that is looked at.
func (s *faultStage) seed(t *testing.T) {
	t.Helper()
	wire := newFaultWire(nil)
	defer wire.next.CloseIdleConnections()
	opts := []imagekit.Option{}
	if s.srv.Certificate() == nil {
		opts = append(opts, imagekit.WithHTTPClient(wire.client()))
	}
	c := try(s.srv.Client(opts...)).must(t)
	file := try(c.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes([]byte("seed")), FileName: "seed.txt"})).must(t)
	s.seeded = file.FileID
	s.srv.ClearRequests()
}

func (s *faultStage) clientOptions(t *testing.T) []imagekit.Option {
	t.Helper()
	c := s.row.Input.Client
	now := time.Now()
	opts := []imagekit.Option{
		// On a clock that stands still, the client is never certain by the time alone that a file is newer than its call.
		imagekit.WithClock(func() time.Time { return now }),
		imagekit.WithHTTPClient(s.wire.client()),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{
			BaseWait: time.Millisecond, MaxWait: 4 * time.Millisecond, MaxServerWait: durationOf(t, cmp.Or(c.MaxServerWait, "4ms")),
		}),
		imagekit.WithTimeouts(imagekit.Timeouts{
			Response: durationOf(t, cmp.Or(c.ResponseTimeout, "1m")), Stall: durationOf(t, cmp.Or(c.StallTimeout, "1m")),
		}),
	}
	if s.class.repeatable {
		opts = append(opts, imagekit.WithRepeatableUploads())
	}
	switch s.row.Input.Network {
	case "refused":
		opts = append(opts, imagekit.WithBaseURL(closedPort(t)), imagekit.WithUploadURL(closedPort(t)))
	case "unknownHost", "noNameServer":
		opts = append(opts, imagekit.WithBaseURL(noServer), imagekit.WithUploadURL(noServer))
	}
	return opts
}

// closedPort is a server that was there a moment ago.
func closedPort(t *testing.T) string {
	t.Helper()
	l := try(net.Listen("tcp", "127.0.0.1:0")).must(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return "http://" + l.Addr().String()
}

// prepareContext makes the context, and the wire that ends it when the row says so.
func (s *faultStage) prepareContext(t *testing.T) {
	t.Helper()
	s.ctx, s.end = context.WithCancel(t.Context())
	s.wire = newFaultWire(resolverFor(s.row.Input.Network))
	switch s.row.Input.Context {
	case "before":
		s.end()
	case "tooSoon":
		s.ctx, s.end = context.WithTimeout(t.Context(), time.Minute)
	case "duringBody":
		s.wire.wroteHeaders = s.end
	case "duringLatency":
		s.wire.wroteRequest = s.end
	case "duringResponse", "duringWait":
		// By then the client is where it should be. If it is not, the outcome is the same.
		s.wire.answered = func() { time.AfterFunc(100*time.Millisecond, s.end) }
	}
}

// call makes the call and remembers what became of it.
func (s *faultStage) call(t *testing.T) error {
	t.Helper()
	defer s.end()
	s.err = s.class.call(s.ctx, s)
	return s.err
}

func (s *faultStage) state(t *testing.T) mockserver.State {
	t.Helper()
	return try(s.srv.State()).must(t)
}

func (s *faultStage) close(t *testing.T) {
	t.Helper()
	s.wire.next.CloseIdleConnections()
	if err := s.srv.Close(); err != nil {
		t.Error(err)
	}
}

// kindOf names an error by its cause.
func kindOf(err error) string {
	var (
		failed    *imagekit.Error
		timeout   *imagekit.TimeoutError
		dns       *net.DNSError
		untrusted x509.UnknownAuthorityError
		operation *net.OpError
		syntax    *json.SyntaxError
	)
	switch errors.As(err, &failed); {
	case err == nil:
		return "success"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "ended"
	case failed == nil:
		return err.Error()
	case failed.StatusCode >= 300:
		return "status"
	case errors.As(err, &timeout):
		return "timeout"
	case errors.As(err, &dns), errors.As(err, &untrusted), errors.As(err, &operation) && operation.Op == "dial":
		return "unreachable"
	case errors.As(err, &syntax), failed.StatusCode != 0 && operation == nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return "unreadable"
	}
	return "lost"
}

func durationOf(t *testing.T, text string) time.Duration {
	t.Helper()
	return try(time.ParseDuration(text)).must(t)
}
