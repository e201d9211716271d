package mockserver

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Server is a mock of ImageKit. It is an http.Handler and safe for concurrent use.
type Server struct {
	config  *config
	current atomic.Pointer[api]
	serving *serving // nil if somebody else listens
	ending  sync.Once

	mu     sync.Mutex // one reset at a time, and none once the server is closed
	closed bool
}

// api returns the state of the server, which is another one after each reset.
func (s *Server) api() *api { return s.current.Load() }

// settled is api for what looks at the library or its events: what is due by now is done first.
func (s *Server) settled() *api {
	a := s.api()
	a.settle()
	return a
}

// api has the handlers of all operations, and the state that they share. It is a type of its own so that the operations
// are not among the methods of Server.
type api struct {
	*config
	clock   *clock
	reset   func() error
	serve   http.Handler
	place   *place
	lib     *library
	tokens  *store.Table[time.Time] // used upload tokens and when they expire
	purges  *store.Table[purge]
	jobs    *store.Table[job]
	seeding *store.Table[string] // how far the seed is
	*settings

	faults   *faults.Injector
	limits   *ratelimit.Limiter
	requests *requestLog
	webhooks *webhooks
}

// An operation without a handler does not compile.
var _ server.ServerInterface = (*api)(nil)

// New makes a server that does not listen. Close it to remove its temporary files.
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

// newAPI makes the state of a server as it is at the beginning: empty, or as its folder or its seed has it.
func newAPI(c *config, reset func() error) (*api, error) {
	c = new(*c)
	if _, err := contract.Document(); err != nil {
		return nil, err
	}
	clock := &clock{source: c.now}
	c.now = clock.Now
	place, err := newPlace(c)
	if err != nil {
		return nil, err
	}
	a := &api{config: c, clock: clock, reset: reset, place: place, lib: newLibrary(store.New(c.store), c.now, c.newID)}
	a.faults, a.limits, a.requests = newInjector(), ratelimit.New(ratelimit.Limits(c.rateLimits)), &requestLog{}
	a.tokens = store.NewTable[time.Time](a.lib.store, "tokens", errInternal)
	a.purges = store.NewTable[purge](a.lib.store, "purges", errNoPurge)
	a.jobs = store.NewTable[job](a.lib.store, "jobs", errNoJob)
	a.seeding = store.NewTable[string](a.lib.store, "seed", errInternal)
	a.settings = newSettings(a.lib)
	a.webhooks = newWebhooks(a.lib.now, c)
	if err := a.fill(); err != nil {
		return nil, errors.Join(err, a.close())
	}
	a.lib.notify = a.fileChanged // what the server begins with is no event
	a.lib.after = a.webhooks.readFiles
	a.serve = a.mounted(a.routes())
	return a, nil
}

// fill gives the library what it has at the beginning.
func (a *api) fill() error {
	if err := a.lib.store.Load(); err != nil {
		return err
	}
	return a.seedIfEmpty()
}

// close ends what waits and what is being sent, saves what has waited for a write, and removes temporary files.
func (a *api) close() error {
	a.faults.Close()
	a.webhooks.close()
	return a.lib.store.Close()
}

// routes serves the API, what is uploaded, and the mock's own paths. Delivery has the literal id as its first segment:
// with a pattern there, an unknown path of the API would look like a file.
func (a *api) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(legacy)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoRoute) })
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoMethod) })
	server.HandlerWithOptions(a, server.ChiServerOptions{
		// These run when the route is known and before parameters are bound, so that a request without a key learns
		// nothing else.
		BaseRouter:       r.With(a.identify, browsersToo, a.faults.Middleware, a.authenticate, a.limited, a.validate, a.settled),
		ErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, err error) { a.fail(w, r, unbound(err)) },
	})
	files := "/" + a.imagekitID + "/*"
	delivery := r.With(a.faults.Middleware, a.settled, a.counted)
	delivery.Get(files, a.deliver)
	delivery.Head(files, a.deliver)
	for _, path := range contract.PublicPaths() {
		r.Options(path, openToBrowsers(nil).ServeHTTP)
	}
	r.Route(controlPath, a.control)
	return r
}

// mounted adds what every response has, and the prefix. The log has no queries and no headers: signatures and keys are
// there.
func (a *api) mounted(next http.Handler) http.Handler {
	if a.prefix != "" {
		next = http.StripPrefix(a.prefix, next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uuid.NewString()
		w.Header().Set("X-Ik-Requestid", id)
		rec, r := a.record(w, r, id)
		defer func() { // even if the connection is reset
			done := rec.finish()
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

// settled does what is due before a request looks at the library.
func (a *api) settled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.settle()
		next.ServeHTTP(w, r)
	})
}

// place is where clients find the server.
type place struct {
	base     string
	endpoint string // the URL endpoint, without a slash at its end
	urls     *urlbuilder.Builder
	builder  func(endpoint string) (*urlbuilder.Builder, error) // for other endpoints
}

// newPlace derives everything from the base URL. urlbuilder signs and verifies, as it does for clients.
func newPlace(c *config) (*place, error) {
	p := &place{base: c.baseURL, endpoint: c.baseURL + "/" + c.imagekitID}
	p.builder = func(endpoint string) (*urlbuilder.Builder, error) {
		return urlbuilder.New(urlbuilder.Config{URLEndpoint: endpoint, PrivateKey: c.privateKey, Now: c.now})
	}
	var err error
	p.urls, err = p.builder(p.endpoint)
	return p, err
}

// cut returns what follows the URL endpoint in a URL.
func (p *place) cut(rawURL string) (tail string, ok bool) {
	return strings.CutPrefix(rawURL, p.endpoint+"/")
}

// endpointOf signs and verifies for the URL endpoint that a delivery URL lies under.
func (p *place) endpointOf(t target) (*urlbuilder.Builder, error) {
	if t.prefix == "" {
		return p.urls, nil
	}
	return p.builder(p.endpoint + "/" + t.prefix)
}

// url returns where a path of the library is delivered. Paths of the library always fit into a URL.
func (p *place) url(path string) string {
	u, _ := p.urls.URL(urlbuilder.Options{Path: path})
	return u
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.api().serve.ServeHTTP(w, r) }

// Handler returns the server as a plain handler.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.ServeHTTP) }

// URL returns the base URL of the API and of uploads, without a slash at its end.
func (s *Server) URL() string { return s.api().place.base }

// URLEndpoint returns the URL under which files are delivered, without a slash at its end.
func (s *Server) URLEndpoint() string { return s.api().place.endpoint }

// PrivateKey returns the private API key that the server accepts.
func (s *Server) PrivateKey() string { return s.config.privateKey }

// PublicKey returns the public API key that the server accepts in browser uploads.
func (s *Server) PublicKey() string { return s.config.publicKey }
