package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync/atomic"
)

// memoryLimit is the size in bytes from which a store without a backend uses a temporary file instead of memory.
const memoryLimit = 1 << 20

// Blob has the bytes of a version of a file. It does not change, and can be opened several times at once. Several
// versions can share a blob. The bytes are deleted when all of them have released it.
type Blob struct {
	Size int64
	Sum  string // SHA-256 in hexadecimal
	Name string // in the backend or the temporary files; empty if the bytes are in memory

	memory atomic.Pointer[[]byte] // nil if the bytes are in a file, or deleted
	files  blobFiles
	more   atomic.Int32 // holders in addition to the first one
}

// blobFiles stores bytes outside memory: a [Backend], or temporary files.
type blobFiles interface {
	PutBlob(r io.Reader) (name string, err error)
	OpenBlob(name string) (io.ReadSeekCloser, error)
	DeleteBlob(name string) error
}

// readSeekCloser combines a reader with a closer.
type readSeekCloser struct {
	io.ReadSeeker
	io.Closer
}

// InMemory reports whether the bytes are in memory.
func (b *Blob) InMemory() bool { return b.Name == "" }

// Open returns a new reader. It fails if the bytes have been deleted.
func (b *Blob) Open() (io.ReadSeekCloser, error) {
	if !b.InMemory() {
		return b.files.OpenBlob(b.Name)
	}
	memory := b.memory.Load()
	if memory == nil {
		return nil, fs.ErrNotExist
	}
	return readSeekCloser{bytes.NewReader(*memory), io.NopCloser(nil)}, nil
}

// Section is an open blob that can be read at any offset. It is not safe for concurrent use.
type Section struct {
	*io.SectionReader
	io.Closer
}

// Section opens the blob. It fails if the bytes have been deleted. The caller closes the result.
func (b *Blob) Section() (Section, error) {
	f, err := b.Open()
	if err != nil {
		return Section{}, err
	}
	return Section{io.NewSectionReader(seekerAt{f}, 0, b.Size), f}, nil
}

// seekerAt implements [io.ReaderAt] by seeking.
type seekerAt struct{ io.ReadSeeker }

// ReadAt implements [io.ReaderAt].
func (s seekerAt) ReadAt(p []byte, at int64) (int, error) {
	if _, err := s.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.ReadSeeker, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

// Head returns the first bytes, up to n.
func (b *Blob) Head(n int) ([]byte, error) {
	f, err := b.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(n)))
}

// Retain adds a holder of the blob, which must call Release.
func (b *Blob) Retain() *Blob {
	b.more.Add(1)
	return b
}

// Release removes a holder of the blob. The last call deletes the bytes: Open fails after it. A nil blob is ignored.
func (b *Blob) Release() {
	switch {
	case b == nil || b.more.Add(-1) >= 0:
	case b.InMemory():
		b.memory.Store(nil)
	default:
		_ = b.files.DeleteBlob(b.Name)
	}
}

// WriteError is the error of storing bytes, as opposed to an error of their source.
type WriteError struct{ Err error }

// Error implements error.
func (e *WriteError) Error() string { return "cannot store the bytes of a file: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// Blobs creates blobs, either in a backend or in memory and temporary files.
type Blobs struct {
	files     blobFiles
	temp      *tempFiles // nil with a backend
	temporary *Blobs     // for [Blobs.Temporary]
	closed    atomic.Bool
}

func newBlobs(backend Backend) *Blobs {
	temp := &tempFiles{}
	s := &Blobs{files: temp, temp: temp}
	s.temporary = s
	if backend != nil {
		return &Blobs{files: backend, temporary: s}
	}
	return s
}

// Temporary returns a Blobs that uses memory and temporary files even if there is a backend. Its blobs must not be in
// records: see [Blobs.Adopt].
func (s *Blobs) Temporary() *Blobs { return s.temporary }

// Adopt returns a blob for records with the bytes of b, which can be temporary, and releases b. If it fails, the caller
// still owns b.
func (s *Blobs) Adopt(b *Blob) (*Blob, error) {
	if _, temporary := b.files.(*tempFiles); s.temp != nil || !temporary && !b.InMemory() {
		return b, nil
	}
	r, err := b.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	kept, err := s.Read(r)
	if err != nil {
		return nil, err
	}
	b.Release()
	return kept, nil
}

// Read returns a blob with everything that r has. If r fails, Read returns the error of r and stores nothing. Any other
// error is a [*WriteError] or [ErrClosed].
func (s *Blobs) Read(r io.Reader) (*Blob, error) {
	if s.closed.Load() {
		return nil, ErrClosed
	}
	hash := sha256.New()
	source := &source{r: io.TeeReader(r, hash)}
	b, err := s.keep(source)
	switch {
	case source.err != nil:
		return nil, source.err
	case errors.Is(err, ErrClosed):
		return nil, err
	case err != nil:
		return nil, &WriteError{err}
	}
	b.Size, b.Sum = source.size, hex.EncodeToString(hash.Sum(nil))
	return b, nil
}

// keep stores bytes in memory, in a temporary file or in the backend.
func (s *Blobs) keep(r io.Reader) (*Blob, error) {
	if s.temp != nil {
		var start bytes.Buffer
		_, err := io.CopyN(&start, r, memoryLimit)
		if errors.Is(err, io.EOF) {
			b := &Blob{}
			b.memory.Store(new(bytes.Clone(start.Bytes()))) // the buffer has unused capacity
			return b, nil
		}
		if err != nil {
			return nil, err
		}
		r = io.MultiReader(&start, r)
	}
	name, err := s.files.PutBlob(r)
	switch {
	case err != nil:
	case name == "":
		err = errors.New("the store returned no name for them")
	case !hasEnded(r):
		err = errors.New("the store did not read all of them")
	}
	return &Blob{Name: name, files: s.files}, err
}

// hasEnded reports whether r has no more bytes.
func hasEnded(r io.Reader) bool {
	n, err := io.ReadFull(r, make([]byte, 1))
	return n == 0 && err == io.EOF
}

// source counts the bytes that it reads, and keeps the error with which it ended early.
type source struct {
	r    io.Reader
	size int64
	err  error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.size += int64(n)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// close deletes all temporary files.
func (s *Blobs) close() error {
	s.closed.Store(true)
	s.temporary.closed.Store(true)
	return s.temporary.temp.close()
}

// resolver connects the blobs in records to their bytes.
type resolver struct {
	files blobFiles
	sizes map[string]int64
	known map[string]*Blob
}

// resolve sets the files of a blob, or replaces it by an earlier one with the same name.
func (r *resolver) resolve(p **Blob) error {
	b := *p
	if b == nil {
		return errors.New("the record names no bytes")
	}
	if first := r.known[b.Name]; first != nil {
		*p = first.Retain()
		return nil
	}
	b.files = r.files
	r.known[b.Name] = b
	size, found := r.sizes[b.Name]
	switch {
	case !found:
		return fmt.Errorf("the bytes %s: %w", b.Name, fs.ErrNotExist)
	case size != b.Size:
		return fmt.Errorf("the bytes %s are damaged: %d bytes, not %d", b.Name, size, b.Size)
	}
	return nil
}

func (r *resolver) has(name string) bool { return r.known[name] != nil }

// deleteBlobs deletes all bytes for which has returns false.
func deleteBlobs(b Backend, has func(name string) bool) error {
	sizes, err := b.Blobs()
	for name := range sizes {
		if has(name) {
			continue
		}
		if gone := b.DeleteBlob(name); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}
