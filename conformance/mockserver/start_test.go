package mockserver_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// exerciseServer makes requests that could leave goroutines behind. The last one is still waiting when it returns.
func exerciseServer(t *testing.T, s *mockserver.Server) {
	t.Helper()
	put := func() { _, _ = attempt(t, s, uploadRequest(t, s)) }
	put()
	for _, test := range uploadFaults {
		f := test.fault
		f.Count = 1
		addFault(t, s, f)
		put()
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultLatency, Latency: time.Hour})
	go put()
	waitForHit(t, s)
}

// TestServer_Close_Goroutines is not parallel, because it would see the goroutines of other tests.
func TestServer_Close_Goroutines(t *testing.T) {
	http.DefaultClient.CloseIdleConnections()
	before := goleak.IgnoreCurrent()
	for _, options := range [][]mockserver.Option{nil, {mockserver.WithTLS()}, {inFolder(t, t.TempDir())}} {
		s, err := mockserver.Listen("127.0.0.1:0", options...)
		if err != nil {
			t.Fatal(err)
		}
		exerciseServer(t, s)
		for range 2 { // the second call does nothing
			stop(t, s)
		}
	}
	goleak.VerifyNone(t, before)
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := mockserver.Listen("127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestServer_Close_UnusedConnections(t *testing.T) {
	t.Parallel()
	s, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	unused, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	get(t, s.URL()+"/_mock/health")                                // accepted after the unused connection
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // net/http would wait five seconds
	defer cancel()
	if err := errors.Join(s.Shutdown(ctx), ctx.Err()); err != nil {
		t.Error(err)
	}
	if _, err := unused.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
}

func TestServer_Close_Concurrent(t *testing.T) {
	t.Parallel()
	s, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe() // an upload that does not end
	defer w.Close()
	go func() {
		if res, err := http.Post(s.URL()+"/api/v1/files/upload", "multipart/form-data; boundary=x", r); err == nil {
			_ = res.Body.Close()
		}
	}()
	if _, err := w.Write([]byte("--x\r\n")); err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { stop(t, s) })
	}
	both.Wait()
}
