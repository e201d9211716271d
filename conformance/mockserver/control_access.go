package mockserver

import (
	"context"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
)

// errFetchFromElsewhere is the answer to an upload by URL that a page of another origin or another machine has sent.
var errUntrustedFetch = invalid(filePart, "The mock server fetches no URLs for web pages of other origins and for "+
	"other machines, unless it runs with -allow-fetch")

// ownerOnly is middleware that passes requests on which the owner of the server can have sent.
func (a *api) restrictControl(next http.Handler) http.Handler {
	return a.access.Handler(next, func(w http.ResponseWriter, r *http.Request, err *access.Error) {
		a.fail(w, r, controlFailure(err.Status, err.Message))
	})
}

// privateHeaders is middleware that keeps responses out of caches and of pages of other origins. There is no CORS
// header among these headers, so browsers let no such page read them or ask for more.
func privateHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// sandboxed is middleware that gives delivered documents an origin of their own. In the service, files have another
// host than everything else. Here a page that somebody has uploaded, such as an SVG image with a script, would have the
// origin of the control endpoints, and could use them.
func sandboxDocuments(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mark := func(status int) {
			if status != http.StatusNotModified && canHaveScripts(w.Header().Get("Content-Type")) {
				w.Header().Set("Content-Security-Policy", "sandbox allow-scripts")
			}
		}
		next.ServeHTTP(&headerHook{w, mark}, r)
	})
}

// canHaveScripts reports false for content types that browsers show without running scripts in the origin of the file.
// Their viewers of PDF files do not work in a sandbox.
func canHaveScripts(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	family, _, _ := strings.Cut(mediaType, "/")
	switch family {
	case "image", "video", "audio", "font":
		return strings.HasSuffix(mediaType, "xml")
	}
	return mediaType != "application/pdf"
}

type untrustedKey struct{}

// markElsewhere notes in the context of an upload that a page of another origin or another machine has sent it.
func (a *api) markUntrusted(r *http.Request) *http.Request {
	if !a.access.FromElsewhere(r) {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), untrustedKey{}, true))
}

func isUntrusted(ctx context.Context) bool { return ctx.Value(untrustedKey{}) != nil }
