package multipart

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// FromPath returns the source for a regular file on disk, which is opened when it is sent. Other files are refused,
// because opening or reading them can block or never end: a named pipe waits for its writer, and some devices are
// endless.
func FromPath(path string) Source {
	if path == "" {
		return Source{err: errors.New("must not be an empty path")}
	}
	return Source{name: filepath.Base(path), size: -1, open: func() (io.ReadCloser, int64, error) {
		info, err := os.Stat(path) // before opening the file, which can block
		if err != nil {
			return nil, 0, err
		}
		if err := checkRegular(path, info); err != nil {
			return nil, 0, err
		}
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

func checkRegular(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	err := fmt.Errorf("is %s, not a regular file; open it yourself and use FromReader", kind(info.Mode()))
	if info.IsDir() {
		err = errors.New("is a directory")
	}
	return &fs.PathError{Op: "open", Path: path, Err: err}
}

// kind describes the mode of a file that is neither a regular file nor a directory.
func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "an irregular file"
}

// regularSize returns the size of a file, -1 if it is unknown.
func regularSize(f *os.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if err := checkRegular(f.Name(), info); err != nil {
		return 0, err
	}
	if info.Size() == 0 { // files in /proc have this size and content nevertheless
		return -1, nil
	}
	return info.Size(), nil
}
