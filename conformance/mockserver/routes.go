package mockserver

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/gen/server"
)

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
			a.identify, a.allowOriginsOfUploads, a.faults.Middleware, a.setRateLimitHeaders, a.authenticate,
			a.limitRate, a.validate, a.runDue),
		ErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, err error) { a.fail(w, r, bindingError(err)) },
	})
	files := "/" + a.imagekitID + "/*"
	delivery := r.With(sandboxDocuments, a.faults.Middleware, a.runDue, a.countDeliveries)
	delivery.Get(files, a.deliver)
	delivery.Head(files, a.deliver)
	for _, path := range contract.PublicPaths() {
		r.Options(path, allowAllOrigins(nil).ServeHTTP)
	}
	r.Patch(fieldsPath, a.answerMissingFieldID)
	r.Delete(fieldsPath, a.answerMissingFieldID)
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
		w.Header().Set("X-Request-Id", id) // the name that the vendor's SDKs for browsers read
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
