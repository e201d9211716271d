package mockserver

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/gen/server"
)

// Server is a mock of ImageKit, made by [Start], [Listen] or [New]. It is an http.Handler and safe for concurrent use.
type Server struct {
	config  *config
	current atomic.Pointer[api]
	serving *serving // nil if somebody else listens
	closing sync.Once

	mu     sync.Mutex // one reset at a time, and none once the server is closed
	closed bool
}

// api returns the current state of the server. Each reset replaces it.
func (s *Server) api() *api { return s.current.Load() }

// apiNow runs the jobs that are due and returns the current state. Methods that read the library or its events use it.
func (s *Server) apiNow() *api {
	a := s.api()
	a.lib.RunDue()
	return a
}

// api has the handlers of all operations and the state that they share. It is not part of Server so that the operations
// are not among the methods of Server.
type api struct {
	*config
	clock *clock.Clock
	reset func() error
	serve http.Handler
	lib   *library.Library

	faults   *faults.Injector
	limits   *ratelimit.Limiter
	requests *requestlog.Log
	webhooks *webhooks.Sender
}

// An operation without a handler does not compile.
var _ server.ServerInterface = (*api)(nil)

// New makes a server that does not listen, for use as an http.Handler; see [WithURL]. The caller must close it, which
// removes its temporary files. It fails if an option is invalid or the seed or the store cannot be read.
func New(opts ...Option) (*Server, error) {
	c, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	s := &Server{config: c}
	if err := s.renew(c); err != nil {
		return nil, err
	}
	return s, nil
}

// newAPI returns the state of a server that starts: what its store has, or else its seed, or nothing.
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
	})
	if err != nil {
		return nil, err
	}
	a := &api{config: c, clock: adjustable, reset: reset, lib: lib}
	a.faults, a.limits, a.requests = newInjector(), ratelimit.New(ratelimit.Limits(c.rateLimits)), &requestlog.Log{}
	a.webhooks = newSender(lib.Now, c)
	if err := a.seedIfEmpty(); err != nil {
		return nil, errors.Join(err, a.close())
	}
	lib.OnChange(a.fileChanged, a.webhooks.PrepareBodies) // what the library starts with is no event
	a.serve = a.withPrefix(a.routes())
	return a, nil
}

// close stops faults that wait and webhooks that are being sent, saves unsaved counters, and deletes temporary files.
func (a *api) close() error {
	a.faults.Close()
	a.webhooks.Close()
	return a.lib.Close()
}

// routes serves the API, uploaded files, and the mock's own paths. The route of delivery begins with the literal id:
// with a pattern there, an unknown path of the API would be taken for a file.
func (a *api) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(legacy)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoRoute) })
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoMethod) })
	server.HandlerWithOptions(a, server.ChiServerOptions{
		// These run when the route is known and before parameters are bound, so that the only answer to a request
		// without a key is that the key is missing.
		BaseRouter: r.With(
			a.identify, browsersToo, a.faults.Middleware, a.authenticate, a.limited, a.validate, a.runDue),
		ErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, err error) { a.fail(w, r, unbound(err)) },
	})
	files := "/" + a.imagekitID + "/*"
	delivery := r.With(a.faults.Middleware, a.runDue, a.counted)
	delivery.Get(files, a.deliver)
	delivery.Head(files, a.deliver)
	for _, path := range contract.PublicPaths() {
		r.Options(path, openToBrowsers(nil).ServeHTTP)
	}
	r.Route(controlPath, a.control)
	return r
}

// withPrefix serves a handler under the prefix. It also gives every response a request id and logs the request, without
// its query and headers, which have signatures and keys.
func (a *api) withPrefix(next http.Handler) http.Handler {
	if a.prefix != "" {
		next = http.StripPrefix(a.prefix, next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uuid.NewString()
		w.Header().Set("X-Ik-Requestid", id)
		rec, r := a.record(w, r, id)
		defer func() { // even if the connection is reset
			done := rec.Finish()
			a.log.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", done.Status,
				"duration", done.Duration, "id", id)
		}()
		switch {
		case strings.HasPrefix(r.URL.Path, a.prefix+"/"):
			next.ServeHTTP(rec, r)
		case a.prefix == "": // requests to a proxy, and OPTIONS *
			a.fail(rec, r, errNoRoute)
		default:
			a.fail(rec, r, failure(http.StatusNotFound, "The mock server is mounted under "+a.prefix+".", ""))
		}
	})
}

// runDue is middleware that runs the jobs that are due before a request reads the library.
func (a *api) runDue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.lib.RunDue()
		next.ServeHTTP(w, r)
	})
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.api().serve.ServeHTTP(w, r) }

// Handler returns the server as a plain handler.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.ServeHTTP) }

// URL returns the base URL of the API and of uploads, without a slash at its end.
func (s *Server) URL() string { return s.config.baseURL }

// URLEndpoint returns the URL under which files are delivered, without a slash at its end.
func (s *Server) URLEndpoint() string { return s.config.urlEndpoint() }

// PrivateKey returns the private API key that the server accepts.
func (s *Server) PrivateKey() string { return s.config.privateKey }

// PublicKey returns the public API key that the server accepts in browser uploads.
func (s *Server) PublicKey() string { return s.config.publicKey }
