package mockserver

import (
	"net/http"
)

// allowAllOrigins is middleware that lets pages of any origin call a handler, and responds to their preflight requests.
func allowAllOrigins(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		if r.Method != http.MethodOptions {
			h.Set("Access-Control-Expose-Headers", "*")
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
		if requested := r.Header.Values("Access-Control-Request-Headers"); len(requested) > 0 {
			h["Access-Control-Allow-Headers"] = requested
		}
		h.Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
	})
}

// allowOriginsOfUploads is middleware that lets pages of any origin call the operations that, according to
// openapi.yaml, need no key.
//
// Assumed: pages of other origins can call only the upload operations of the API. All other operations need the private
// key, which must not be in a page.
func (a *api) allowOriginsOfUploads(next http.Handler) http.Handler {
	open := allowAllOrigins(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if operationOf(r).Public() {
			open.ServeHTTP(w, a.markUntrusted(r))
		} else {
			next.ServeHTTP(w, r)
		}
	})
}
