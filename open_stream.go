package imagekit

import (
	"fmt"
	"io"
	"net/http"

	"github.com/openimagekit/imagekit/internal/request"
)

const (
	// newBeginning is the number of bytes after which an attempt counts as the first attempt again, so that the number
	// of attempts does not limit the size of files.
	newBeginning = 8 << 20
	// maxEmptyReads is how often a body can return no bytes in succession.
	maxEmptyReads = 100
)

// stream reads a part of a file, with as many requests as that takes. It is not safe for concurrent use.
type stream struct {
	source   *source
	run      *run  // the attempts to read the rest of the part
	position int64 // in the file, of the next byte
	end      int64 // of the part, or of the file if that is earlier; -1 if it is not known

	body      io.ReadCloser // of the current response; nil if there is none
	bodyStart int64         // position of its first byte
	bodyEnd   int64         // position after its last byte; -1 if it is not known
	err       error         // returned by all reads
}

// newStream returns a stream of the part of the file from start to end, which is -1 for the end of the file.
func (s *source) newStream(start, end int64) *stream {
	st := &stream{source: s, position: start, end: end}
	st.startRun()
	return st
}

// startRun begins a new series of attempts.
func (s *stream) startRun() {
	s.run = s.source.engine.newRun(&request.Call{Operation: operationOpen, Method: http.MethodGet, Idempotent: true})
}

// seek changes the position.
func (s *stream) seek(position int64) {
	s.close()
	s.startRun()
	s.position, s.err = position, nil
}

// close ends the current request.
func (s *stream) close() {
	if s.body == nil {
		return
	}
	_ = s.body.Close()
	s.body = nil
	s.run.logAttempt(s.source.ctx)
}

// readFull reads the rest of the part, of which p can hold at least as much.
func (s *stream) readFull(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var more int
		more, err = s.read(p[n:])
		n += more
	}
	if n == len(p) {
		err = nil
	}
	return n, err
}

// read reads the next bytes.
func (s *stream) read(p []byte) (int, error) {
	for s.err == nil && len(p) > 0 {
		switch {
		case s.end >= 0 && s.position >= s.end:
			s.close()
			return 0, io.EOF
		case s.source.maxPosition > 0 && s.position > s.source.maxPosition:
			s.fail(s.errorOf(&ResponseLimitError{Quantity: "bytes", Limit: s.source.maxSize}))
		case s.body == nil:
			s.err = s.connect()
		default:
			if n := s.readBody(p); n > 0 {
				return n, nil
			}
		}
	}
	return 0, s.err
}

// readBody reads from the body, and handles its end. It returns 0 only if the body has ended.
func (s *stream) readBody(p []byte) int {
	if err := s.source.ctx.Err(); err != nil { // the body may have been received
		s.bodyEnded(err)
		return 0
	}
	for range maxEmptyReads {
		n, err := s.body.Read(p[:s.readable(len(p))])
		n = s.advance(n)
		if err != nil {
			s.bodyEnded(err)
		}
		if n > 0 || err != nil {
			return n
		}
	}
	s.bodyEnded(io.ErrNoProgress)
	return 0
}

// readable returns how many of n bytes are read at once: not more than the body and the part have, and one more than
// the limit, which shows whether the file is too large.
func (s *stream) readable(n int) int64 {
	size := int64(n)
	if s.bodyEnd >= 0 {
		size = min(size, s.bodyEnd-s.position)
	}
	if s.end >= 0 {
		size = min(size, s.end-s.position)
	}
	if limit := s.source.maxPosition; limit > 0 && size > limit-s.position {
		size = limit - s.position + 1
	}
	return size
}

// advance moves the position by n bytes that were read, and returns how many of them are within the limit.
func (s *stream) advance(n int) int {
	s.position += int64(n)
	if limit := s.source.maxPosition; limit > 0 && s.position > limit {
		s.position = limit
		s.fail(s.errorOf(&ResponseLimitError{Quantity: "bytes", Limit: s.source.maxSize}))
		return n - 1
	}
	return n
}

// errorOf returns the error of a response that cannot be used, or of a request that is not sent, because of err.
func (s *stream) errorOf(err error) error {
	r := s.run
	if r.outcome = rejected; r.response == nil {
		if u, _, err := s.source.newURL(); err == nil {
			r.call.Path = u.EscapedPath()
		}
		r.failed = r.errorWithoutResponse(err)
	} else {
		r.failed = r.errorOfResponse(nil, err)
	}
	return r.finalError(s.source.ctx)
}

// fail ends the stream.
func (s *stream) fail(err error) {
	s.close()
	s.err = err
}

// bodyEnded handles the end of a body, or the error that reading it returned: the stream ends, or continues with
// another request.
func (s *stream) bodyEnded(err error) {
	if s.err != nil {
		return
	}
	isEnd := err == io.EOF //nolint:errorlint // readers return io.EOF as it is
	switch {
	case isEnd && s.bodyEnd < 0: // a body without an announced length has ended as HTTP requires
		s.end = s.position
		s.fail(io.EOF)
		return
	case s.position == s.bodyEnd && s.bodyEnd >= s.end: // an error after the last byte does not matter
		s.close()
		return
	case isEnd:
		err = io.ErrUnexpectedEOF
	}
	s.lost(err)
}

// lost ends an attempt whose body was not read completely because of err.
func (s *stream) lost(err error) {
	r := s.run
	if s.bodyEnd >= 0 {
		err = fmt.Errorf("after %d of %d bytes: %w", s.position-s.bodyStart, s.bodyEnd-s.bodyStart, err)
	} else {
		err = fmt.Errorf("after %d bytes: %w", s.position-s.bodyStart, err)
	}
	outcome, err := judgeError(s.source.ctx, err)
	r.outcome, r.failed = outcome, r.errorOfResponse(nil, err)
	s.close()
	if s.position-s.bodyStart >= newBeginning {
		s.startRun()
		s.run.attempt, s.run.outcome, s.run.failed = 1, r.outcome, r.failed
	}
}

// connect sends a request for the rest of the part, several times if necessary. If it returns nil, there is a body, or
// the end of the part is reached.
func (s *stream) connect() error {
	r, ctx := s.run, s.source.ctx
	for {
		if r.failed != nil && (r.policy.decide(classIdempotent, r.attempt, r.outcome) != decisionRepeat ||
			!s.canContinue() || !r.waitForNext(ctx)) {
			return r.finalError(ctx)
		}
		r.attempt++
		r.began = r.config.now()
		if r.outcome, r.failed = s.exchange(); r.failed == nil {
			return nil
		}
		r.logAttempt(ctx)
	}
}

// canContinue reports whether another request can continue where the last one has failed.
func (s *stream) canContinue() bool {
	if s.position == 0 || !s.source.isKnown || s.source.ifRange != "" {
		return true
	}
	s.run.failed.note = "the server does not identify the version of the file"
	return false
}
