package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync"
)

// tempFiles stores bytes in temporary files. Each file is open until its blob is deleted and its readers are closed. It
// is unlinked right after it is created, so that the operating system frees it when the process ends, even if the
// process is killed. Where an open file cannot be unlinked, as on Windows, it is deleted when it is closed.
type tempFiles struct {
	mu     sync.Mutex
	files  map[string]*tempFile // by the names of blobs
	last   int                  // the name of the newest blob, which is a number
	closed bool
}

// tempFile is a temporary file.
type tempFile struct {
	*os.File
	size  int64
	named bool // the file could not be unlinked while open
	users int  // the blob and its readers; guarded by the lock of tempFiles
}

// PutBlob implements blobFiles.
func (t *tempFiles) PutBlob(r io.Reader) (string, error) {
	if t.isClosed() {
		return "", ErrClosed
	}
	f, err := createTemp()
	if err != nil {
		return "", err
	}
	if f.size, err = io.Copy(f.File, r); err != nil {
		return "", errors.Join(err, f.remove())
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return "", errors.Join(ErrClosed, f.remove())
	}
	t.last++
	name := strconv.Itoa(t.last)
	if t.files == nil {
		t.files = map[string]*tempFile{}
	}
	t.files[name] = f
	return name, nil
}

func (t *tempFiles) isClosed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.closed
}

func createTemp() (*tempFile, error) {
	f, err := os.CreateTemp("", "imagekit-mock-*")
	if err != nil {
		return nil, err
	}
	return &tempFile{File: f, named: os.Remove(f.Name()) != nil, users: 1}, nil
}

// remove closes and deletes the file.
func (f *tempFile) remove() error {
	err := f.Close()
	if f.named {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

// tempReader reads a blob.
type tempReader struct {
	*io.SectionReader
	done func() error // called once
}

// Close implements io.Closer.
func (r tempReader) Close() error { return r.done() }

// OpenBlob implements blobFiles.
func (t *tempFiles) OpenBlob(name string) (io.ReadSeekCloser, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.files[name]
	if f == nil {
		return nil, fs.ErrNotExist
	}
	f.users++
	done := sync.OnceValue(func() error { return t.release(f) })
	return tempReader{io.NewSectionReader(f, 0, f.size), done}, nil
}

// DeleteBlob implements blobFiles.
func (t *tempFiles) DeleteBlob(name string) error {
	t.mu.Lock()
	f := t.files[name]
	delete(t.files, name)
	t.mu.Unlock()
	if f == nil {
		return fs.ErrNotExist
	}
	return t.release(f)
}

// release ends one use of a file. The last call removes the file.
func (t *tempFiles) release(f *tempFile) error {
	t.mu.Lock()
	f.users--
	last := f.users == 0
	t.mu.Unlock()
	if last {
		return f.remove()
	}
	return nil
}

// close deletes all blobs. Readers that are open stay usable.
func (t *tempFiles) close() error {
	t.mu.Lock()
	t.closed = true
	files := t.files
	t.files = nil
	t.mu.Unlock()
	var err error
	for _, f := range files {
		err = errors.Join(err, t.release(f))
	}
	return err
}
