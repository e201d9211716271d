package mockserver

import (
	"context"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
)

// errUntrustedFetch is the response to an upload by URL that a page of another origin or another machine has sent.
var errUntrustedFetch = invalid(filePart, "The mock server does not fetch URLs for web pages of other origins or for "+
	"other machines, unless it runs with -allow-fetch")

// restrictControl is middleware that rejects requests that break the rules for access to the control endpoints; see the
// package documentation.
func (a *api) restrictControl(next http.Handler) http.Handler {
	return a.access.Handler(next, func(w http.ResponseWriter, r *http.Request, err *access.Error) {
		a.fail(w, r, controlFailure(err.Status, err.Message))
	})
}

// privateHeaders is middleware that keeps responses out of caches and away from pages of other origins. It sets no CORS
// headers, so that browsers neither let these pages read responses nor send requests that need a preflight.
func privateHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// sandboxDocuments is middleware that gives delivered documents an opaque origin. The service delivers files from
// another host than the API. This server has one host for both: without the sandbox, an uploaded document with a
// script, such as an SVG image, would have the origin of the control endpoints and could use them.
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

// canHaveScripts reports whether a browser may run scripts of a document with this content type in the origin of its
// URL. It returns false for PDF files, because the PDF viewers of browsers do not work in a sandbox.
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

// markUntrusted returns the request with a mark in its context if a page of another origin or another machine has sent
// it.
func (a *api) markUntrusted(r *http.Request) *http.Request {
	if !a.access.FromElsewhere(r) {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), untrustedKey{}, true))
}

func isUntrusted(ctx context.Context) bool { return ctx.Value(untrustedKey{}) != nil }
