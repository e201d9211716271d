package library

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"time"
)

// errNoRecord is what look-ups in tables fail with whose records nobody asks for by their keys.
var errNoRecord = errors.New("there is no such record")

// CountKind is what requests are counted by.
type CountKind string

// Kinds of counters.
const (
	CountStatus         CountKind = "status"
	CountEndpoint       CountKind = "endpoint" // by prefix
	CountFormat         CountKind = "format"   // by media type of the response
	CountBrowser        CountKind = "browser"
	CountAgent          CountKind = "agent"
	CountReferrer       CountKind = "referrer"
	CountImage          CountKind = "image" // by URL
	CountVideo          CountKind = "video"
	CountOther          CountKind = "other"
	CountImageTransform CountKind = "image-transform" // by text, as in tr:w-400
	CountVideoTransform CountKind = "video-transform"
	CountMissing        CountKind = "missing"   // by URL
	CountExtension      CountKind = "extension" // runs, not requests
)

// Sums are counters, added up, by kind and name.
type Sums map[CountKind]map[string]Counter

// Total adds up what was counted under the different names of a kind.
func (s Sums) Total(kind CountKind) Counter {
	var all Counter
	for _, n := range s[kind] {
		all.Requests += n.Requests
		all.Bytes += n.Bytes
	}
	return all
}

// maxPeriod is what operations refuse, and everything longer.
const maxPeriod = 90 * 24 * time.Hour

// Usage adds up what was counted from one day to another, both included. start and end are the parameters of a request,
// which are checked; the last day is that many days before the end.
func (l *Library) Usage(start, end time.Time, daysBefore int) (Sums, error) {
	switch {
	case !start.Before(end):
		return nil, invalid("startDate", "It must be before endDate")
	case end.Sub(start) >= maxPeriod:
		return nil, invalid("endDate", "It must be less than 90 days after startDate")
	}
	last := end.AddDate(0, 0, -daysBefore)
	return l.counters.sum(start.Format(time.DateOnly), last.Format(time.DateOnly)), nil
}

// CountExtensions counts what a request has started. None of it runs here.
func (l *Library) CountExtensions(kinds []string) {
	for _, kind := range kinds {
		l.counters.add(0, map[CountKind]string{CountExtension: kind})
	}
}

// Delivery is a response to a request for a file.
type Delivery struct {
	Tail            string // of the URL, behind the account's URL endpoint
	Status          int
	Bytes           int64  // of the body
	MediaType       string // empty if there is no body
	Referrer, Agent string // headers of the request
}

// Missing and failed responses, as statuses say it.
const (
	statusError    = 400
	statusNotFound = 404
)

// CountDelivery counts a response. A URL that nobody understands is of no file and of the default endpoint.
//
// Assumed: a response with an error is in no list of files, formats and transformations.
func (l *Library) CountDelivery(d Delivery) {
	names := map[CountKind]string{
		CountEndpoint: "Default",
		CountStatus:   strconv.Itoa(d.Status),
		CountBrowser:  browserOf(d.Agent),
		CountAgent:    d.Agent,
		CountReferrer: d.Referrer,
	}
	if t, err := l.ParseTarget(d.Tail); err == nil {
		l.nameFile(names, d, t)
	}
	l.counters.add(d.Bytes, names)
}

// nameFile adds what a response tells of the file of its target.
func (l *Library) nameFile(names map[CountKind]string, d Delivery, t Target) {
	names[CountEndpoint] = cmp.Or(strings.TrimSuffix(t.Prefix, "/"), "Default")
	fileURL := l.URL("/" + t.Prefix + t.Path[1:])
	switch {
	case d.Status == statusNotFound:
		names[CountMissing] = fileURL
	case d.Status < statusError:
		kind := l.kindOf(t.Path, d.MediaType)
		names[CountFormat], names[kind] = d.MediaType, fileURL
		if by := transformKinds[kind]; by != "" && t.Transformation != "" {
			names[by] = TransformationMark + t.Transformation
		}
	}
}

// transformKinds are for the kinds of files that can be transformed.
var transformKinds = map[CountKind]CountKind{CountImage: CountImageTransform, CountVideo: CountVideoTransform}

// kindOf tells the kind of a file by what was uploaded, or else by what was delivered.
func (l *Library) kindOf(path, mediaType string) CountKind {
	if a, found := l.AtPath(path); found {
		mediaType = a.MediaType
	}
	switch kind, _, _ := strings.Cut(mediaType, "/"); kind {
	case "image":
		return CountImage
	case "video":
		return CountVideo
	}
	return CountOther
}

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
