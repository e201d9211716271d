package imagekit

import (
	"io"
	"io/fs"
	"sync"
)

// fsFile is an open file. It is requested when it is first read.
type fsFile struct {
	*fileSystem
	info *fsInfo
	name string

	mu       sync.Mutex
	object   *Object // nil until the file is requested
	isClosed bool
}

func (f *fsFile) Stat() (fs.FileInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isClosed {
		return nil, f.failed("stat", fs.ErrClosed)
	}
	return f.info, nil
}

// failed returns the error of an operation on the file.
func (f *fsFile) failed(op string, err error) error {
	if err == nil || err == io.EOF { //nolint:errorlint // readers return io.EOF as it is
		return err
	}
	return &fs.PathError{Op: op, Path: f.name, Err: err}
}

// opened returns the object. It opens the object if that has not happened yet.
func (f *fsFile) opened() (*Object, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isClosed {
		return nil, fs.ErrClosed
	}
	if f.object == nil {
		object, err := f.client.OpenFile(f.ctx, f.info.file, f.info.openOptions())
		if err != nil {
			return nil, err
		}
		f.object = object
	}
	return f.object, nil
}

func (f *fsFile) Read(p []byte) (int, error) {
	object, err := f.opened()
	if err != nil {
		return 0, f.failed("read", err)
	}
	n, err := object.Read(p)
	return n, f.failed("read", err)
}

func (f *fsFile) ReadAt(p []byte, offset int64) (int, error) {
	object, err := f.opened()
	if err != nil {
		return 0, f.failed("read", err)
	}
	n, err := object.ReadAt(p, offset)
	return n, f.failed("read", err)
}

func (f *fsFile) Seek(offset int64, whence int) (int64, error) {
	object, err := f.opened()
	if err != nil {
		return 0, f.failed("seek", err)
	}
	position, err := object.Seek(offset, whence)
	return position, f.failed("seek", err)
}

func (f *fsFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.isClosed {
		return f.failed("close", fs.ErrClosed)
	}
	if f.isClosed = true; f.object != nil {
		return f.object.Close()
	}
	return nil
}
