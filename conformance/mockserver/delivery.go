package mockserver

import (
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/render"
)

// transformationHeader is set in responses to URLs with a transformation. These responses contain the original file.
const (
	transformationHeader = "x-mock-transformation"
	notRendered          = "not rendered"
)

// Codes of errors in the header ik-error. The documentation lists them among the codes for external origins:
// https://imagekit.io/docs/error-troubleshooting
const (
	codeMissing = "ENOENT"
	codeLimit   = "ELIMIT" // with status 400
)

// deliver serves a file at its URL, like the CDN of the service. Errors are plain text. Pages of any origin can read
// all responses.
//
// Assumed: no source has the texts of delivery errors. Only the responses to a missing file and to an exceeded limit
// have the header ik-error, which the documentation describes for errors of origins. The response for a file that is
// not published is a 404; the documentation only says that its URL is not accessible:
// https://imagekit.io/docs/dam/drafts.
func (a *api) deliver(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Expose-Headers", "*")
	tail, ok := a.deliveryPath(r)
	if !ok {
		writeDeliveryError(w, http.StatusBadRequest, errors.New("the path is malformed"))
		return
	}
	t, err := a.lib.ParseTarget(tail)
	if err != nil {
		writeDeliveryError(w, http.StatusBadRequest, err)
		return
	}
	if err := a.setTransformationHeader(w, t); err != nil {
		writeDeliveryError(w, http.StatusBadRequest, err)
		return
	}
	f, found := a.lib.Find(t)
	if !found {
		writeDeliveryNotFound(w)
		return
	}
	if err := a.lib.CheckDelivery(f, t); err != nil {
		writeDeliveryError(w, http.StatusUnauthorized, err)
		return
	}
	if err := a.lib.CheckLimits(f, t); err != nil {
		setErrorHeader(w, codeLimit, err.Error())
		writeDeliveryError(w, http.StatusBadRequest, err)
		return
	}
	result, err := a.render(r, f, t)
	switch {
	case errors.Is(err, render.ErrLimit):
		setErrorHeader(w, codeLimit, err.Error())
		writeDeliveryError(w, http.StatusBadRequest, err)
	case errors.Is(err, render.ErrTransformation):
		writeDeliveryError(w, http.StatusBadRequest, err)
	case errors.Is(err, fs.ErrNotExist): // the file was deleted after it was found
		writeDeliveryNotFound(w)
	case err != nil: // the client is gone
		writeDeliveryError(w, http.StatusServiceUnavailable, err)
	case result != nil:
		h := w.Header()
		h.Set(transformationHeader, result.report+strings.TrimPrefix(h.Get(transformationHeader), notRendered))
		serveRendition(w, r, f, t, result)
	default:
		serveAsset(w, r, f, t)
	}
}

// writeDeliveryError writes an error as plain text.
func writeDeliveryError(w http.ResponseWriter, status int, err error) {
	http.Error(w, http.StatusText(status)+": "+err.Error(), status)
}

// writeDeliveryNotFound writes the response to a request for a file that does not exist, with the body that the service
// sends.
func writeDeliveryNotFound(w http.ResponseWriter) {
	setErrorHeader(w, codeMissing, "No file was found at the specified path")
	http.Error(w, "Not Found", http.StatusNotFound)
}

// setErrorHeader sets the header that describes the error.
func setErrorHeader(w http.ResponseWriter, code, message string) {
	w.Header().Set("ik-error", code+" - "+message)
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

// setTransformationHeader sets the header that reports that the transformation is not rendered, and lists the
// parameters that are unknown or not documented in their position. It returns an error if the transformation is
// malformed.
func (a *api) setTransformationHeader(w http.ResponseWriter, t library.Target) error {
	if !t.Transformed() {
		return nil
	}
	remarks, err := a.lib.CheckTransformation(t)
	if err != nil {
		return err
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

// serveAsset writes the bytes of a file. net/http handles valid ranges and conditional requests.
func serveAsset(w http.ResponseWriter, r *http.Request, f library.Asset, t library.Target) {
	content, err := f.Blob.Open()
	if err != nil { // the file was deleted after it was found
		writeDeliveryNotFound(w)
		return
	}
	defer content.Close()
	w.Header().Set("Content-Type", f.MediaType)
	v := validators{`"` + f.Blob.Sum + `"`, f.CreatedAt}
	serveContent(w, withValidRange(r, f.Blob.Size), f, t, v, content)
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
