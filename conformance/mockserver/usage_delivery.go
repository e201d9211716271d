package mockserver

import (
	"cmp"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// countKind is what requests are counted by.
type countKind string

const (
	countStatus         countKind = "status"
	countEndpoint       countKind = "endpoint" // by prefix
	countFormat         countKind = "format"   // by media type of the response
	countBrowser        countKind = "browser"
	countAgent          countKind = "agent"
	countReferrer       countKind = "referrer"
	countImage          countKind = "image" // by URL
	countVideo          countKind = "video"
	countOther          countKind = "other"
	countImageTransform countKind = "image-transform" // by text, as in tr:w-400
	countVideoTransform countKind = "video-transform"
	countMissing        countKind = "missing"   // by URL
	countExtension      countKind = "extension" // runs, not requests
)

// delivery is a response to a request for a file.
type delivery struct {
	status          int
	bytes           int64  // of the body
	mediaType       string // empty if there is no body
	url             string // of the file, without transformation and query
	kind            countKind
	transformation  string // as in tr:w-400; empty if there is none
	endpoint        string // prefix of the URL endpoint; empty for the default one
	referrer, agent string // headers of the request
}

// countDelivery counts a response.
//
// Assumed: a response with an error is in no list of files, formats and transformations.
func (a *api) countDelivery(d delivery) {
	names := map[countKind]string{
		countStatus:   strconv.Itoa(d.status),
		countEndpoint: cmp.Or(d.endpoint, "Default"),
		countBrowser:  browserOf(d.agent),
		countAgent:    d.agent,
		countReferrer: d.referrer,
	}
	switch {
	case d.status == http.StatusNotFound:
		names[countMissing] = d.url
	case d.status < http.StatusBadRequest:
		names[countFormat], names[d.kind] = d.mediaType, d.url
		if by := transformKinds[d.kind]; by != "" {
			names[by] = d.transformation
		}
	}
	a.counters.add(d.bytes, names)
}

// transformKinds are for the kinds of files that can be transformed.
var transformKinds = map[countKind]countKind{countImage: countImageTransform, countVideo: countVideoTransform}

// browsers are told by the first of these words in a user agent: most of them contain the names of others.
var browsers = []struct{ word, name string }{
	{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

func browserOf(agent string) string {
	for _, b := range browsers {
		if strings.Contains(agent, b.word) {
			return b.name
		}
	}
	return "Other"
}

// counted counts the responses of delivery. They count when their head is sent, so that whoever has received one finds
// it counted; a download that breaks off counts as a whole.
func (a *api) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&headWatcher{w, func(status int) { a.countDelivery(a.deliveryOf(r, status, w.Header())) }}, r)
	})
}

// deliveryOf reads a delivery off its request and the head of its response. A URL that nobody understands is of no
// file.
func (a *api) deliveryOf(r *http.Request, status int, h http.Header) delivery {
	d := delivery{status: status, referrer: r.Referer(), agent: r.UserAgent()}
	if r.Method != http.MethodHead && status < http.StatusBadRequest {
		d.bytes, _ = strconv.ParseInt(h.Get("Content-Length"), 10, 64) // absent if there is no body
	}
	d.mediaType, _, _ = mime.ParseMediaType(h.Get("Content-Type"))
	tail, _ := a.tailOf(r)
	t, err := a.parseTarget(tail)
	if err != nil {
		return d
	}
	d.endpoint = strings.TrimSuffix(t.prefix, "/")
	d.url = a.place.url("/" + t.prefix + t.path[1:])
	d.kind = a.kindOf(t.path, d.mediaType)
	if t.transformation != "" {
		d.transformation = transformationMark + t.transformation
	}
	return d
}

// kindOf tells the kind of a file by what was uploaded, or else by what was delivered.
func (a *api) kindOf(path, mediaType string) countKind {
	if f, found := a.lib.atPath(path); found {
		mediaType = f.Mime
	}
	switch kind, _, _ := strings.Cut(mediaType, "/"); kind {
	case "image":
		return countImage
	case "video":
		return countVideo
	}
	return countOther
}

// headWatcher tells of the head of a response before it is sent.
type headWatcher struct {
	http.ResponseWriter
	seen func(status int) // nil afterwards
}

// WriteHeader tells of the final status only.
func (w *headWatcher) WriteHeader(status int) {
	if seen := w.seen; seen != nil && status >= http.StatusOK {
		w.seen = nil
		seen(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *headWatcher) Write(b []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(b)
}

// ReadFrom leaves it to the connection how a file is sent best.
func (w *headWatcher) ReadFrom(r io.Reader) (int64, error) {
	w.begin()
	return io.Copy(w.ResponseWriter, r)
}

// Unwrap is for http.ResponseController.
func (w *headWatcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *headWatcher) begin() {
	if w.seen != nil {
		w.WriteHeader(http.StatusOK)
	}
}
