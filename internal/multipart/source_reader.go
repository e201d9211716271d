package multipart

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
)

// FromReader returns the source for r, which has size bytes. If size is negative, the size is determined from r, or is
// unknown until r ends. r is never closed. A reader that can seek is sent from its current offset on every attempt.
func FromReader(r io.Reader, size int64) (s Source) {
	if isNil(r) {
		return Source{err: errors.New("must not be a nil reader")}
	}
	defer func() {
		if panicked := recover(); panicked != nil { // for example r is a struct that embeds a nil reader
			s = Source{err: panicError(panicked)}
		}
	}()
	s = Source{size: size}
	if f, ok := r.(*os.File); ok {
		s.name = filepath.Base(f.Name())
	}
	if seeker, ok := r.(io.Seeker); ok {
		if start, err := seeker.Seek(0, io.SeekCurrent); err == nil {
			if start < 0 {
				return Source{err: fmt.Errorf("has the invalid offset %d", start)}
			}
			return s.seekable(r, seeker, start)
		}
	}
	if l, ok := r.(interface{ Len() int }); ok && size < 0 {
		if s.size = int64(l.Len()); s.size < 0 {
			return Source{err: fmt.Errorf("has the invalid length %d", s.size)}
		}
	}
	return s.readOnce(r)
}

// FromNamedReader returns the source for r, which can be read only once and has an unknown size. name is the file name
// of the part; it can be empty.
func FromNamedReader(r io.Reader, name string) Source {
	if isNil(r) {
		return Source{err: errors.New("must not be a nil reader")}
	}
	return Source{name: name, size: -1}.readOnce(r)
}

// readOnce returns s as a source that reads r, which can be read only once.
func (s Source) readOnce(r io.Reader) Source {
	s.used = new(atomic.Bool)
	s.open = func() (io.ReadCloser, int64, error) {
		if s.used.Swap(true) {
			return nil, 0, errSourceUsed
		}
		return io.NopCloser(r), s.size, nil
	}
	return s
}

// isNil reports whether r is nil, or a nil pointer, function, map or channel: a reader that can only panic or block.
func isNil(r io.Reader) bool {
	switch v := reflect.ValueOf(r); v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Chan:
		return v.IsNil()
	}
	return false
}

func panicError(panicked any) error {
	return fmt.Errorf("the reader of the file to upload panicked: %v", panicked)
}

// seekable returns s as a source that reads r from start on every attempt. If r is an io.ReaderAt, each attempt has its
// own reader, so that attempts do not affect each other. Otherwise only one attempt can read at a time.
func (s Source) seekable(r io.Reader, seeker io.Seeker, start int64) Source {
	at, concurrent := r.(io.ReaderAt)
	busy := new(atomic.Bool)
	var seeking sync.Mutex // unlike ReadAt, Seek must not be called concurrently
	s.open = func() (io.ReadCloser, int64, error) {
		if end, ok := endOf(r); ok {
			size, err := sizeFrom(start, end, s.size)
			return io.NopCloser(io.NewSectionReader(at, start, math.MaxInt64-start)), size, err
		}
		if concurrent {
			seeking.Lock()
			defer seeking.Unlock()
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

// endOf returns the offset of the end of a reader, if that can be determined without a Seek. A Seek to the end could
// affect another source of the same reader, which can be created at any time. The offset is -1 if it is unknown.
func endOf(r io.Reader) (end int64, ok bool) {
	switch r := r.(type) {
	case *os.File:
		info, err := r.Stat()
		switch {
		case err != nil || !info.Mode().IsRegular():
			return 0, false
		case info.Size() == 0: // files in /proc have the size 0 and content nevertheless
			return -1, true
		}
		return info.Size(), true
	case *bytes.Reader:
		return r.Size(), true
	case *strings.Reader:
		return r.Size(), true
	case *io.SectionReader:
		return r.Size(), true
	}
	return 0, false
}

// sizeFrom returns size or, if size is negative, the number of bytes from start to end. If end is -1 and start is
// 0, the number is unknown, and sizeFrom returns -1.
func sizeFrom(start, end, size int64) (int64, error) {
	switch {
	case size >= 0:
		return size, nil
	case end < 0 && start == 0:
		return -1, nil
	case end < start:
		return 0, fmt.Errorf("has the offset %d, which is after its end at %d", start, max(end, 0))
	}
	return end - start, nil
}

// rewind seeks to start and returns size or, if size is negative, the number of bytes from start on. It fails if the
// file has become shorter than start, or if Seek returns a wrong offset.
func rewind(seeker io.Seeker, start, size int64) (_ int64, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = panicError(panicked)
		}
	}()
	if size < 0 {
		end, err := seeker.Seek(0, io.SeekEnd)
		if err != nil {
			return 0, err
		}
		if size, err = sizeFrom(start, end, size); err != nil {
			return 0, err
		}
	}
	at, err := seeker.Seek(start, io.SeekStart)
	if err == nil && at != start {
		err = fmt.Errorf("file to upload: Seek returned offset %d instead of %d", at, start)
	}
	return size, err
}
