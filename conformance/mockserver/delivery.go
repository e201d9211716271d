package mockserver

import (
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// transformationHeader tells that a transformation was asked for and the original is delivered.
const (
	transformationHeader = "x-mock-transformation"
	notRendered          = "not rendered"
)

// deliver serves a file at its URL, as the CDN would. Errors are plain text here.
//
// Assumed: the text of errors, that an unpublished file is found with a valid signature only, like a private one, and
// that a default image stands in for what is not published as well.
func (a *api) deliver(w http.ResponseWriter, r *http.Request) {
	tail, ok := a.tailOf(r)
	if !ok {
		deny(w, http.StatusBadRequest, errors.New("the path is malformed"))
		return
	}
	t, err := a.parseTarget(tail)
	if err != nil {
		deny(w, http.StatusBadRequest, err)
		return
	}
	if err := a.announce(w, t); err != nil {
		deny(w, http.StatusBadRequest, err)
		return
	}
	f, found := a.find(t)
	if !found {
		deny(w, http.StatusNotFound, errors.New("there is no such file"))
		return
	}
	if err := a.checkDelivery(f, t); err != nil {
		deny(w, http.StatusUnauthorized, err)
		return
	}
	serveAsset(w, r, f, t)
}

// deny answers with an error that says what to do about it.
func deny(w http.ResponseWriter, status int, err error) {
	http.Error(w, http.StatusText(status)+": "+err.Error(), status)
}

// tailOf returns what follows the account's URL endpoint.
func (a *api) tailOf(r *http.Request) (string, bool) {
	uri := r.RequestURI
	if uri == "" || uri[0] != '/' { // made by hand, or sent to a proxy
		return strings.CutPrefix(r.URL.RequestURI(), "/"+a.imagekitID+"/")
	}
	return strings.CutPrefix(uri, a.prefix+"/"+a.imagekitID+"/")
}

// announce says in a header that a transformation is not rendered, and what is unknown in it. One that is malformed is
// an error.
func (a *api) announce(w http.ResponseWriter, t target) error {
	if !t.transformed() {
		return nil
	}
	header := notRendered
	if t.transformation != "" || t.rendition == "" {
		unknown, err := checkTransformation(t.transformation, a.hasNamed)
		if err != nil {
			return err
		}
		if len(unknown) > 0 {
			header += "; unknown: " + strings.Join(unknown, ", ")
		}
	}
	w.Header().Set(transformationHeader, header)
	return nil
}

// find looks for the file, for one of its versions if the URL names one, and for the default image.
func (a *api) find(t target) (asset, bool) {
	f, found := a.lib.atPath(t.path)
	if id := t.query.Get("ik-obj-version"); found && id != "" {
		v, err := a.lib.getVersion(f.fileID, id)
		return v, err == nil
	}
	if fallback := t.fallback(); !found && fallback != "" {
		return a.lib.atPath(fallback)
	}
	return f, found
}

// checkDelivery wants a valid signature for a file that is private or not published; one that is there must be valid in
// any case. With a named transformation, which the account has allowed, a private file needs none.
//
// Assumed: the service checks the signature of a public file too. If it does not, the mock finds a mistake that does no
// harm there.
func (a *api) checkDelivery(f asset, t target) error {
	open := f.Published && (!f.Private || onlyNamed(t.transformation))
	if open && !t.query.Has("ik-s") {
		return nil
	}
	urls, err := a.place.endpointOf(t)
	if err != nil {
		return err
	}
	err = urls.Verify(a.place.endpoint+"/"+t.tail, urlbuilder.VerifyOptions{Now: a.now()})
	switch {
	case !errors.Is(err, urlbuilder.ErrSignatureMissing):
		return err
	case t.query.Has("ik-s"):
		return errors.New("the query of the URL has ik-s, but not at its end: nothing can be added to a URL that is signed")
	}
	return errors.New("the file is private or not published, and the URL is not signed")
}

// serveAsset leaves ranges and conditional requests to the standard library, which needs only an ETag and a date for
// them.
func serveAsset(w http.ResponseWriter, r *http.Request, f asset, t target) {
	content, err := f.Blob.Open()
	if err != nil { // it has just been deleted
		deny(w, http.StatusNotFound, errors.New("the file has just been deleted"))
		return
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", f.Mime)
	h.Set("ETag", `"`+f.Blob.Sum+`"`)
	// A file that is uploaded again has the same URL: browsers have to ask.
	h.Set("Cache-Control", "no-cache")
	// Pages on another port show what is delivered here.
	h.Set("Access-Control-Allow-Origin", "*")
	if t.query.Get("ik-attachment") == "true" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name()}))
	}
	http.ServeContent(w, r, f.name(), f.CreatedAt, content)
}
