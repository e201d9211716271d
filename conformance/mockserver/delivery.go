package mockserver

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
	"github.com/openimagekit/imagekit/conformance/render"
)

// transformationHeader is set in responses to URLs with a transformation. It says how each parameter was rendered. If
// nothing was, the response has the original file.
const (
	transformationHeader = "x-mock-transformation"
	notRendered          = "not rendered"
)

// deliver serves a file at its URL, like the CDN of the service. Pages of any origin can read all responses.
func (a *api) deliver(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Expose-Headers", "*")
	f, t, err := a.findTarget(w, r)
	if err == nil {
		err = a.deliverTarget(w, r, f, t)
	}
	if err != nil {
		requestlog.NoteError(r, asDeliveryError(err).text())
		writeDeliveryError(w, err)
	}
}

// findTarget returns the file of a URL, after all checks.
func (a *api) findTarget(w http.ResponseWriter, r *http.Request) (library.Asset, library.Target, error) {
	tail, ok := a.deliveryPath(r)
	if !ok {
		return library.Asset{}, library.Target{}, malformedURL(errors.New("the path is malformed"))
	}
	t, err := a.lib.ParseTarget(tail)
	if err != nil {
		return library.Asset{}, t, malformedURL(err)
	}
	if err := a.checkTransformation(w, t); err != nil {
		return library.Asset{}, t, err
	}
	f, found := a.lib.Find(t)
	if !found {
		return library.Asset{}, t, missingFile(t)
	}
	if err := a.lib.CheckDelivery(f, t); err != nil {
		return f, t, &deliveryError{status: http.StatusUnauthorized, err: err}
	}
	if err := a.lib.CheckLimits(f, t); err != nil {
		return f, t, limitExceeded(err)
	}
	if err := library.CheckType(f, t); err != nil {
		return f, t, badTransformation(err)
	}
	return f, t, nil
}

// deliverTarget writes the response for a file. If it returns an error, it has written nothing.
func (a *api) deliverTarget(w http.ResponseWriter, r *http.Request, f library.Asset, t library.Target) error {
	if kind := a.operationOf(f, t); kind != instant && a.preparations.isRunning(preparationKey(f, t)) {
		return a.serveIntermediate(w, r, f, t, kind)
	}
	source, err := a.renderableOf(r, f, t)
	switch {
	case err != nil:
		return err
	case source == nil:
		return serveAsset(w, r, f, t)
	case !source.changesFile():
		setReport(w.Header(), reportText(source.analysis.Report))
		return serveAsset(w, r, f, t)
	}
	result, err := a.render(r.Context(), source)
	switch {
	case errors.Is(err, render.ErrLimit) && !t.Transformed(): // too large for the default settings
		return serveAsset(w, r, f, t)
	case err != nil:
		setReport(w.Header(), reasonText(err))
		return err
	case result == nil:
		return serveAsset(w, r, f, t)
	}
	setVary(w.Header(), result)
	if keepsOriginal(f, t, result) {
		return serveAsset(w, r, f, t)
	}
	return serveRendition(w, r, f, t, result)
}

// setReport adds to the header of a transformation how its parameters were rendered. An empty report changes nothing.
func setReport(h http.Header, report string) {
	if report == "" {
		return
	}
	h.Set(transformationHeader, report+strings.TrimPrefix(h.Get(transformationHeader), notRendered))
}

// deliveryPath returns the part of the request's URL after the URL endpoint, including the query. It returns false if
// the URL does not begin with the URL endpoint.
func (a *api) deliveryPath(r *http.Request) (string, bool) {
	uri := r.RequestURI
	if uri == "" || uri[0] != '/' { // a request that Go code has created, or one to a proxy
		return strings.CutPrefix(r.URL.RequestURI(), "/"+a.imagekitID+"/")
	}
	return strings.CutPrefix(uri, a.prefix+"/"+a.imagekitID+"/")
}

// checkTransformation returns an error if the transformation is refused, whatever the file is. Otherwise it sets the
// header that reports that the transformation is not rendered, and lists the parameters that are unknown or not
// documented in their position.
func (a *api) checkTransformation(w http.ResponseWriter, t library.Target) error {
	if !t.Transformed() {
		return nil
	}
	remarks, err := a.lib.CheckTransformation(t)
	if err != nil {
		return badTransformation(err)
	}
	if !a.contentCredentials && a.lib.SignsContent(t) {
		return &deliveryError{status: http.StatusForbidden, err: errNoContentCredentials}
	}
	header := notRendered
	if len(remarks.Unknown) > 0 {
		header += "; unknown: " + strings.Join(remarks.Unknown, ", ")
	}
	if len(remarks.Elsewhere) > 0 {
		header += "; not documented: " + strings.Join(remarks.Elsewhere, ", ")
	}
	w.Header().Set(transformationHeader, header)
	return nil
}

// serveAsset writes the bytes of a file. net/http handles valid ranges and conditional requests. If serveAsset returns
// an error, it has written nothing.
func serveAsset(w http.ResponseWriter, r *http.Request, f library.Asset, t library.Target) error {
	content, err := f.Blob.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	w.Header().Set("Content-Type", f.MediaType)
	v := validators{`"` + f.Blob.Sum + `"`, f.CreatedAt}
	serveContent(w, withValidRange(r, f.Blob.Size), f.Name(), t, v, content)
	return nil
}

// countDeliveries is middleware that counts the responses of delivery. It counts a response before its header is sent,
// so that the count includes every response that a client has received. An interrupted download counts with its full
// size.
func (a *api) countDeliveries(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count := func(status int) { a.lib.CountDelivery(a.deliveryOf(r, status, w.Header())) }
		next.ServeHTTP(&headerHook{w, count}, r)
	})
}

// deliveryOf returns the entry of the statistics for a response, from the headers of the request and the response.
func (a *api) deliveryOf(r *http.Request, status int, h http.Header) library.Delivery {
	d := library.Delivery{Status: status, Referrer: r.Referer(), Agent: r.UserAgent()}
	if r.Method != http.MethodHead && status < http.StatusBadRequest {
		d.Bytes, _ = strconv.ParseInt(h.Get("Content-Length"), 10, 64) // 0 if there is no body
	}
	d.MediaType, _, _ = mime.ParseMediaType(h.Get("Content-Type"))
	d.Tail, _ = a.deliveryPath(r)
	return d
}

// headerHook calls a function before the header of a response is sent.
type headerHook struct {
	http.ResponseWriter
	before func(status int) // set to nil when it is called
}

// WriteHeader implements http.ResponseWriter. It does not call the function for informational statuses (1xx).
func (w *headerHook) WriteHeader(status int) {
	if seen := w.before; seen != nil && status >= http.StatusOK {
		w.before = nil
		seen(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *headerHook) Write(b []byte) (int, error) {
	w.writeDefaultHeader()
	return w.ResponseWriter.Write(b)
}

// ReadFrom implements io.ReaderFrom, so that files are copied with the ReadFrom method of the wrapped writer.
func (w *headerHook) ReadFrom(r io.Reader) (int64, error) {
	w.writeDefaultHeader()
	return io.Copy(w.ResponseWriter, r)
}

// Unwrap returns the wrapped writer, for http.ResponseController.
func (w *headerHook) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *headerHook) writeDefaultHeader() {
	if w.before != nil {
		w.WriteHeader(http.StatusOK)
	}
}
