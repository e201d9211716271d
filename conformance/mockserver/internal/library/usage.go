package library

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// maxPeriod is the limit of a period, which must be shorter.
const maxPeriod = 90 * 24 * time.Hour

// Usage returns the sums from the day of start to daysBefore days before the day of end, inclusive.
func (l *Library) Usage(start, end time.Time, daysBefore int) (Sums, error) {
	switch {
	case !start.Before(end):
		return nil, ErrPeriodOrder
	case end.Sub(start) >= maxPeriod:
		return nil, ErrPeriodLength
	}
	last := end.AddDate(0, 0, -daysBefore)
	return l.counters.sum(start.Format(time.DateOnly), last.Format(time.DateOnly)), nil
}

// CountExtensions counts the extensions that a request asks for.
func (l *Library) CountExtensions(kinds []string) {
	for _, kind := range kinds {
		l.counters.add(0, map[CountKind]string{CountExtension: kind})
	}
}

// Delivery is a response to a request for a file.
type Delivery struct {
	Tail            string // the URL after the account's URL endpoint
	Status          int
	Bytes           int64  // of the body
	MediaType       string // empty if there is no body
	Referrer, Agent string // headers of the request
}

// Status codes of responses that are counted differently.
const (
	statusError    = 400
	statusNotFound = 404
)

// CountDelivery counts a response. A malformed URL is counted for the default endpoint, and for no file. Responses with
// errors are not counted by file, format or transformation; missing files have their own counters.
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

// nameFile adds the names under which a response is counted for its file.
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

// transformKinds has the kinds of the counters of transformations by those of files.
var transformKinds = map[CountKind]CountKind{CountImage: CountImageTransform, CountVideo: CountVideoTransform}

// kindOf returns the kind of a file by its media type or, if the file does not exist, by that of the response.
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

// browsers has words in user agents. The first one that is found counts, because most user agents contain the names of
// other browsers too.
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

// Storage returns the size of all versions of all files in bytes.
func (l *Library) Storage() int64 {
	defer l.store.RLock()()
	var sum int64
	for _, f := range l.files {
		for _, v := range f.Versions {
			sum += v.Blob.Size
		}
	}
	return sum
}
