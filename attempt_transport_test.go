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

// blockingBody is a body that obeys nobody, until it is released.
type blockingBody struct {
	io.Reader               // what comes before a Read blocks
	release   chan struct{} // closed to let it go
	obeyClose bool          // a Close lets a Read go
	slowClose bool          // Close blocks
	closed    chan struct{}
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
	clear(p) // for the race detector: nobody else may use it
	return 0, io.ErrUnexpectedEOF
}

func (b *blockingBody) Close() error {
	close(b.closed) // a second Close would panic
	if b.slowClose {
		<-b.release
	}
	return nil
}

// TestClient_TransportThatIgnoresTheContext has transports and bodies that block for ever. Time is simulated: a call
// takes as long as its limit, and what is granted to what obeys it.
func TestClient_TransportThatIgnoresTheContext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]blockingTest{
		"no response":               {limit: time.Minute, want: "no response within", isTimeOut: true},
		"no response, and no limit": {endless: true, limit: time.Hour, want: "deadline exceeded"},
		"a Read": {
			status: 200, limit: 10 * time.Second, want: "no byte moved",
			isTimeOut: true,
		},
		"a Read, and no limit": {
			status: 200, endless: true, limit: time.Hour,
			want: "deadline exceeded",
		},
		"a Read that Close ends": {status: 200, edit: func(b *blockingBody) {
			b.obeyClose = true
		}, limit: 10 * time.Second, want: "no byte moved", isTimeOut: true},
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

// blockingTest is a call of a transport that blocks.
type blockingTest struct {
	status    int // 0 for no response at all
	edit      func(*blockingBody)
	endless   bool // the client has no limits, only the context has one
	limit     time.Duration
	want      string // of the error, empty for success
	isTimeOut bool
}

func (b blockingTest) run(t *testing.T) {
	body := newBlockingBody("{}")
	if b.edit != nil {
		b.edit(body)
	}
	defer synctest.Wait() // what was left alone ends, or the bubble panics
	defer close(body.release)
	limits := imagekit.Timeouts{ResponseHeader: time.Minute, Idle: 10 * time.Second}
	if b.endless {
		limits = imagekit.Timeouts{ResponseHeader: -1, Idle: -1}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	start := time.Now()
	_, err := newClient(t, withTransport(b.answerWith(body)), imagekit.WithTimeouts(limits)).GetFileDetails(ctx, "id")
	const grace = time.Second // more than is granted
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

// A response that comes when nobody waits for it any more is closed.
func TestClient_LateResponseIsClosed(t *testing.T) {
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

// A panic of a response that comes when nobody waits for it any more does not end the program.
func TestClient_LateResponseThatPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		body := panickingBody{strings.NewReader(""), make(chan struct{})}
		endBeforeResponse(t, body)
		<-body.closed
		synctest.Wait()
	})
}

// Bodies that break the rules of io.Reader.
func TestClient_BadBodies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		read func([]byte) (int, error)
		want string
	}{
		"nothing, for ever": {func([]byte) (int, error) { return 0, nil }, io.ErrNoProgress.Error()},
		"negative":          {func([]byte) (int, error) { return -1, nil }, "returned -1"},
		"too many bytes":    {func(p []byte) (int, error) { return len(p) + 1, nil }, "bytes"},
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

// A panic of a transport or a body is one of the call, where a server's handler recovers it.
func TestClient_PanicsReachTheCaller(t *testing.T) {
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

// What a blocked Read holds is not used again: calls are made at the same time as Reads that go on when nobody waits
// for them any more. The race detector sees it, and so does who reads what it has written.
func TestClient_BufferOfABlockedReadIsNotReused(t *testing.T) {
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
