package mockserver

import (
	"net/http"
)

// openToBrowsers is middleware that lets pages of any origin call a handler, and answers their preflight requests.
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
		if asked := r.Header.Values("Access-Control-Request-Headers"); len(asked) > 0 {
			h["Access-Control-Allow-Headers"] = asked
		}
		h.Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
	})
}

// browsersToo is middleware that opens the operations that need no key, by the document, to pages of any origin.
//
// Assumed: of the API, only uploads can be called by pages of other origins. Everything else needs the private key,
// which no page should have.
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
