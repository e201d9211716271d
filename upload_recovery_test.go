package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// quick is a retry policy with waits of at most a few milliseconds at first.
var quick = imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: time.Millisecond})

// startFaulty starts a mock server with a fault of uploads, and a client of it.
func startFaulty(t *testing.T, f mockserver.Fault, opts ...imagekit.Option) (*mockserver.Server, *imagekit.Client) {
	t.Helper()
	srv, ik := startMock(t, nil, append([]imagekit.Option{quick}, opts...)...)
	f.Operation = "upload"
	if _, err := srv.AddFault(f); err != nil {
		t.Fatal(err)
	}
	return srv, ik
}

// filesOf returns the paths of all file versions on a server.
func filesOf(t *testing.T, srv *mockserver.Server) []string {
	t.Helper()
	state, err := srv.State()
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range state.Files {
		paths = append(paths, f.FilePath)
	}
	return paths
}

// text returns a request for a small file without options.
func text(content string) imagekit.UploadRequest {
	return imagekit.UploadRequest{File: imagekit.FromBytes([]byte(content)), FileName: "note.txt"}
}

// TestWithHeader_IdempotencyKey checks that net/http does not repeat a POST because of this header. It would if the
// connection was used before.
func TestWithHeader_IdempotencyKey(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		srv, ik := startFaulty(t, mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: 1})
		if _, err := ik.ListFiles(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		_, err := ik.Upload(t.Context(), text("once"), imagekit.WithHeader(name, "1"))
		if files := filesOf(t, srv); len(files) != 1 || !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
			t.Errorf("%s: %v, error %v", name, files, err)
		}
	}
}

// TestClient_Upload_EarlierFile uploads to a path with an older file. The client must not treat it as the result of the
// upload, even if it has the same size and was uploaded a moment ago.
func TestClient_Upload_EarlierFile(t *testing.T) {
	t.Parallel()
	srv, ik := startFaulty(t, mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, After: 1, Count: 1})
	var result *imagekit.UploadResult
	for _, content := range []string{"old!", "new!"} {
		request := text(content)
		request.UseUniqueFileName = new(false)
		var err error
		if result, err = ik.Upload(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	response, err := http.Get(result.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got, err := io.ReadAll(response.Body); string(got) != "new!" || err != nil {
		t.Errorf("the service has %q, %v; files %v", got, err, filesOf(t, srv))
	}
}

// TestClient_Upload_LostResponse finds the file of an upload whose response is lost. The clock advances by 10 s with
// each call, so that the client can be certain that the file is newer than the start of the upload.
func TestClient_Upload_LostResponse(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]imagekit.Source{
		"bytes": imagekit.FromBytes([]byte("abc")), "base64": imagekit.FromBase64("YWJj"),
		"data URI": imagekit.FromDataURI("data:text/plain;base64,YWJj"),
	} {
		now := time.Now()
		clock := imagekit.WithClock(func() time.Time {
			now = now.Add(10 * time.Second)
			return now
		})
		srv, ik := startFaulty(t, mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: 1}, clock)
		result, err := ik.Upload(t.Context(),
			imagekit.UploadRequest{File: source, FileName: "a.txt", UseUniqueFileName: new(false)})
		if files := filesOf(t, srv); err != nil || result.FilePath != "/a.txt" || len(files) != 1 {
			t.Errorf("%s: %v, error %v, %v", name, result, err, files)
		}
	}
}

// uploadsIn returns the requests to upload that a server received.
func uploadsIn(srv *mockserver.Server) []mockserver.Request {
	return slices.DeleteFunc(srv.Requests(), func(r mockserver.Request) bool { return r.Operation != "upload" })
}

// serveOverPipes starts a mock server whose connections are pipes instead of sockets, for a bubble of testing/synctest.
// It returns the server and a transport that connects to it. Both are closed at the end of the test.
func serveOverPipes(t *testing.T) (*mockserver.Server, *http.Transport) {
	t.Helper()
	srv, err := mockserver.New(mockserver.WithURL("http://127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	listener := pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: srv}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	wire := &http.Transport{DialContext: listener.dial}
	t.Cleanup(func() {
		wire.CloseIdleConnections()
		if err := errors.Join(server.Close(), srv.Close()); err != nil {
			t.Error(err)
		}
		<-served
	})
	return srv, wire
}

// pipeListener is a [net.Listener] for the connections that dial makes.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l pipeListener) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	l.conns <- server
	return client, nil
}

func (l pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l pipeListener) Close() error {
	close(l.closed)
	return nil
}

func (l pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// TestClient_Upload_Timeout checks that the outcome of an upload is unknown after a time-out.
func TestClient_Upload_Timeout(t *testing.T) {
	t.Parallel()
	drip := mockserver.Fault{
		Operation: "upload", Kind: mockserver.FaultDrip, Bytes: 10, Interval: time.Minute,
	}
	for name, test := range map[string]struct{ context, client time.Duration }{
		"context":     {context: time.Second},
		"HTTP client": {context: time.Hour, client: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv, wire := serveOverPipes(t)
				addFault(t, srv, drip)
				ik, err := srv.Client(imagekit.WithHTTPClient(&http.Client{Timeout: test.client, Transport: wire}))
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), test.context)
				defer cancel()
				_, err = ik.Upload(ctx, text("x"))
				if files := filesOf(t, srv); len(files) != 1 || !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
					t.Errorf("%v, error %v", files, err)
				}
			})
		})
	}
}

// TestClient_Upload_Status520 sends a status of a CDN that lost the connection to its origin. The service may have
// stored the file before that.
func TestClient_Upload_Status520(t *testing.T) {
	t.Parallel()
	srv, ik := startMock(t, nil)
	addFault(t, srv, mockserver.Fault{
		Operation: "upload", Kind: mockserver.FaultStatus, Status: 520, Executed: true,
		Count: 1,
	})
	_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes([]byte("a")), FileName: "a"})
	if n := len(namesIn(t, ik)); err != nil && n > 0 && !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
		t.Errorf("error %v, and %d files are stored", err, n)
	}
}
