package imagekit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/internal/text"
	"github.com/openimagekit/imagekit/internal/transport"
)

// exchange sends a request for the rest of the part and checks the header of the response. If both succeed, the body of
// the response is that of the stream.
func (s *stream) exchange() (outcome, *Error) {
	r, ctx := s.run, s.source.ctx
	r.request, r.response, r.redactor = nil, nil, nil
	if ctx.Err() != nil {
		return ambiguousFinal, r.errorWithoutResponse(endOf(ctx))
	}
	attempt := &transport.Attempt{
		Context: ctx, Operation: operationOpen, Method: http.MethodGet, Number: r.attempt, Waited: r.waited,
	}
	if r.config.connsLimited {
		attempt.Conn = &transport.Conn{}
	}
	request, isPart, err := s.newRequest(attempt)
	if err != nil {
		return rejected, r.errorWithoutResponse(err)
	}
	r.request = request
	response, err := r.http.Do(request)
	if err != nil {
		return r.judgeLostRequest(ctx, attempt.Conn, nil, response, err)
	}
	r.response = response
	outcome, failed := s.accept(isPart)
	if failed != nil {
		response.Body.Close()
	}
	return outcome, failed
}

// newRequest makes the HTTP request. It reports whether the request is for a part of the file.
func (s *stream) newRequest(ctx context.Context) (request *http.Request, isPart bool, err error) {
	u, signature, err := s.source.newURL()
	if err != nil {
		return nil, false, err
	}
	s.run.call.Path = u.EscapedPath()
	if signature != "" {
		s.run.keys = []string{signature} // a secret of this request
	}
	request, err = http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, false, err
	}
	request.Header["User-Agent"] = s.run.userAgent
	request.Header.Set("Accept", cmp.Or(s.source.accept, "*/*"))
	request.Header.Set("Accept-Encoding", "identity") // sizes and ranges are those of the file
	// If a part cannot be requested, the whole file is requested, and read up to the end of the part.
	canBePart := !s.source.isKnown || s.source.ifRange != ""
	isPart = s.position > 0 || s.end >= 0 && s.end != s.source.size && canBePart
	if !isPart {
		return request, false, nil
	}
	bytes := fmt.Sprintf("bytes=%d-", s.position)
	if s.end >= 0 {
		bytes += strconv.FormatInt(s.end-1, 10)
	}
	request.Header.Set("Range", bytes)
	switch {
	case !canBePart:
		return nil, true, fmt.Errorf("%w: the server does not identify the version of the file", ErrRangeNotSupported)
	case s.source.isKnown:
		request.Header.Set("If-Range", s.source.ifRange)
	}
	return request, true, nil
}

// accept checks a response and makes its body that of the stream.
func (s *stream) accept(isPart bool) (outcome, *Error) {
	response := s.run.response
	switch status := response.StatusCode; {
	case status == http.StatusOK && response.Header.Get("Is-Intermediate-Response") == "true",
		status == http.StatusAccepted:
		return s.refuse(rejected, ErrNotReady)
	case status == http.StatusFound:
		return s.acceptRedirect()
	case status == http.StatusOK:
		return s.acceptWhole(isPart)
	case status == http.StatusPartialContent && isPart:
		return s.acceptPart()
	case status == http.StatusRequestedRangeNotSatisfiable && s.isAtEnd():
		return rejected, nil
	case status < http.StatusOK:
		return s.refuse(ambiguousFinal, &unreadableError{errNotFinal(status)})
	case status < http.StatusMultipleChoices:
		err := errors.New("the server answered with a status that does not fit the request")
		return s.refuse(ambiguousFinal, &unreadableError{err})
	default:
		return s.refuse(outcomeOf(status), nil)
	}
}

// refuse returns the error of a response: err or, if err is nil, what the response says.
func (s *stream) refuse(o outcome, err error) (outcome, *Error) {
	r := s.run
	buffer := transport.NewBuffer()
	defer buffer.Free()
	var body []byte
	if r.response.StatusCode >= http.StatusBadRequest {
		var errRead error
		body, _, errRead = buffer.ReadBody(r.response, maxErrorBody+1)
		r.isCut = errRead != nil
	}
	failed := r.errorOfResponse(body, err)
	if code, message, ok := strings.Cut(r.response.Header.Get("Ik-Error"), " - "); ok {
		failed.Reason, failed.Message = r.redact(code), r.redact(message)
	}
	return o, failed
}

// acceptRedirect returns the error of a 302.
func (s *stream) acceptRedirect() (outcome, *Error) {
	response := s.run.response
	location, err := response.Location()
	switch {
	case err != nil:
		return s.refuse(rejected, nil)
	case location.Host != "" && location.Host != s.run.request.URL.Host: // relative if response.Request is nil
		return s.refuse(rejected, fmt.Errorf("%w to %s, which is not the URL endpoint", ErrHostNotAllowed,
			text.Line(location.Scheme+"://"+location.Host)))
	}
	return s.refuse(rejected, ErrNotReady)
}

// acceptWhole accepts a response with the whole file.
func (s *stream) acceptWhole(isPart bool) (outcome, *Error) {
	response := s.run.response
	size := response.ContentLength
	if size == 0 && response.Header.Get("Content-Length") == "" {
		size = -1 // not set by a custom transport
	}
	if size < 0 {
		size = s.source.sizeOrUnknown() // so that a body without an announced length must have all bytes
	}
	switch {
	case s.source.isKnown && !s.source.isSame(response.Header, size, false):
		return s.refuse(rejected, ErrFileChanged)
	case isPart && s.position > 0:
		return s.refuse(rejected, ErrRangeNotSupported)
	}
	if outcome, failed := s.acceptBody(size); failed != nil {
		return outcome, failed
	}
	if s.bodyEnd = size; size >= 0 && (s.end < 0 || s.end > size) {
		s.end = size
	}
	return rejected, nil
}

// acceptPart accepts a response with a part of the file, which must begin at the position.
func (s *stream) acceptPart() (outcome, *Error) {
	response := s.run.response
	part, err := parseContentRange(response.Header.Get("Content-Range"))
	switch {
	case err != nil:
		return s.refuse(ambiguousFinal, &unreadableError{err})
	case s.source.isKnown && !s.source.isSame(response.Header, part.size, true):
		return s.refuse(rejected, ErrFileChanged)
	case part.last < part.first || part.first != s.position,
		response.ContentLength > 0 && response.ContentLength != part.last-part.first+1:
		err := fmt.Errorf("the response has bytes %d to %d of the file, not those from %d on",
			part.first, part.last, s.position)
		return s.refuse(ambiguousFinal, &unreadableError{err})
	}
	if outcome, failed := s.acceptBody(part.size); failed != nil {
		return outcome, failed
	}
	s.bodyEnd = part.last + 1
	switch {
	case part.size >= 0 && (s.end < 0 || s.end > part.size):
		s.end = part.size
	case s.end < 0:
		s.end = s.bodyEnd
	}
	return rejected, nil
}

// acceptBody makes the body of the response that of the stream. size is that of the file, -1 if it is not known.
func (s *stream) acceptBody(size int64) (outcome, *Error) {
	response := s.run.response
	encoding := strings.Join(response.Header.Values("Content-Encoding"), ", ")
	if encoding != "" && !strings.EqualFold(encoding, "identity") {
		err := fmt.Errorf("the response is encoded as %q, which the client did not ask for", text.Line(encoding))
		return s.refuse(ambiguousFinal, &unreadableError{err})
	}
	if !s.source.isKnown {
		s.source.know(response.Header, size)
	}
	s.body, s.bodyStart = response.Body, s.position
	return rejected, nil
}

// isAtEnd reports whether a 416 says that the file, whose size was not known, ends at the position, as an
// empty file does. It then sets the end of the stream.
func (s *stream) isAtEnd() bool {
	header := s.run.response.Header
	part, err := parseContentRange(header.Get("Content-Range"))
	if err != nil || part.size != s.position {
		return false
	}
	switch etag := header.Get("ETag"); {
	case !s.source.isKnown:
		s.source.know(header, part.size)
		s.source.contentType = "" // that of the error
	case s.source.size >= 0 || etag != "" && etag != s.source.etag:
		return false
	}
	s.end = s.position
	s.run.response.Body.Close()
	s.run.logAttempt(s.source.ctx)
	return true
}
