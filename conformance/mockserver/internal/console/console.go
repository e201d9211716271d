// Package console has the web page of the mock server: its files, and handlers that serve them. The page is plain HTML,
// CSS and JavaScript modules, without a build step. It calls the API and the control endpoints like any other client,
// so the package has no state and knows nothing of the server.
package console

import (
	"embed"
	"net/http"
	"path"
	"strconv"
)

//go:embed static
var static embed.FS

// policy is the Content-Security-Policy of the page. It allows only files of the server, except for local previews of
// pictures (blob:) and the small pictures in the style sheet (data:).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
	"media-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// mediaTypes has the content types of files by their extension. They must not depend on the configuration of the
// machine, because browsers run scripts only with the right type.
var mediaTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// ServePage serves the page.
func ServePage(w http.ResponseWriter, _ *http.Request) { serve(w, "index.html") }

// ServeFile serves a script, a style sheet or a picture of the page. It returns false without a response if there is
// none with this name.
func ServeFile(w http.ResponseWriter, name string) bool {
	return path.Ext(name) != ".html" && serve(w, name)
}

// serve writes a file. It returns false if there is none with this name.
func serve(w http.ResponseWriter, name string) bool {
	mediaType := mediaTypes[path.Ext(name)]
	content, err := static.ReadFile("static/" + name)
	if err != nil || mediaType == "" {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // fails only if the client has disconnected
	return true
}
