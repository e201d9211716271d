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
	// The large files of the vectors do not fit into the network buffers of any system. These smaller sizes, which do
	// not fit into a pipe or into a TCP connection with sendBuffer, are sufficient here.
	maxPipedSize = 16 * pipeBuffer
	maxTCPSize   = 8 << 20
	sendBuffer   = 64 << 10
)

// contextDuration is the time after which a context ends. In simulated time, the fault blocks the client before that.
const contextDuration = 100 * time.Millisecond

// harness has the server and the client of one run of a row, and the result of the call.
type harness struct {
	row      faultRow
	class    faultClass
	srv      *mockserver.Server
	memory   *memoryServer // nil if the server is on a real network
	attacker *attacker     // in front of srv; nil if the row has no attack
	// unwrapped means that the client uses http.Transport directly. Then attacker counts the requests, not transport.
	unwrapped    bool
	transport    *countingTransport
	ik           *imagekit.Client
	seededID     string // id of a file that was stored before the call
	storedBefore int    // number of files that were stored before the call with its key: 0 or 1
	content      []byte
	result       *imagekit.UploadResult
	err          error
}

func newHarness(t *testing.T, row faultRow, class string, unwrapped bool) *harness {
	t.Helper()
	s := &harness{row: row, unwrapped: unwrapped, content: contentOfSize(row.size())}
	var ok bool
	if s.class, ok = faultClasses[class]; !ok {
		t.Fatalf("unknown class %q", class)
	}
	s.startServer(t)
	s.uploadSeedFiles(t)
	s.createTransport(t)
	s.ik = check.Call(s.srv.Client(s.clientOptions(t)...)).Must(t)
	if s.attacker != nil {
		s.attacker.disabled.Store(false)
	}
	for _, f := range row.Input.Faults {
		f.Operation = cmp.Or(f.Operation, s.class.operation)
		check.Call(s.srv.AddFault(f)).Must(t)
	}
	return s
}

// size returns the size in bytes of the file that an upload sends.
func (r faultRow) size() int {
	return r.limitSize(cmp.Or(r.Input.Size, defaultSize))
}

// storedSize returns the size in bytes of the file that is stored with the key of the call before the call, or 0 for
// none.
func (r faultRow) storedSize() int { return r.limitSize(r.Input.Stored) }

// limitSize returns size, or the maximum size in this test if that is smaller.
func (r faultRow) limitSize(size int) int {
	if r.isTimed() {
		return min(size, maxPipedSize)
	}
	return min(size, maxTCPSize)
}

// withEmptyLookUps returns a handler that responds to the first look-ups with an empty list.
func withEmptyLookUps(lookUps int, next http.Handler) http.Handler {
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

// startServer starts the server that the row needs.
func (s *harness) startServer(t *testing.T) {
	t.Helper()
	switch {
	case s.row.Input.Attack != nil:
		s.startAttackServer(t)
	case s.row.isTimed():
		s.srv, s.memory = serveInMemory(t)
		s.memory.http.Handler = withEmptyLookUps(s.row.Input.ListLag, s.srv)
	case s.faultNetwork(t).tls:
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

// uploadSeedFiles uploads the files that exist before the call. It uses another client, because checkConnection counts
// the connections of the client under test.
func (s *harness) uploadSeedFiles(t *testing.T) {
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
	s.seededID = file.FileID
	if size := s.row.storedSize(); size > 0 {
		check.Call(c.Upload(t.Context(), uploadRequest(contentOfSize(size)), imagekit.WithUploadKey(uploadKey))).Must(t)
		s.storedBefore = 1
	}
	s.srv.ClearRequests()
}

func (s *harness) clientOptions(t *testing.T) []imagekit.Option {
	t.Helper()
	c := s.row.Input.Client
	now, client := time.Now(), s.transport.client()
	if s.unwrapped {
		client = &http.Client{Transport: s.transport.next}
	}
	opts := []imagekit.Option{
		// With a stopped clock, the client cannot conclude from the creation time of a file that the call has stored
		// it.
		imagekit.WithClock(func() time.Time { return now }),
		imagekit.WithHTTPClient(client),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{
			MinBackoff:    durationOf(t, cmp.Or(c.Backoff, "1ms")),
			MaxBackoff:    durationOf(t, cmp.Or(c.Backoff, "4ms")),
			MaxRetryAfter: durationOf(t, cmp.Or(c.MaxRetryAfter, "4ms")),
		}),
		imagekit.WithTimeouts(imagekit.Timeouts{
			ResponseHeader: durationOf(t, cmp.Or(c.ResponseHeaderTimeout, "1m")),
			Idle:           durationOf(t, cmp.Or(c.IdleTimeout, "1m")),
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
	if at := s.faultNetwork(t).url; at != nil {
		opts = append(opts, imagekit.WithBaseURL(at(t, s)), imagekit.WithUploadURL(at(t, s)))
	}
	return opts
}

// synctestLimiter is a TokenBucket whose Wait first waits until all other goroutines of the synctest bubble are
// blocked. Otherwise, net/http could reuse a connection before it detects that the server has sent extra bytes.
type synctestLimiter struct{ *imagekit.TokenBucket }

func (l synctestLimiter) Wait(ctx context.Context) error {
	synctest.Wait()
	return l.TokenBucket.Wait(ctx)
}

// callContext returns the context of the call.
func (s *harness) callContext(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	if s.row.Input.Context == "deadline" {
		return context.WithTimeout(t.Context(), contextDuration)
	}
	ctx, cancel := context.WithCancel(t.Context())
	switch s.row.Input.Context {
	case "before":
		cancel()
	case "cancelled":
		time.AfterFunc(contextDuration, cancel)
	}
	return ctx, cancel
}

// makeCall makes the call, and stores and returns its error. If there is an attack, it fails the test if the call takes
// longer than twice attackTimeLimit.
func (s *harness) makeCall(t *testing.T) error {
	t.Helper()
	ctx, cancel := s.callContext(t)
	defer cancel()
	if s.attacker == nil {
		s.err = s.class.call(ctx, s)
		return s.err
	}
	ctx, end := context.WithTimeout(ctx, attackTimeLimit)
	defer end()
	watchdog := time.AfterFunc(2*attackTimeLimit, s.attacker.stop)
	if s.err = s.class.call(ctx, s); !watchdog.Stop() {
		t.Errorf("the call has not returned %v after the end of its context", attackTimeLimit)
	}
	return s.err
}

// attackTimeLimit is the time limit of a call with an attack, in simulated time.
const attackTimeLimit = time.Hour

// attempts returns the number of attempts of the call.
func (s *harness) attempts() int {
	if s.unwrapped {
		return int(s.attacker.attackedRequests.Load())
	}
	return s.transport.attempts(s.class.operation)
}

// lookUps returns the number of look-ups of an uploaded file.
func (s *harness) lookUps() int {
	switch {
	case s.class.operation == lookUp:
		return 0
	case s.unwrapped:
		return int(s.attacker.otherRequests.Load()) - 1 - s.storedBefore // without the requests of uploadSeedFiles
	}
	return s.transport.attempts(lookUp)
}

// clearFaults removes the faults and stops the attack.
func (s *harness) clearFaults() {
	s.srv.ClearFaults()
	if s.attacker != nil {
		s.attacker.disabled.Store(true)
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

// kindOf returns the outcome of the vectors for an error: its kind, or "success" for nil.
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
