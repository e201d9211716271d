package mockserver

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Server is a mock of ImageKit. It is an http.Handler and safe for concurrent use.
type Server struct {
	api     *api
	handler http.Handler
	serving *serving // nil if somebody else listens
}

// api has the handlers of all operations, and the state that they share. It is a type of its own so that the operations are not
// among the methods of Server.
type api struct {
	*config
	doc    *openapi3.T // shared by all servers of the process
	place  *place
	store  *store
	blobs  *blobs
	tokens *table[time.Time] // used upload tokens and when they expire
	purges *table[purge]
	jobs   *table[job]

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
	doc, err := document()
	if err != nil {
		return nil, err
	}
	place, err := newPlace(c)
	if err != nil {
		return nil, err
	}
	a := &api{config: c, doc: doc, place: place, store: newStore(c.now, c.newID), blobs: &blobs{}}
	a.tokens = newTable[time.Time](a.store, "tokens", errInternal)
	a.purges = newTable[purge](a.store, "purges", errNoPurge)
	a.jobs = newTable[job](a.store, "jobs", errNoJob)
	a.webhooks = newWebhooks(a.store.now, c.log, c.webhook)
	if err := a.openFolder(); err != nil {
		return nil, fmt.Errorf("mockserver: %w", err)
	}
	a.store.notify = a.fileChanged // what the server begins with is no event
	return &Server{api: a, handler: a.mounted(a.routes())}, nil
}

// openFolder goes on where the last server with the same folder stopped.
func (a *api) openFolder() error {
	if a.folder == "" {
		return nil
	}
	disk, err := openDisk(a.folder)
	if err != nil {
		return err
	}
	if err := a.restoreFrom(disk); err != nil {
		return errors.Join(err, disk.close())
	}
	return nil
}

func (a *api) restoreFrom(disk *disk) error {
	if err := a.blobs.keep(filepath.Join(a.folder, "blobs")); err != nil {
		return err
	}
	resolve, sweep := a.blobs.resolve()
	if err := disk.load(a.store, resolve); err != nil {
		return err
	}
	a.store.disk = disk
	return sweep()
}

// close ends the sending of webhooks, removes temporary files and lets go of the folder.
func (a *api) close() error {
	a.webhooks.close()
	return errors.Join(a.blobs.close(), a.store.disk.close())
}

// routes serves the API, what is uploaded, and the mock's own paths. Delivery has the literal id as its first segment: with a
// pattern there, an unknown path of the API would look like a file.
func (a *api) routes() http.Handler {
	r := chi.NewRouter()
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoRoute) })
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoMethod) })
	server.HandlerWithOptions(a, server.ChiServerOptions{
		// These run when the route is known and before parameters are bound, so that a request without a key learns nothing else.
		BaseRouter:       r.With(a.identify, a.authenticate, a.validate, a.settled),
		ErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, err error) { a.fail(w, r, invalid("path", err.Error())) },
	})
	files := "/" + a.imagekitID + "/*"
	delivery := r.With(a.settled)
	delivery.Get(files, a.deliver)
	delivery.Head(files, a.deliver)
	r.Get("/_mock/health", a.health)
	a.webhookRoutes(r)
	return r
}

// mounted adds what every response has, and the prefix. The log has no queries and no headers: signatures and keys are there.
func (a *api) mounted(next http.Handler) http.Handler {
	if a.prefix != "" {
		next = http.StripPrefix(a.prefix, next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, id := time.Now(), uuid.NewString()
		w.Header().Set("X-Ik-Requestid", id)
		wrapped := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		if a.prefix != "" && !strings.HasPrefix(r.URL.Path, a.prefix+"/") {
			a.fail(wrapped, r, failure(http.StatusNotFound, "The mock server is mounted under "+a.prefix+".", ""))
		} else {
			next.ServeHTTP(wrapped, r)
		}
		a.log.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", wrapped.Status(),
			"duration", time.Since(start), "id", id)
	})
}

// settled does what is due before a request looks at the library.
func (a *api) settled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.settle()
		next.ServeHTTP(w, r)
	})
}

// health is for programs that wait until the server is up. It needs no key.
func (a *api) health(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(http.StatusOK, map[string]string{"status": "ok"}, nil)
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
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Handler returns the server as a plain handler.
func (s *Server) Handler() http.Handler { return s.handler }

// URL returns the base URL of the API and of uploads, without a slash at its end.
func (s *Server) URL() string { return s.api.place.base }

// URLEndpoint returns the URL under which files are delivered, without a slash at its end.
func (s *Server) URLEndpoint() string { return s.api.place.endpoint }

// PrivateKey returns the private API key that the server accepts.
func (s *Server) PrivateKey() string { return s.api.privateKey }

// PublicKey returns the public API key that the server accepts in browser uploads.
func (s *Server) PublicKey() string { return s.api.publicKey }
