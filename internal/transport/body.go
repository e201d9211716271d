package transport

import (
	"io"
	"net/http"
	"slices"
	"sync"
)

// Buffer is reusable memory for the body of a response.
type Buffer struct{ bytes []byte }

var buffers = sync.Pool{New: func() any { return new(Buffer) }}

// NewBuffer returns a new buffer, or one that [Buffer.Free] has released.
func NewBuffer() *Buffer { return buffers.Get().(*Buffer) }

// Free releases the buffer for reuse. The caller must not use the buffer any more, nor a body that was read into it.
func (b *Buffer) Free() { buffers.Put(b) }

// copyBuffer has the size of the buffers of [io.Copy].
type copyBuffer [32 << 10]byte

var copyBuffers = sync.Pool{New: func() any { return new(copyBuffer) }}

const (
	maxKeptBuffer     = 1 << 20 // maximum bytes of a buffer that is reused, and of a piece of a long body
	minReadBuffer     = 4 << 10
	maxEmptyBodyReads = 100
)

// ReadBody reads the body of a response, into the buffer if that is large enough. If the body has limit bytes or more,
// ReadBody returns its first limit bytes, and whole is false.
//
// It allocates about as many bytes as arrive, and twice as many when it joins the pieces of a long body. It does not
// trust Content-Length, because a header alone must not make the client allocate the limit.
func (b *Buffer) ReadBody(response *http.Response, limit int64) (body []byte, whole bool, err error) {
	body, whole, err = readBody(b.bytes[:0], response, limit)
	if cap(body) <= maxKeptBuffer {
		b.bytes = body
	}
	return body, whole, err
}

func readBody(b []byte, response *http.Response, limit int64) (body []byte, whole bool, err error) {
	if length := response.ContentLength; length > 0 {
		b = slices.Grow(b, int(min(length, maxKeptBuffer-1))+1) // one more, for the Read that returns io.EOF
	}
	for cap(b) < maxKeptBuffer {
		if b, whole, err = fill(b, response.Body, limit); whole || err != nil || int64(len(b)) == limit {
			return b, whole, err
		}
		b = slices.Grow(b, max(cap(b), minReadBuffer))
	}
	pieces := [][]byte{b}
	for left := limit; ; {
		last := &pieces[len(pieces)-1]
		if *last, whole, err = fill(*last, response.Body, left); err != nil || whole && len(pieces) == 1 {
			return pieces[0], whole, err
		}
		if whole {
			return slices.Concat(pieces...), true, nil
		}
		if left -= int64(len(*last)); left == 0 {
			return pieces[0], false, nil
		}
		pieces = append(pieces, make([]byte, 0, min(maxKeptBuffer, left)))
	}
}

// fill reads into the capacity of b until it is full, b has limit bytes, or r ends; whole reports whether r has ended.
func fill(b []byte, r io.Reader, limit int64) (filled []byte, whole bool, err error) {
	for empty := 0; len(b) < cap(b) && int64(len(b)) < limit; {
		n, err := r.Read(b[len(b):min(int64(cap(b)), limit)])
		b = b[:len(b)+n]
		switch {
		case err == io.EOF:
			return b, true, nil
		case err != nil:
			return b, false, err
		case n > 0:
			empty = 0
		default:
			if empty++; empty == maxEmptyBodyReads {
				return b, false, io.ErrNoProgress
			}
		}
	}
	return b, false, nil
}
