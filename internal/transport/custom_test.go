package transport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit/internal/transport"
)

// countingBody is a body that counts its reads. Close returns errClose.
type countingBody struct {
	io.Reader
	reads int
}

var errClose = errors.New("cannot close")

func (b *countingBody) Read(p []byte) (int, error) {
	b.reads++
	return b.Reader.Read(p)
}

func (*countingBody) Close() error { return errClose }

func TestNew_CustomTransportBody(t *testing.T) {
	t.Parallel()
	want := bytes.Repeat([]byte("0123456789"), 10_000)
	body := &countingBody{Reader: bytes.NewReader(want)}
	response, err := layers(respond(body), transport.Timeouts{}).
		RoundTrip(request(t, transport.Attempt{}, "GET", "https://api.test", nil))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(iotest.OneByteReader(response.Body))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, %v, want %d", len(got), err, len(want))
	}
	reads := body.reads
	if _, err := response.Body.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || body.reads != reads {
		t.Errorf("after EOF: got %v, and %d more reads", err, body.reads-reads)
	}
	if err := response.Body.Close(); !errors.Is(err, errClose) {
		t.Errorf("got %v, want the error of the body", err)
	}
	if n, err := response.Body.Read(make([]byte, 1)); n != 0 || err == nil || errors.Is(err, io.EOF) {
		t.Errorf("after Close: read %d bytes, %v", n, err)
	}
}

// stuckBody is a body whose Close blocks until release is closed. If blockRead is true, Read blocks too.
type stuckBody struct {
	io.Reader
	blockRead bool
	release   chan struct{}
}

func (b *stuckBody) Read(p []byte) (int, error) {
	if b.blockRead {
		<-b.release
	}
	return b.Reader.Read(p)
}

func (b *stuckBody) Close() error {
	<-b.release
	return nil
}

func TestNew_CustomTransportBody_Close(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		blockRead bool
		takes     time.Duration
	}{
		"Close blocks":         {false, 100 * time.Millisecond},
		"Read and Close block": {true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				body := &stuckBody{bytes.NewReader([]byte("x")), test.blockRead, make(chan struct{})}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				r := request(t, transport.Attempt{}, "GET", "https://api.test", nil).WithContext(ctx)
				response, err := layers(respond(body), transport.Timeouts{}).RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				_, err = io.ReadAll(response.Body)
				if errors.Is(err, context.DeadlineExceeded) != test.blockRead {
					t.Errorf("got %v", err)
				}
				start := time.Now()
				response.Body.Close()
				if elapsed := time.Since(start); elapsed != test.takes {
					t.Errorf("Close takes %v, want %v", elapsed, test.takes)
				}
				close(body.release)
			})
		})
	}
}

// TestNew_CustomTransportLateError uses a transport that returns an error after the context has ended.
func TestNew_CustomTransportLateError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		next := roundTripFunc(func(*http.Request) (*http.Response, error) {
			<-release
			return nil, errors.New("too late")
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := request(t, transport.Attempt{}, "GET", "https://api.test", nil).WithContext(ctx)
		if response, err := layers(next, transport.Timeouts{}).RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, %v", response, err) //nolint:bodyclose // there is none
		}
		close(release)
		synctest.Wait()
	})
}
