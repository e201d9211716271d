package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// tempFolder keeps bytes in a temporary folder that exists only while it must.
type tempFolder struct {
	mu     sync.Mutex
	path   string // empty until there is a file
	closed bool
}

// PutBlob implements blobFiles.
func (t *tempFolder) PutBlob(r io.Reader) (string, error) {
	f, err := t.create()
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return filepath.Base(f.Name()), nil
}

// create makes a file that nobody else has.
func (t *tempFolder) create() (*os.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, ErrClosed
	}
	if t.path == "" {
		path, err := os.MkdirTemp("", "imagekit-mock-*")
		if err != nil {
			return nil, err
		}
		t.path = path
	}
	return os.CreateTemp(t.path, "upload-*")
}

// OpenBlob implements blobFiles.
func (t *tempFolder) OpenBlob(name string) (io.ReadSeekCloser, error) { return os.Open(t.file(name)) }

// DeleteBlob implements blobFiles.
func (t *tempFolder) DeleteBlob(name string) error { return os.Remove(t.file(name)) }

func (t *tempFolder) file(name string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return filepath.Join(t.path, name)
}

// close deletes everything.
func (t *tempFolder) close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	if t.path == "" {
		return nil
	}
	return os.RemoveAll(t.path)
}
