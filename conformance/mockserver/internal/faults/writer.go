package faults

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
)

// errBroken is what a writer of a broken response returns, so that a handler that copies a file to it stops.
var errBroken = errors.New("the response is broken on purpose")

// discarded is a response that is not sent.
type discarded struct{ header http.Header }

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) WriteHeader(int)             {}
func (d *discarded) Write(p []byte) (int, error) { return len(p), nil }

// cut sends only the beginning of a body. The header is sent with its first byte: without a body, nothing is sent.
type cut struct {
	http.ResponseWriter
	at        int64 // in bytes of the body; 0 is its middle
	announced bool  // the header tells the shorter length
	head      bool  // the request is HEAD, whose response has no body
	status    int   // of the header that is not sent yet
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

// start sends the header, and determines where to cut: at least the last byte is lost.
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
	pause   func() bool // reports whether to go on
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
