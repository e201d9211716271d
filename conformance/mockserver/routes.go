package mockserver

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/gen/server"
)

// routes returns the handler of the API, of delivery and of the control endpoints. The route of delivery begins with
// the literal ImageKit id. With a pattern there, it would also match unknown paths of the API.
func (a *api) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(legacy)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoRoute) })
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoMethod) })
	server.HandlerWithOptions(a, server.ChiServerOptions{
		// This middleware runs after the route is matched and before parameters are bound, so that a request without a
		// key always gets the error about the key.
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

// withPrefix returns a handler that serves next under the prefix. It also sets the request id of each response and logs
// each request, without its query and headers, which may have signatures and keys.
func (a *api) withPrefix(next http.Handler) http.Handler {
	if a.prefix != "" {
		next = http.StripPrefix(a.prefix, next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uuid.NewString()
		w.Header().Set("X-Ik-Requestid", id)
		w.Header().Set("X-Request-Id", id) // which the vendor's browser SDKs read
		rec, r := a.record(w, r, id)
		defer func() { // also runs if a fault resets the connection
			done := rec.Finish()
			a.log.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", done.Status,
				"duration", done.Duration, "id", id)
		}()
		switch {
		case strings.HasPrefix(r.URL.Path, a.prefix+"/"):
			next.ServeHTTP(rec, r)
		case a.prefix == "": // a request to a proxy, or OPTIONS *
			a.fail(rec, r, errNoRoute)
		default:
			a.fail(rec, r, failure(http.StatusNotFound, "All paths of this mock server are under "+a.prefix+".", ""))
		}
	})
}
