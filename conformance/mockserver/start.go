package mockserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/conformance/render"
)

// closeTimeout is how long Close waits for running requests.
const closeTimeout = time.Second

// Start starts a server on a free port of the loopback interface and closes it when the test ends. If it fails, it ends
// the test.
func Start(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s, err := Listen("127.0.0.1:0", opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing the mock server: %v", err)
		}
	})
	return s
}

// Listen starts a server that listens on a TCP address such as 127.0.0.1:8484. Port 0 selects a free port. The caller
// must close the server. Listen fails if an option is invalid, if the seed or the store cannot be read, or if the
// address cannot be used. If other machines can reach the address, requests to the control endpoints need a token; see
// [Server.ControlToken].
func Listen(addr string, opts ...Option) (*Server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("mockserver: %w", err)
	}
	s, err := New(append([]Option{withListener(addr, listener.Addr())}, opts...)...)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	s.serve(listener)
	return s, nil
}

// serve accepts connections in the background.
func (s *Server) serve(listener net.Listener) {
	if s.config.certificate != nil {
		listener = s.config.certificate.Listener(listener)
	}
	s.serving = &serving{done: make(chan error, 1)}
	s.serving.http = &http.Server{
		Handler:           limitIdleTime(s, s.config.readIdle),
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          slog.NewLogLogger(s.config.log.Handler(), slog.LevelError),
		ConnState:         s.serving.trackConn,
	}
	go func() { s.serving.done <- s.serving.http.Serve(listener) }()
}

// Close stops listening, waits up to a second for running requests, closes their connections, and deletes temporary
// files. Further calls do nothing.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return s.Shutdown(ctx)
}

// Shutdown is like [Server.Close], but waits for running requests until ctx ends. It then closes their connections.
func (s *Server) Shutdown(ctx context.Context) (err error) {
	s.closing.Do(func() { err = s.shutDown(ctx) }) // a concurrent call waits until the first one has returned
	return err
}

func (s *Server) shutDown(ctx context.Context) (err error) {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.api().faults.Close()
	s.api().webhooks.Close() // before the HTTP server stops, so that requests that wait for webhooks end
	if s.serving != nil {
		err = s.serving.stop(ctx)
	}
	return errors.Join(err, s.api().close())
}

// trackConn keeps track of connections on which no request has been sent. Some clients open such connections in
// advance. Shutdown would wait for them.
func (s *serving) trackConn(c net.Conn, state http.ConnState) {
	if state == http.StateNew {
		s.unused.Store(c, nil)
	} else {
		s.unused.Delete(c)
	}
}

// stop stops the HTTP server. It waits for Serve to return, so that no goroutine of the listener is left.
func (s *serving) stop(ctx context.Context) error {
	s.unused.Range(func(c, _ any) bool {
		_ = c.(net.Conn).Close()
		return true
	})
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = s.http.Close()
	}
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// New returns a server that does not listen, for use as an http.Handler; see [WithURL]. The caller must close it. New
// fails if an option is invalid, or if the seed or the store cannot be read.
func New(opts ...Option) (*Server, error) {
	c, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	s := &Server{config: c}
	if err := s.restart(c); err != nil {
		return nil, err
	}
	return s, nil
}

// newAPI returns the state of a server when it starts. It has the contents of the store or, if the store is empty, the
// seed.
func newAPI(c *config, reset func() error) (*api, error) {
	c = new(*c)
	if _, err := contract.Document(); err != nil {
		return nil, err
	}
	adjustable := clock.New(c.now)
	c.now = adjustable.Now
	lib, err := library.Open(library.Config{
		Backend: c.store, Now: c.now, NewID: c.newID, JobDuration: c.jobDuration, Log: c.log,
		URLEndpoint: c.urlEndpoint(), PrivateKey: c.privateKey, OpenMedia: openMedia,
		MaxAssets: c.maxAssets, PurgeQuota: c.purgeQuota,
	})
	if err != nil {
		return nil, err
	}
	a := &api{config: c, clock: adjustable, reset: reset, lib: lib}
	a.faults, a.limits, a.requests = newInjector(), ratelimit.New(c.rateLimits), &requestlog.Log{}
	a.webhooks = newSender(lib.Now, c)
	a.preparations = &preparations{now: c.now, duration: c.intermediate}
	a.renderer, a.renditions = render.New(render.Options{FFmpeg: c.ffmpeg}), newRenditionCache()
	if err := a.seedIfEmpty(); err != nil {
		return nil, errors.Join(err, a.close())
	}
	lib.OnChange(a.fileChanged, a.webhooks.PrepareBodies) // after seeding, which sends no events
	lib.OnWebhook(a.setWebhookTarget)
	a.serve = a.withPrefix(a.routes())
	return a, nil
}

// errClosed is the error of a reset of a closed server.
var errClosed = errors.New("the server is closed")

// Reset restores the initial state. It deletes all uploads and settings, also in the [Store], all
// faults and the log of requests, and resets the clock. The options apply again, including [WithSeed]. If the seed
// cannot be added, Reset returns its error and the library is empty. Requests that are still running fail or have no
// effect.
func (s *Server) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("mockserver: %w", errClosed)
	}
	if err := errors.Join(s.api().close(), store.Wipe(s.config.store)); err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	if err := s.restart(s.config); err != nil {
		empty := *s.config
		empty.seed = nil
		return errors.Join(err, s.restart(&empty))
	}
	return nil
}

// restart replaces the state of the server by the initial state.
func (s *Server) restart(c *config) error {
	a, err := newAPI(c, s.Reset)
	if err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	s.current.Store(a)
	return nil
}
