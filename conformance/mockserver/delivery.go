package mockserver

import (
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// transformationHeader tells that a transformation was asked for and the original is delivered.
const (
	transformationHeader = "x-mock-transformation"
	notRendered          = "not rendered"
)

// deliver serves a file at its URL, as the CDN would. Errors are plain text here.
//
// Assumed: the text of errors, and that an unpublished file is not found even with a valid signature.
func (a *api) deliver(w http.ResponseWriter, r *http.Request) {
	tail, ok := a.tailOf(r)
	t, err := parseTarget(tail)
	if !ok || err != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	f, found := a.store.atPath(t.path)
	if !found || !f.Published {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	if err := a.checkDelivery(f, tail, t); err != nil {
		http.Error(w, "Unauthorized: "+err.Error(), http.StatusUnauthorized)
		return
	}
	if t.transformed {
		w.Header().Set(transformationHeader, notRendered)
	}
	serveAsset(w, r, f)
}

// tailOf returns what follows the URL endpoint, byte for byte as the client sent it: signatures are about these bytes.
func (a *api) tailOf(r *http.Request) (string, bool) {
	uri := r.RequestURI
	if uri == "" || uri[0] != '/' { // made by hand, or sent to a proxy
		return (&place{endpoint: "/" + a.imagekitID}).cut(r.URL.RequestURI())
	}
	return (&place{endpoint: a.prefix + "/" + a.imagekitID}).cut(uri)
}

// checkDelivery wants a valid signature for a private file; one that is there must be valid in any case.
//
// Assumed: the service checks the signature of a public file too. If it does not, the mock finds a mistake that does no harm there.
func (a *api) checkDelivery(f asset, tail string, t target) error {
	if !f.Private && !t.query.Has("ik-s") {
		return nil
	}
	err := a.place.urls.Verify(a.place.endpoint+"/"+tail, a.now())
	if errors.Is(err, urlbuilder.ErrSignatureMissing) && f.Private {
		return errors.New("the file is private and the URL is not signed")
	}
	return err
}

// serveAsset leaves ranges and conditional requests to the standard library, which needs only an ETag and a date for them.
func serveAsset(w http.ResponseWriter, r *http.Request, f asset) {
	content, err := f.Blob.open()
	if err != nil { // it has just been deleted
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", f.Mime)
	h.Set("ETag", `"`+f.Blob.Sum+`"`)
	// Pages on another port show what is delivered here.
	h.Set("Access-Control-Allow-Origin", "*")
	http.ServeContent(w, r, f.name(), f.CreatedAt, content)
}
