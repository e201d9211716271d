package mockserver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"sync"
)

// memoryLimit is up to which size a file stays in memory; larger ones go to a temporary file.
const memoryLimit = 1 << 20

// blob holds the bytes of a file. It does not change, and can be open several times at once.
type blob struct {
	size   int64
	sum    string // SHA-256 in hexadecimal
	memory []byte
	path   string // of the temporary file, if there is one
}

// readSeekCloser makes bytes in memory look like a file.
type readSeekCloser struct {
	io.ReadSeeker
	io.Closer
}

// open returns a reader of its own. It fails if the blob has been removed.
func (b *blob) open() (io.ReadSeekCloser, error) {
	if b.path != "" {
		return os.Open(b.path)
	}
	return readSeekCloser{bytes.NewReader(b.memory), io.NopCloser(nil)}, nil
}

// head returns the first bytes, up to n.
func (b *blob) head(n int) ([]byte, error) {
	f, err := b.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(n)))
}

// remove gives up the bytes. A nil blob has none.
func (b *blob) remove() {
	if b != nil && b.path != "" {
		_ = os.Remove(b.path)
	}
}

// blobs makes blobs, and temporary files in a folder that exists only if it must.
type blobs struct {
	mu     sync.Mutex
	folder string
}

// read takes everything from r. What it has written is gone if r fails.
func (s *blobs) read(r io.Reader) (*blob, error) {
	hash := sha256.New()
	r = io.TeeReader(r, hash)
	var start bytes.Buffer
	b := &blob{}
	n, err := io.CopyN(&start, r, memoryLimit)
	switch {
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		b.size, b.memory = n, start.Bytes()
	case err != nil:
		return nil, err
	default:
		if b.size, b.path, err = s.spill(io.MultiReader(&start, r)); err != nil {
			return nil, err
		}
	}
	b.sum = hex.EncodeToString(hash.Sum(nil))
	return b, nil
}

// spill writes to a temporary file, which is gone if that fails.
func (s *blobs) spill(r io.Reader) (int64, string, error) {
	f, err := s.create()
	if err != nil {
		return 0, "", err
	}
	n, err := io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return 0, "", err
	}
	return n, f.Name(), nil
}

// create makes a temporary file that nobody else has.
func (s *blobs) create() (*os.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == "" {
		folder, err := os.MkdirTemp("", "imagekit-mock-*")
		if err != nil {
			return nil, err
		}
		s.folder = folder
	}
	return os.CreateTemp(s.folder, "upload-*")
}

// close removes all temporary files.
func (s *blobs) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == "" {
		return nil
	}
	folder := s.folder
	s.folder = ""
	return os.RemoveAll(folder)
}
