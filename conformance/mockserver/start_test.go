package mockserver_test

import (
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// busy has a server do everything that could leave something behind, and leaves a request waiting.
func busy(t *testing.T, s *mockserver.Server) {
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

// This test is not parallel: it would see the goroutines of others.
func TestServer_Close_Goroutines(t *testing.T) {
	http.DefaultClient.CloseIdleConnections()
	before := goleak.IgnoreCurrent()
	for _, options := range [][]mockserver.Option{nil, {mockserver.WithTLS()}, {inFolder(t, t.TempDir())}} {
		s, err := mockserver.Listen("127.0.0.1:0", options...)
		if err != nil {
			t.Fatal(err)
		}
		busy(t, s)
		for range 2 { // the second one does nothing
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
