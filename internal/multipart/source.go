package multipart

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
)

// Source is where the file of an upload comes from. The zero value contains no file.
type Source struct {
	name string // file name of the part, if the source has one
	text string // what is sent instead of a file: a URL, base64 or a data URI
	size int64  // bytes, -1 if unknown
	open func() (io.ReadCloser, int64, error)
	err  error
	used *atomic.Bool // set for sources that can be read only once

	inMemory bool // whether reading the source cannot block
}

// ErrSourceBusy is returned when a source is being read for another upload.
var ErrSourceBusy = errors.New("the file is being read for another upload")

// errSourceUsed is returned when a source that can be read only once is opened again.
var errSourceUsed = errors.New("the file has been read already and cannot be rewound")

// Check returns an error if the source has nothing to send.
func (s Source) Check() error {
	if s.err != nil {
		return s.err
	}
	if s.open == nil && s.text == "" {
		return errors.New("must not be empty")
	}
	return nil
}

// Rewindable reports whether the source can be read more than once.
func (s Source) Rewindable() bool { return s.used == nil }

// FromText returns the source for a file in base64, which the service decodes.
func FromText(text string) Source { return Source{text: text, inMemory: true} }

// FromURL returns the source for an absolute HTTP URL, from which the service fetches the file.
func FromURL(rawURL string) Source {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		// the error does not contain the URL, which may be signed
		return Source{err: errors.New("must be an absolute http or https URL")}
	}
	return Source{text: rawURL, inMemory: true}
}

// FromDataURI returns the source for a data URI.
func FromDataURI(uri string) Source {
	if !strings.HasPrefix(uri, "data:") || !strings.Contains(uri, ",") {
		return Source{err: errors.New(`must be a data URI: "data:", a media type, a comma and the data`)}
	}
	return Source{text: uri, inMemory: true}
}

// FromBytes returns the source for data in memory.
func FromBytes(data []byte) Source {
	return Source{size: int64(len(data)), inMemory: true, open: func() (io.ReadCloser, int64, error) {
		return io.NopCloser(bytes.NewReader(data)), int64(len(data)), nil
	}}
}

// exclusive is a reader that only one upload uses at a time. The source can be opened again when the reader is closed
// and its last Read has returned.
type exclusive struct {
	reader io.Reader
	busy   *atomic.Bool // shared by all readers of the same source

	mu              sync.Mutex
	reading, closed bool
}

func (e *exclusive) Read(p []byte) (int, error) {
	if !e.startRead() {
		return 0, fs.ErrClosed
	}
	defer e.endRead() // even if the reader panics
	return e.reader.Read(p)
}

func (e *exclusive) startRead() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reading = !e.closed
	return e.reading
}

func (e *exclusive) endRead() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reading = false
	if e.closed {
		e.busy.Store(false)
	}
}

// Close does not wait for a running Read. Closing e again does not affect a later reader.
func (e *exclusive) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.closed && !e.reading {
		e.busy.Store(false)
	}
	e.closed = true
	return nil
}

// Hash returns the SHA-256 of the bytes that are sent for the source: the content of a file, or a text. The source must
// be rewindable. Hash reads it until ctx ends.
func (s Source) Hash(ctx context.Context) (sum [sha256.Size]byte, err error) {
	content, size, err := s.content()
	if err != nil {
		return sum, err
	}
	file := &fileReader{ctx: ctx, source: content, size: size, direct: s.inMemory, stopped: make(chan struct{})}
	defer file.stop()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(hash.Sum(nil)), nil
}

// content opens the source.
func (s Source) content() (io.ReadCloser, int64, error) {
	if s.text != "" {
		return io.NopCloser(strings.NewReader(s.text)), int64(len(s.text)), nil
	}
	rc, size, err := s.open()
	if err != nil {
		return nil, 0, fmt.Errorf("open the file to upload: %w", err)
	}
	return rc, size, nil
}
