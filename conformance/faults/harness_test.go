package faults_test

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// Sizes of an uploaded file in bytes.
const (
	defaultSize = 1000
	// The files of the vectors are larger than the network buffers of any system. Smaller files are sufficient here:
	// these sizes are larger than the buffers of pipes, and of TCP connections with sendBuffer.
	maxPipedSize = 16 * pipeBuffer
	maxTCPSize   = 8 << 20
	sendBuffer   = 64 << 10
)

// contextEnds is the time after which a context ends. In simulated time, the client is blocked by the fault by then.
const contextEnds = 100 * time.Millisecond

// harness has a server, a client, and the result of the call.
type harness struct {
	row    faultRow
	class  faultClass
	srv    *mockserver.Server
	memory *memoryServer // nil if the server is on a real network
	// attacker is in front of the server; nil if the row has no attack.
	attacker *attacker
	// plain says that the client has an http.Transport that is not wrapped, so that requests are not counted by it.
	plain     bool
	transport *countingTransport
	ik        *imagekit.Client
	seeded    string // id of a file that was stored before the call
	stored    int    // number of files that were stored before with the key of the call
	content   []byte
	result    *imagekit.UploadResult
	err       error
}

func newHarness(t *testing.T, row faultRow, class string, plain bool) *harness {
	t.Helper()
	s := &harness{row: row, plain: plain, content: content(row.size())}
	var ok bool
	if s.class, ok = faultClasses[class]; !ok {
		t.Fatalf("unknown class %q", class)
	}
	s.serve(t)
	s.seed(t)
	s.connect(t)
	s.ik = check.Call(s.srv.Client(s.clientOptions(t)...)).Must(t)
	if s.attacker != nil {
		s.attacker.disarmed.Store(false)
	}
	for _, f := range row.Input.Faults {
		f.Operation = cmp.Or(f.Operation, s.class.operation)
		check.Call(s.srv.AddFault(f)).Must(t)
	}
	return s
}

// size returns the size of the file that an upload sends, in bytes.
func (r faultRow) size() int {
	return r.limited(cmp.Or(r.Input.Size, defaultSize))
}

// storedSize returns the size in bytes of the file that was stored before with the key of the call, 0 if there is none.
func (r faultRow) storedSize() int { return r.limited(r.Input.Stored) }

// limited returns size, or the maximum size in this test if that is smaller.
func (r faultRow) limited(size int) int {
	if r.isTimed() {
		return min(size, maxPipedSize)
	}
	return min(size, maxTCPSize)
}

// lagging returns a handler that responds to the first look-ups with an empty list.
func lagging(lookUps int, next http.Handler) http.Handler {
	var n atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLookUp(r) || n.Add(1) > int64(lookUps) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "[]")
	})
}

// isLookUp reports whether a request lists files.
func isLookUp(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/v1/files")
}

func (s *harness) serve(t *testing.T) {
	t.Helper()
	switch {
	case s.row.Input.Attack != nil:
		s.serveAttack(t)
	case s.row.isTimed():
		s.srv, s.memory = serveInMemory(t)
		s.memory.http.Handler = lagging(s.row.Input.ListLag, s.srv)
	case s.network(t).tls:
		s.srv = check.Call(mockserver.Listen("127.0.0.1:0", mockserver.WithTLS())).Must(t)
	default:
		s.srv = check.Call(mockserver.Listen("127.0.0.1:0")).Must(t)
	}
}

// dial connects to the server in memory if there is one, and otherwise to the address.
func (s *harness) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if s.memory != nil {
		return s.memory.dial(ctx)
	}
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return conn, conn.(*net.TCPConn).SetWriteBuffer(sendBuffer)
}

// seed uploads the files that exist before the call. It uses another client, because the connection of the client under
// test is checked.
func (s *harness) seed(t *testing.T) {
	t.Helper()
	transport := newCountingTransport(s.dial)
	defer transport.next.CloseIdleConnections()
	opts := []imagekit.Option{}
	if s.srv.Certificate() == nil {
		opts = append(opts, imagekit.WithHTTPClient(transport.client()))
	}
	c := check.Call(s.srv.Client(opts...)).Must(t)
	file := check.Call(c.Upload(t.Context(),
		imagekit.UploadRequest{File: imagekit.FromBytes([]byte("seed")), FileName: "seed.txt"})).Must(t)
	s.seeded = file.FileID
	if size := s.row.storedSize(); size > 0 {
		check.Call(c.Upload(t.Context(), uploadRequest(content(size)), imagekit.WithUploadKey(uploadKey))).Must(t)
		s.stored = 1
	}
	s.srv.ClearRequests()
}

func (s *harness) clientOptions(t *testing.T) []imagekit.Option {
	t.Helper()
	c := s.row.Input.Client
	now, client := time.Now(), s.transport.client()
	if s.plain {
		client = &http.Client{Transport: s.transport.next}
	}
	opts := []imagekit.Option{
		// With a clock that stands still, the client cannot conclude from the time of a file that it is newer than the
		// call.
		imagekit.WithClock(func() time.Time { return now }),
		imagekit.WithHTTPClient(client),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{
			MinBackoff:    durationOf(t, cmp.Or(c.Backoff, "1ms")),
			MaxBackoff:    durationOf(t, cmp.Or(c.Backoff, "4ms")),
			MaxRetryAfter: durationOf(t, cmp.Or(c.MaxServerWait, "4ms")),
		}),
		imagekit.WithTimeouts(imagekit.Timeouts{
			ResponseHeader: durationOf(t, cmp.Or(c.ResponseTimeout, "1m")),
			Idle:           durationOf(t, cmp.Or(c.StallTimeout, "1m")),
		}),
	}
	if s.row.isTimed() {
		reads := imagekit.NewTokenBucket(imagekit.DefaultReadsPerSecond, imagekit.DefaultReadBurst)
		writes := imagekit.NewTokenBucket(imagekit.DefaultWritesPerSecond, imagekit.DefaultWriteBurst)
		opts = append(opts, imagekit.WithRateLimiters(
			imagekit.RateLimiters{Reads: synctestLimiter{reads}, Writes: synctestLimiter{writes}}))
	}
	if s.class.repeatable {
		opts = append(opts, imagekit.WithRepeatableUploads())
	}
	if c.RetryBudget != nil {
		opts = append(opts, imagekit.WithRetryBudget(0, *c.RetryBudget))
	}
	if at := s.network(t).url; at != nil {
		opts = append(opts, imagekit.WithBaseURL(at(t, s)), imagekit.WithUploadURL(at(t, s)))
	}
	return opts
}

// synctestLimiter is a TokenBucket that first waits until all other goroutines of the synctest bubble are blocked.
// Otherwise, net/http could send a request on a connection before it detects that the server has sent more than its
// response.
type synctestLimiter struct{ *imagekit.TokenBucket }

func (l synctestLimiter) Wait(ctx context.Context) error {
	synctest.Wait()
	return l.TokenBucket.Wait(ctx)
}

// context returns the context of the call.
func (s *harness) context(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	if s.row.Input.Context == "deadline" {
		return context.WithTimeout(t.Context(), contextEnds)
	}
	ctx, cancel := context.WithCancel(t.Context())
	switch s.row.Input.Context {
	case "before":
		cancel()
	case "cancelled":
		time.AfterFunc(contextEnds, cancel)
	}
	return ctx, cancel
}

// call makes the call and stores its error. It fails the test if the call does not return when its context ends.
func (s *harness) call(t *testing.T) error {
	t.Helper()
	ctx, cancel := s.context(t)
	defer cancel()
	if s.attacker == nil {
		s.err = s.class.call(ctx, s)
		return s.err
	}
	ctx, end := context.WithTimeout(ctx, attackedFor)
	defer end()
	watchdog := time.AfterFunc(2*attackedFor, s.attacker.stop)
	if s.err = s.class.call(ctx, s); !watchdog.Stop() {
		t.Error("the call has not returned after the end of its context")
	}
	return s.err
}

// attackedFor is the time limit of a call with an attack, in simulated time. No row needs that long. The test fails if
// a call takes twice as long.
const attackedFor = time.Hour

// attempts returns the number of attempts of the call.
func (s *harness) attempts() int {
	if s.plain {
		return int(s.attacker.attacked.Load())
	}
	return s.transport.attempts(s.class.operation)
}

// lookUps returns the number of look-ups of an uploaded file.
func (s *harness) lookUps() int {
	switch {
	case s.class.operation == lookUp:
		return 0
	case s.plain:
		return int(s.attacker.others.Load()) - 1 - s.stored // without the uploads of seed
	}
	return s.transport.attempts(lookUp)
}

// clearFaults removes the faults and stops the attack.
func (s *harness) clearFaults() {
	s.srv.ClearFaults()
	if s.attacker != nil {
		s.attacker.disarmed.Store(true)
	}
}

func (s *harness) state(t *testing.T) mockserver.State {
	t.Helper()
	return check.Call(s.srv.State()).Must(t)
}

func (s *harness) close(t *testing.T) {
	t.Helper()
	s.transport.next.CloseIdleConnections()
	check.NoError(t, s.srv.Close())
	switch {
	case s.attacker != nil:
		s.attacker.stop()
	case s.memory != nil:
		s.memory.stop(t)
	}
}

// kindOf returns the kind of an error, as in the vectors, and "success" for nil.
func kindOf(err error) string {
	var (
		failed    *imagekit.Error
		timeout   *imagekit.TimeoutError
		dns       *net.DNSError
		untrusted x509.UnknownAuthorityError
		wrongHost x509.HostnameError
		operation *net.OpError
		otherFile *imagekit.UploadKeyError
		syntax    *jsontext.SyntacticError
	)
	switch errors.As(err, &failed); {
	case err == nil:
		return "success"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "ended"
	case failed == nil:
		return err.Error()
	case errors.As(err, &otherFile):
		return "conflict"
	case failed.StatusCode >= 300, failed.StatusCode > 0 && failed.StatusCode < 200:
		return "status"
	case errors.As(err, &timeout) && timeout.Waiting == "transfer":
		return "stalled"
	case errors.As(err, &timeout):
		return "timeout"
	case errors.As(err, &dns), errors.As(err, &untrusted), errors.As(err, &wrongHost),
		errors.Is(err, http.ErrSchemeMismatch),
		errors.As(err, &operation) && operation.Op == "dial":
		return "unreachable"
	case errors.As(err, &syntax), failed.StatusCode != 0 && operation == nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return "unreadable"
	}
	return "lost"
}

func durationOf(t *testing.T, text string) time.Duration {
	t.Helper()
	return check.Call(time.ParseDuration(text)).Must(t)
}
