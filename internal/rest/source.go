package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
)

// Source is where the file of an upload comes from. Make one with the From functions of package imagekit; the zero value is no file.
type Source struct {
	kind string // what the source is, to print it
	name string // file name of the part, if the source has one
	text string // what is sent instead of a file: a URL, base64 or a data URI
	size int64  // bytes, -1 if unknown
	open func() (io.ReadCloser, int64, error)
	err  error
	used *atomic.Bool // set for sources that can be read only once
}

// ErrSourceBusy says that a source is being read for another upload.
var ErrSourceBusy = errors.New("the file is being read for another upload")

// errSourceUsed says that a source which can be read only once was to be read again.
var errSourceUsed = errors.New("the file has been read already and cannot be rewound")

func (s Source) check() error {
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

// TextSource is text in base64 that the service understands as a file.
func TextSource(text string) Source { return Source{kind: "base64", text: text} }

// URLSource is an absolute HTTP URL from which the service fetches the file.
func URLSource(rawURL string) Source {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return Source{err: errors.New("must be an absolute http or https URL")} // without the URL, which may be a signed one
	}
	return Source{kind: "URL on " + u.Hostname(), text: rawURL}
}

// DataURISource is a data URI.
func DataURISource(uri string) Source {
	if !strings.HasPrefix(uri, "data:") || !strings.Contains(uri, ",") {
		return Source{err: errors.New(`must be a data URI: "data:", a media type, a comma and the data`)}
	}
	return Source{kind: "data URI", text: uri}
}

// PathSource is a file on disk, opened when it is sent.
func PathSource(path string) Source {
	if path == "" {
		return Source{err: errors.New("must not be an empty path")}
	}
	return Source{kind: "file " + path, name: filepath.Base(path), size: -1, open: func() (io.ReadCloser, int64, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, 0, err
		}
		size, err := regularSize(f)
		if err != nil {
			f.Close()
			return nil, 0, err
		}
		return f, size, nil
	}}
}

func regularSize(f *os.File) (int64, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return 0, err
	case info.IsDir():
		return 0, &fs.PathError{Op: "read", Path: f.Name(), Err: errors.New("is a directory")}
	case !info.Mode().IsRegular() || info.Size() == 0: // files of /proc say 0 and have more
		return -1, nil
	}
	return info.Size(), nil
}

// BytesSource is data in memory.
func BytesSource(data []byte) Source {
	return Source{kind: "bytes", size: int64(len(data)), open: func() (io.ReadCloser, int64, error) {
		return io.NopCloser(bytes.NewReader(data)), int64(len(data)), nil
	}}
}

// ReaderSource reads r, of size bytes or, if size is negative, of as many as r itself tells or turns out to have.
// It never closes r. A reader that can seek is sent from where it stands now, on every attempt.
func ReaderSource(r io.Reader, size int64) Source {
	if r == nil {
		return Source{err: errors.New("must not be a nil reader")}
	}
	s := Source{kind: "reader", size: size}
	if f, ok := r.(*os.File); ok {
		s.name = filepath.Base(f.Name())
	}
	if seeker, ok := r.(io.Seeker); ok {
		if start, err := seeker.Seek(0, io.SeekCurrent); err == nil {
			return s.seekable(r, seeker, start)
		}
	}
	if l, ok := r.(interface{ Len() int }); ok && size < 0 {
		s.size = int64(l.Len())
	}
	s.used = new(atomic.Bool)
	s.open = func() (io.ReadCloser, int64, error) {
		if s.used.Swap(true) {
			return nil, 0, errSourceUsed
		}
		return io.NopCloser(r), s.size, nil
	}
	return s
}

// seekable reads from start on every attempt: through a reader of its own if r can be read at an offset, so that attempts do not
// disturb each other; otherwise one at a time.
func (s Source) seekable(r io.Reader, seeker io.Seeker, start int64) Source {
	at, concurrent := r.(io.ReaderAt)
	busy := new(atomic.Bool)
	s.open = func() (io.ReadCloser, int64, error) {
		if concurrent {
			size, err := rewind(seeker, start, s.size)
			return io.NopCloser(io.NewSectionReader(at, start, math.MaxInt64-start)), size, err
		}
		if busy.Swap(true) {
			return nil, 0, ErrSourceBusy
		}
		size, err := rewind(seeker, start, s.size)
		if err != nil {
			busy.Store(false)
			return nil, 0, err
		}
		return &exclusive{reader: r, busy: busy}, size, nil
	}
	return s
}

// rewind seeks to start and returns how many bytes there are from there on, if size, which is negative then, does not say it.
func rewind(seeker io.Seeker, start, size int64) (int64, error) {
	if size < 0 {
		end, err := seeker.Seek(0, io.SeekEnd)
		if err != nil {
			return 0, err
		}
		size = max(end-start, 0)
	}
	_, err := seeker.Seek(start, io.SeekStart)
	return size, err
}

// exclusive is a reader of which there can be another one when it is closed and a Read that was under way then has returned.
type exclusive struct {
	reader io.Reader
	busy   *atomic.Bool // of all that read the same

	mu              sync.Mutex
	reading, closed bool
}

func (e *exclusive) Read(p []byte) (int, error) {
	if !e.begin() {
		return 0, fs.ErrClosed
	}
	defer e.end() // even if the reader panics
	return e.reader.Read(p)
}

func (e *exclusive) begin() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reading = !e.closed
	return e.reading
}

func (e *exclusive) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reading = false
	if e.closed {
		e.busy.Store(false)
	}
}

// Close does not wait for a Read. Closed once more, e leaves alone whoever reads by then.
func (e *exclusive) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.closed && !e.reading {
		e.busy.Store(false)
	}
	e.closed = true
	return nil
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
