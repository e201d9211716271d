package imagekit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// source is a file at a URL. The fields of the file are set by the first response, and do not change after Open has
// returned.
type source struct {
	client  *Client
	engine  *engine
	ctx     context.Context //nolint:containedctx // Read has no parameter for it
	url     urlbuilder.Options
	accept  string
	maxSize int64

	isKnown      bool  // the fields below are set
	size         int64 // in bytes; -1 if it is not known
	contentType  string
	etag         string
	modified     string // Last-Modified, as received
	lastModified time.Time
	ifRange      string // identifies the file in requests for a part of it; empty if the server does not identify it
	maxPosition  int64  // where reading fails because of maxSize; 0 for no limit
}

// sizeOrUnknown returns the size of the file, or -1 if it is not known.
func (s *source) sizeOrUnknown() int64 {
	if !s.isKnown {
		return -1
	}
	return s.size
}

// know sets the fields of the file from the first response.
func (s *source) know(h http.Header, size int64) {
	s.isKnown, s.size = true, size
	s.contentType, s.etag, s.modified = h.Get("Content-Type"), h.Get("ETag"), h.Get("Last-Modified")
	s.lastModified, _ = http.ParseTime(s.modified)
	switch {
	case strings.HasPrefix(s.etag, `"`):
		s.ifRange = s.etag
	case s.etag == "" && isStrongTime(h, s.lastModified):
		s.ifRange = s.modified
	}
}

// isStrongTime reports whether the time of a file identifies its version: the file has not changed in the minute before
// the response, within which several versions could have the same time.
func isStrongTime(h http.Header, modified time.Time) bool {
	date, err := http.ParseTime(h.Get("Date"))
	return err == nil && !modified.IsZero() && date.Sub(modified) >= time.Minute
}

// isSame reports whether a response has the version of the file that was opened. size is -1 if it is not known. A
// response with a part has confirmed the time that If-Range had, so it need not repeat it: RFC 9110, section 15.3.7.
func (s *source) isSame(h http.Header, size int64, isPart bool) bool {
	modified := h.Get("Last-Modified")
	switch {
	case s.size >= 0 && size >= 0 && s.size != size:
		return false
	case s.etag != "":
		return s.etag == h.Get("ETag")
	}
	return s.modified == modified || isPart && modified == ""
}

// limit applies MaxSize to the part of the file that a stream reads.
func (s *source) limit(st *stream) error {
	switch {
	case s.maxSize == 0:
	case st.end < 0:
		s.maxPosition = st.position + s.maxSize
	case st.end-st.position > s.maxSize:
		return st.errorOf(&ResponseLimitError{Quantity: "bytes", Limit: s.maxSize})
	}
	return nil
}

// newURL returns the URL for the next request, and its signature.
func (s *source) newURL() (u *url.URL, signature string, err error) {
	text, err := s.client.URL(s.url)
	if err != nil {
		return nil, "", err
	}
	if u, err = url.Parse(text); err != nil {
		return nil, "", errors.New("the URL is not valid")
	}
	return u, u.Query().Get("ik-s"), nil
}

// contentRange is the header Content-Range.
type contentRange struct {
	first, last int64
	size        int64 // -1 if it is not known
}

// parseContentRange parses a Content-Range header such as "bytes 0-9/100", "bytes 0-9/*" or, of a 416, "bytes */100".
func parseContentRange(header string) (r contentRange, err error) {
	invalid := fmt.Errorf("invalid Content-Range %.100q", header)
	unit, rest, ok := strings.Cut(header, " ")
	part, size, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 || !strings.EqualFold(unit, "bytes") {
		return r, invalid
	}
	if r.size = -1; size != "*" {
		if r.size, err = parseSize(size); err != nil {
			return r, invalid
		}
	}
	if part == "*" {
		return contentRange{0, -1, r.size}, nil
	}
	first, last, _ := strings.Cut(part, "-")
	var errLast error
	r.first, err = parseSize(first)
	r.last, errLast = parseSize(last)
	if err != nil || errLast != nil || r.first > r.last || r.last == math.MaxInt64 ||
		r.size >= 0 && r.last >= r.size {
		return r, invalid
	}
	return r, nil
}

// parseSize parses a number of bytes, which has digits only.
func parseSize(text string) (int64, error) {
	n, err := strconv.ParseUint(text, 10, 63)
	return int64(n), err
}
