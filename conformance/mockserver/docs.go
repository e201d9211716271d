package mockserver

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"

	"github.com/go-chi/chi/v5"
)

// docsPath is the path of the API reference.
const docsPath = "/docs"

// docsHome is the page that browsers get at docsPath.
const docsHome = "index.html"

var (
	errNoDocs = controlFailure(http.StatusNotFound, "The server has no API reference. Build it with \"make docs\" in "+
		"a clone of github.com/openimagekit/imagekit, and start imagekit-mock with -docs docs/reference/site (in Go "+
		"WithDocs).")
	errNoDocsFile = controlFailure(http.StatusNotFound, "The API reference has no file at this path.")
)

// docsPolicy is the Content-Security-Policy of the API reference. It allows only files of the server. Scalar, which
// shows the operations, adds style sheets to the page, and has pictures as data in them.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// docsTypes has the content types of the files of the API reference by their extension. Other files are not served.
var docsTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
	".yaml": "application/yaml",
}

// WithDocs serves the API reference at /_mock/docs/. The tree has the files that make docs writes to the folder
// docs/reference/site; its page index.html must exist. The rules for access to the control endpoints apply. Use
// [os.Root.FS] for a folder, so that symbolic links cannot lead out of it. Without this option, requests to the
// reference get 404.
func WithDocs(tree fs.FS) Option {
	return func(c *config) error {
		if tree == nil {
			return errors.New("the API reference is nil")
		}
		if _, err := fs.Stat(tree, docsHome); err != nil {
			return fmt.Errorf("the API reference, which make docs builds, has no page: %w", err)
		}
		c.docs = tree
		return nil
	}
}

// docsRoutes adds the routes of the API reference.
func (a *api) docsRoutes(r chi.Router) {
	r.Get(docsPath, func(w http.ResponseWriter, r *http.Request) {
		if a.docs == nil {
			a.fail(w, r, errNoDocs)
			return
		}
		// Relative URLs of the page need the slash.
		w.Header().Set("Location", a.access.Base.EscapedPath()+controlPath+docsPath+"/")
		w.WriteHeader(http.StatusSeeOther)
	})
	r.Get(docsPath+"/*", a.showDocs)
}

// showDocs serves a file of the API reference.
func (a *api) showDocs(w http.ResponseWriter, r *http.Request) {
	if a.docs == nil {
		a.fail(w, r, errNoDocs)
		return
	}
	name := chi.URLParam(r, "*")
	if name == "" {
		name = docsHome
	}
	mediaType := docsTypes[path.Ext(name)]
	content, err := fs.ReadFile(a.docs, name) // refuses names such as ../x
	if err != nil || mediaType == "" {
		a.fail(w, r, errNoDocsFile)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Content-Security-Policy", docsPolicy)
	h.Set("Referrer-Policy", "same-origin")
	_, _ = w.Write(content) // fails only if the client has disconnected
}
