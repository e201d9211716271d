package mockserver

import (
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/gen/server"
)

// Server is a mock of ImageKit. [Start], [Listen] and [New] create one. It is an http.Handler and safe for concurrent
// use.
type Server struct {
	config  *config
	current atomic.Pointer[api]
	serving *serving // nil if the server does not listen
	closing sync.Once

	mu     sync.Mutex // held during a reset and while closed is set
	closed bool
}

// api returns the current state of the server. Each reset replaces it.
func (s *Server) api() *api { return s.current.Load() }

// apiAfterDueJobs runs the jobs that are due and returns the current state. Methods that read the library or its events
// use it.
func (s *Server) apiAfterDueJobs() *api {
	a := s.api()
	a.lib.RunDue()
	return a
}

// api has the handlers of all operations and their shared state. It is a separate type, so that the handlers are not
// methods of Server.
type api struct {
	*config
	clock *clock.Clock
	reset func() error
	serve http.Handler
	lib   *library.Library

	faults          *faults.Injector
	limits          *ratelimit.Limiter
	requests        *requestlog.Log
	webhooks        *webhooks.Sender
	renderer        *render.Renderer
	renditions      *renditionCache
	preparations    *preparations
	unauthenticated atomic.Int64 // bytes of uploads that are not authenticated yet
}

// This does not compile if an operation has no handler.
var _ server.ServerInterface = (*api)(nil)

// close ends delays of faults and the sending of webhooks, saves unsaved counters, and deletes temporary files.
func (a *api) close() error {
	a.faults.Close()
	a.webhooks.Close()
	return a.lib.Close()
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.api().serve.ServeHTTP(w, r) }

// Handler returns the server as an http.Handler without other methods.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.ServeHTTP) }

// URL returns the base URL of the API and of uploads, without a trailing slash.
func (s *Server) URL() string { return s.config.baseURL }

// URLEndpoint returns the URL at which files are delivered, without a trailing slash.
func (s *Server) URLEndpoint() string { return s.config.urlEndpoint() }

// PrivateKey returns the private API key that the server accepts.
func (s *Server) PrivateKey() string { return s.config.privateKey }

// PublicKey returns the public API key that the server accepts in client-side uploads.
func (s *Server) PublicKey() string { return s.config.publicKey }

// serving is a running HTTP server.
type serving struct {
	http   *http.Server
	done   chan error // receives the result of Serve
	unused sync.Map   // connections on which no request has been sent
}

// runDue is middleware that runs the jobs that are due before a request reads the library.
func (a *api) runDue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.lib.RunDue()
		next.ServeHTTP(w, r)
	})
}
