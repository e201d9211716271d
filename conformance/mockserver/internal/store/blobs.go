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

// memoryLimit is up to which size bytes stay in memory in a store without a backend; larger ones go to a temporary
// file.
const memoryLimit = 1 << 20

// Blob holds the bytes of a file. It does not change, and can be open several times at once. Several versions can share
// it: the last one that releases it removes it.
type Blob struct {
	Size int64
	Sum  string // SHA-256 in hexadecimal
	Name string // in the backend or the temporary files, empty if the bytes are in memory

	memory atomic.Pointer[[]byte] // nil if they are elsewhere, or removed
	files  blobFiles
	more   atomic.Int32 // holders but the first
}

// blobFiles keep bytes outside memory: a [Backend], or temporary files.
type blobFiles interface {
	PutBlob(r io.Reader) (name string, err error)
	OpenBlob(name string) (io.ReadSeekCloser, error)
	DeleteBlob(name string) error
}

// readSeekCloser makes bytes in memory look like a file.
type readSeekCloser struct {
	io.ReadSeeker
	io.Closer
}

// InMemory reports whether the bytes need no file.
func (b *Blob) InMemory() bool { return b.Name == "" }

// Open returns a reader of its own. It fails if the blob has been removed.
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

// Section is the content of a blob, readable anywhere and closed by its user. It is for one goroutine.
type Section struct {
	*io.SectionReader
	io.Closer
}

// Section opens the blob. It fails if the blob has been removed.
func (b *Blob) Section() (Section, error) {
	f, err := b.Open()
	if err != nil {
		return Section{}, err
	}
	return Section{io.NewSectionReader(seekerAt{f}, 0, b.Size), f}, nil
}

// seekerAt reads anywhere by seeking, which costs less than holding the file in memory.
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

// Retain is for one more version that shares the bytes.
func (b *Blob) Retain() *Blob {
	b.more.Add(1)
	return b
}

// Release gives the bytes up; when everybody has, they are gone, also for those who still have the blob itself. A nil
// blob has none.
func (b *Blob) Release() {
	switch {
	case b == nil || b.more.Add(-1) >= 0:
	case b.InMemory():
		b.memory.Store(nil)
	default:
		_ = b.files.DeleteBlob(b.Name)
	}
}

// WriteError says that bytes could not be kept, for a reason that is not their source's.
type WriteError struct{ Err error }

// Error implements error.
func (e *WriteError) Error() string { return "bytes of a file cannot be kept: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// Blobs makes blobs: in a backend, or in memory and temporary files.
type Blobs struct {
	files     blobFiles
	temp      *tempFiles // nil with a backend
	temporary *Blobs     // those of [Blobs.Temporary]
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

// Temporary returns what makes blobs in memory and temporary files, even if there is a backend. They are not for
// records: see [Blobs.Adopt].
func (s *Blobs) Temporary() *Blobs { return s.temporary }

// Adopt returns a blob for records with the bytes of one that may be temporary, which it releases. If it fails, the
// caller still has that.
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

// Read takes everything from r. If r fails, the error is that of r and nothing is kept. Any other error is a
// [*WriteError] or [ErrClosed].
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

// keep puts bytes where they belong.
func (s *Blobs) keep(r io.Reader) (*Blob, error) {
	if s.temp != nil {
		var start bytes.Buffer
		_, err := io.CopyN(&start, r, memoryLimit)
		if errors.Is(err, io.EOF) {
			b := &Blob{}
			b.memory.Store(new(bytes.Clone(start.Bytes()))) // the buffer has room to spare
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
		err = errors.New("the store gave them no name")
	case !hasEnded(r):
		err = errors.New("the store has not read them to their end")
	}
	return &Blob{Name: name, files: s.files}, err
}

// hasEnded reports whether nothing is left to read.
func hasEnded(r io.Reader) bool {
	n, err := io.ReadFull(r, make([]byte, 1))
	return n == 0 && err == io.EOF
}

// source counts what it reads and remembers why it ended too early.
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

// resolver finds the bytes of the blobs that records name.
type resolver struct {
	files blobFiles
	sizes map[string]int64
	known map[string]*Blob
}

// resolve makes one blob of those that have the same name.
func (r *resolver) resolve(p **Blob) error {
	b := *p
	if b == nil {
		return errors.New("it names no bytes")
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
		return fmt.Errorf("its bytes %s: %w", b.Name, fs.ErrNotExist)
	case size != b.Size:
		return fmt.Errorf("its bytes %s are damaged: %d bytes, not %d", b.Name, size, b.Size)
	}
	return nil
}

func (r *resolver) has(name string) bool { return r.known[name] != nil }

// deleteBlobs deletes the bytes that nobody has.
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
