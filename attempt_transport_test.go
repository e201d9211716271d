package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// blockingBody is a body whose Read or Close blocks until release is closed.
type blockingBody struct {
	io.Reader               // returned before Read blocks
	release   chan struct{} // closed to end the blocking
	obeyClose bool          // Close ends a blocked Read
	slowClose bool          // Close blocks
	closed    chan struct{} // Close closes it
}

func newBlockingBody(before string) *blockingBody {
	return &blockingBody{Reader: strings.NewReader(before), release: make(chan struct{}), closed: make(chan struct{})}
}

func (b *blockingBody) Read(p []byte) (int, error) {
	if n, err := b.Reader.Read(p); err == nil {
		return n, nil
	}
	if b.slowClose {
		return 0, io.EOF
	}
	never := make(chan struct{})
	if b.obeyClose {
		never = b.closed
	}
	select {
	case <-b.release:
	case <-never:
	}
	clear(p) // the race detector reports it if p is in use elsewhere
	return 0, io.ErrUnexpectedEOF
}

func (b *blockingBody) Close() error {
	close(b.closed) // a second Close would panic
	if b.slowClose {
		<-b.release
	}
	return nil
}

// TestClient_Transport_IgnoresContext uses transports and bodies that block forever. A call must take as long as its
// limit, and at most a second longer. Time is simulated.
func TestClient_Transport_IgnoresContext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]blockingTest{
		"no response":               {limit: time.Minute, want: "no response within", isTimeOut: true},
		"no response, and no limit": {endless: true, limit: time.Hour, want: "deadline exceeded"},
		"a Read": {
			status: 200, limit: 10 * time.Second, want: "no data was transferred",
			isTimeOut: true,
		},
		"a Read, and no limit": {
			status: 200, endless: true, limit: time.Hour,
			want: "deadline exceeded",
		},
		"a Read that Close ends": {status: 200, edit: func(b *blockingBody) {
			b.obeyClose = true
		}, limit: 10 * time.Second, want: "no data was transferred", isTimeOut: true},
		"Close": {status: 200, edit: func(b *blockingBody) { b.slowClose = true }},
		"Close, and no limit": {status: 200, edit: func(b *blockingBody) {
			b.slowClose = true
		}, endless: true},
		"a Read of an error":                     {status: 404, limit: 10 * time.Second, want: "404"},
		"a Read of a redirect":                   {status: 307, limit: 10 * time.Second},
		"Close of a redirect":                    {status: 307, edit: func(b *blockingBody) { b.slowClose = true }},
		"a Read after the protocol was switched": {status: 101, want: "switched to another protocol"},
		"a Read after an informational status":   {status: 103, want: "103"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, test.run)
		})
	}
}

// blockingTest is a call with a transport or a body that blocks.
type blockingTest struct {
	status    int // 0 for no response
	edit      func(*blockingBody)
	endless   bool // only the context limits the time of the call
	limit     time.Duration
	want      string // of the error, empty for success
	isTimeOut bool
}

func (b blockingTest) run(t *testing.T) {
	body := newBlockingBody("{}")
	if b.edit != nil {
		b.edit(body)
	}
	defer synctest.Wait() // until the abandoned goroutines end, otherwise the bubble panics
	defer close(body.release)
	limits := imagekit.Timeouts{ResponseHeader: time.Minute, Idle: 10 * time.Second}
	if b.endless {
		limits = imagekit.Timeouts{ResponseHeader: -1, Idle: -1}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	start := time.Now()
	_, err := newClient(t, withTransport(b.answerWith(body)), imagekit.WithTimeouts(limits)).GetFileDetails(ctx, "id")
	const grace = time.Second // more than the client waits for a Close
	if elapsed := time.Since(start); elapsed < b.limit || elapsed > b.limit+grace {
		t.Errorf("it took %v, want %v", elapsed, b.limit)
	}
	wantError(t, err, b.want)
	var timeout *imagekit.TimeoutError
	if errors.As(err, &timeout) != b.isTimeOut {
		t.Errorf("got %v, want a time-out: %v", err, b.isTimeOut)
	}
	synctest.Wait()
	select {
	case <-body.closed:
	default:
		if b.status != 0 {
			t.Error("the body is not closed")
		}
	}
}

// answerWith returns a transport that answers with body.
func (b blockingTest) answerWith(body *blockingBody) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		switch {
		case b.status == 0:
			<-body.release
			return response(200, "{}"), nil
		case r.URL.Path == "/elsewhere":
			return response(200, "{}"), nil
		}
		res := response(b.status, "", "Location", "/elsewhere")
		res.Body, res.ContentLength = body, -1
		return res, nil
	}
}

// endBeforeResponse makes a call whose context ends before the transport returns a response with a body.
func endBeforeResponse(t *testing.T, body io.ReadCloser) {
	t.Helper()
	release := make(chan struct{})
	ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
		<-release
		res := response(200, "")
		res.Body = body
		return res, nil
	}))
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := ik.GetFileDetails(ctx, "id"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	close(release)
}

// TestClient_Transport_LateResponse checks that a response is closed if it arrives after the call has returned.
func TestClient_Transport_LateResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		late := newBlockingBody("")
		endBeforeResponse(t, late)
		<-late.closed
	})
}

// panickingBody panics when it is closed.
type panickingBody struct {
	io.Reader
	closed chan struct{}
}

func (b panickingBody) Close() error {
	defer close(b.closed)
	panic("oops")
}

// TestClient_Transport_LateClosePanics checks that a panic while a late response is closed does not end the program.
func TestClient_Transport_LateClosePanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		body := panickingBody{strings.NewReader(""), make(chan struct{})}
		endBeforeResponse(t, body)
		<-body.closed
		synctest.Wait()
	})
}

// TestClient_Transport_BadBody sends bodies that break the rules of io.Reader.
func TestClient_Transport_BadBody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		read func([]byte) (int, error)
		want string
	}{
		"no progress":    {func([]byte) (int, error) { return 0, nil }, io.ErrNoProgress.Error()},
		"negative":       {func([]byte) (int, error) { return -1, nil }, "returned -1"},
		"too many bytes": {func(p []byte) (int, error) { return len(p) + 1, nil }, "bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
				res := response(200, "")
				res.Body = io.NopCloser(readerFunc(test.read))
				return res, nil
			}))
			if _, err := ik.GetFileDetails(t.Context(), "id"); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestClient_Transport_Panic checks that a panic of a transport or a body becomes a panic of the call, so that an HTTP
// server can recover it.
func TestClient_Transport_Panic(t *testing.T) {
	t.Parallel()
	for name, transport := range map[string]roundTrip{
		"transport": func(*http.Request) (*http.Response, error) { panic("oops") },
		"body": func(*http.Request) (*http.Response, error) {
			res := response(200, "")
			res.Body = io.NopCloser(readerFunc(func([]byte) (int, error) { panic("oops") }))
			return res, nil
		},
	} {
		func() {
			defer func() {
				if got := recover(); got != "oops" {
					t.Errorf("%s: recovered %v", name, got)
				}
			}()
			_, _ = newClient(t, withTransport(transport)).GetFileDetails(t.Context(), "id")
		}()
	}
}

// TestClient_Transport_BlockedReadBuffer checks that the buffer of a blocked Read is not reused after its call has
// returned. It makes other calls while the Read writes to the buffer: a shared buffer would be a data race, and change
// a result.
func TestClient_Transport_BlockedReadBuffer(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	release, written := make(chan struct{}), make(chan struct{})
	var n atomic.Int64
	ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
		res := response(200, `{"name":"a"}`)
		if n.Add(1) == 1 {
			res.Body = io.NopCloser(readerFunc(func(p []byte) (int, error) {
				cancel()
				<-release
				for range 1000 {
					copy(p, `{"name":"b"}`)
				}
				close(written)
				return 0, io.EOF
			}))
		}
		return res, nil
	}))
	if _, err := ik.GetFileDetails(ctx, "id"); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	close(release)
	for range 100 {
		if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != "a" {
			t.Errorf("got %v, %v", file, err)
		}
	}
	<-written
}
