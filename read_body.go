package imagekit

import (
	"io"
	"net/http"
	"slices"
	"sync"
)

// buffers are those of bodies that have been read to their end.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const (
	minReadBuffer  = 4 << 10
	maxEmptyReads  = 100
	spareReadBytes = 1 // for the Read that finds the end
)

// readBody appends the body of a response to b, limit bytes at most. Of memory it takes no more than one and a half times the limit at once,
// whatever the response says about its length.
func readBody(b []byte, response *http.Response, limit int64) ([]byte, error) {
	if length := response.ContentLength; length > 0 {
		b = slices.Grow(b, int(min(length, limit))+spareReadBytes)
	}
	for empty := 0; int64(len(b)) < limit; {
		if len(b) == cap(b) {
			b = extend(b, int(limit))
		}
		n, err := response.Body.Read(b[len(b):min(int64(cap(b)), limit)])
		b = b[:len(b)+n]
		switch {
		case err == io.EOF: //nolint:errorlint // readers return it as it is
			return b, nil
		case err != nil:
			return b, err
		case n > 0:
			empty = 0
		default:
			if empty++; empty == maxEmptyReads {
				return b, io.ErrNoProgress
			}
		}
	}
	return b, nil
}

// extend doubles the capacity of b, or else makes it the limit: from a quarter of that on, since two more steps would take more memory.
func extend(b []byte, limit int) []byte {
	size := max(2*cap(b), minReadBuffer)
	if size > limit/2 {
		size = limit
	}
	return append(make([]byte, 0, size), b...)
}
