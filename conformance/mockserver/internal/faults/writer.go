package faults

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
)

// errBroken is the error of writing to a broken response, which stops a handler that copies a file to it.
var errBroken = errors.New("the response is broken on purpose")

// discarded is a response that is not sent.
type discarded struct{ header http.Header }

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) WriteHeader(int)             {}
func (d *discarded) Write(p []byte) (int, error) { return len(p), nil }

// cut sends only the beginning of a body. It sends the header with the first byte. If there is no body, it sends
// nothing.
type cut struct {
	http.ResponseWriter
	at        int64 // offset in the body in bytes; 0 for its middle
	announced bool  // the header Content-Length has the shorter length
	head      bool  // the response to a HEAD request has no body
	status    int   // for the header, which may not be sent yet
	started   bool
}

func (c *cut) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *cut) Write(p []byte) (int, error) {
	if c.head || len(p) == 0 {
		return len(p), nil
	}
	c.start()
	n, err := c.ResponseWriter.Write(p[:min(c.at, int64(len(p)))])
	c.at -= int64(n)
	if err == nil && n < len(p) {
		err = errBroken
	}
	return n, err
}

// start sends the header, and determines where to cut the body, which loses at least its last byte.
func (c *cut) start() {
	if c.started {
		return
	}
	c.started = true
	if length, err := strconv.ParseInt(c.Header().Get("Content-Length"), 10, 64); err == nil {
		if c.at == 0 {
			c.at = length / 2
		}
		c.at = max(min(c.at, length-1), 0)
		if c.announced {
			c.Header().Set("Content-Length", strconv.FormatInt(c.at, 10))
		}
	}
	c.ResponseWriter.WriteHeader(cmp.Or(c.status, http.StatusOK))
}

// retyped is a response with another content type.
type retyped struct {
	http.ResponseWriter
	contentType string
	started     bool
}

func (t *retyped) WriteHeader(status int) {
	t.started = true
	t.Header().Set("Content-Type", t.contentType)
	t.ResponseWriter.WriteHeader(status)
}

func (t *retyped) Write(p []byte) (int, error) {
	if !t.started {
		t.WriteHeader(http.StatusOK)
	}
	return t.ResponseWriter.Write(p)
}

// dripping sends a body in pieces with pauses between them.
type dripping struct {
	http.ResponseWriter
	size    int
	pause   func() bool // waits; returns false to stop
	begun   bool
	stopped bool
}

func (d *dripping) Write(p []byte) (n int, err error) {
	for piece := range slices.Chunk(p, d.size) {
		if d.stopped = d.stopped || d.begun && !d.pause(); d.stopped {
			return n, errBroken
		}
		d.begun = true
		if _, err := d.ResponseWriter.Write(piece); err != nil {
			return n, err
		}
		n += len(piece)
		_ = http.NewResponseController(d.ResponseWriter).Flush()
	}
	return n, nil
}
