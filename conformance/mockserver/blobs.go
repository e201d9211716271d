package mockserver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
)

// memoryLimit is up to which size a file stays in memory; larger ones go to a file on the disk.
const memoryLimit = 1 << 20

// blob holds the bytes of a file. It does not change, and can be open several times at once. Several versions can share
// it: the last one that releases it removes it.
type blob struct {
	Size int64
	Sum  string // SHA-256 in hexadecimal
	Name string // of its file in the folder of the blobs, empty if it is in memory

	memory []byte
	folder string
	more   atomic.Int32 // holders but the first
}

// readSeekCloser makes bytes in memory look like a file.
type readSeekCloser struct {
	io.ReadSeeker
	io.Closer
}

func (b *blob) path() string { return filepath.Join(b.folder, b.Name) }

// open returns a reader of its own. It fails if the blob has been removed.
func (b *blob) open() (io.ReadSeekCloser, error) {
	if b.Name != "" {
		return os.Open(b.path())
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

// retain is for one more version that shares the bytes.
func (b *blob) retain() *blob {
	b.more.Add(1)
	return b
}

// release gives the bytes up; when everybody has, they are gone. A nil blob has none.
func (b *blob) release() {
	if b != nil && b.more.Add(-1) < 0 && b.Name != "" {
		_ = os.Remove(b.path())
	}
}

// blobs makes blobs. Those that are kept lie in a folder that outlives the server; others are in memory, or in a
// temporary folder that exists only if it must.
type blobs struct {
	mu     sync.Mutex
	folder string
	kept   bool
	closed bool
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
		b.Size, b.memory = n, bytes.Clone(start.Bytes()) // the buffer has room to spare
	case err != nil:
		return nil, err
	}
	if s.kept || err == nil {
		if err := s.spill(b, io.MultiReader(&start, r)); err != nil {
			return nil, err
		}
	}
	b.Sum = hex.EncodeToString(hash.Sum(nil))
	return b, nil
}

// spill writes a blob to the disk; its file is gone if that fails.
func (s *blobs) spill(b *blob, r io.Reader) error {
	f, err := s.create()
	if err != nil {
		return err
	}
	n, err := io.Copy(f, r)
	if err == nil && s.kept {
		err = f.Sync() // an upload is acknowledged only when it is safe
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	b.Size, b.memory = n, nil
	b.folder, b.Name = filepath.Split(f.Name())
	return nil
}

// create makes a file that nobody else has.
func (s *blobs) create() (*os.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	if s.folder == "" {
		folder, err := os.MkdirTemp("", "imagekit-mock-*")
		if err != nil {
			return nil, err
		}
		s.folder = folder
	}
	return os.CreateTemp(s.folder, blobPrefix+"*")
}

// keep makes the blobs outlive the server, in a folder that it makes if there is none.
func (s *blobs) keep(folder string) error {
	s.folder, s.kept = folder, true
	return os.MkdirAll(folder, 0o700)
}

// resolve finds the bytes of a blob that the disk remembers. Versions that share bytes get blobs of their own with the
// same name: share makes them one.
func (s *blobs) resolve() (resolve func(**blob) error, sweep func() error) {
	known := map[string]*blob{}
	resolve = func(p **blob) error {
		b := *p
		if first := known[b.Name]; first != nil {
			*p = first.retain()
			return nil
		}
		b.folder = s.folder
		known[b.Name] = b
		info, err := os.Stat(b.path())
		if err == nil && info.Size() != b.Size {
			err = fmt.Errorf("its bytes in %s are damaged: %d bytes, not %d", b.path(), info.Size(), b.Size)
		}
		return err
	}
	return resolve, func() error { return s.sweep(known) }
}

// blobPrefix begins the names of files that hold bytes. Others in their folder are not ours.
const blobPrefix = "upload-"

// hasBlobs reports whether a folder holds bytes of files.
func hasBlobs(folder string) bool {
	found, err := filepath.Glob(filepath.Join(folder, blobPrefix+"*"))
	return err == nil && len(found) > 0
}

// sweep removes bytes that no version has: those of uploads that a killed server has not acknowledged.
func (s *blobs) sweep(known map[string]*blob) error {
	entries, err := os.ReadDir(s.folder)
	for _, e := range entries {
		if known[e.Name()] != nil || !strings.HasPrefix(e.Name(), blobPrefix) {
			continue
		}
		if gone := os.Remove(filepath.Join(s.folder, e.Name())); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// close removes all temporary files.
func (s *blobs) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.folder == "" || s.kept {
		return nil
	}
	folder := s.folder
	s.folder = ""
	return os.RemoveAll(folder)
}
