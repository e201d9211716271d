// Package journal reads and writes the files in which the client records which uploads it has begun and finished.
//
// A journal is a text file. Its first line is the header, which names the format and its version. Every other line is
// an [Entry] in JSON. A later entry replaces an earlier one with the same key, so that the file is only ever appended
// to. A file beside the journal, with the suffix .lock, is locked while the journal is open.
package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gofrs/flock"
)

const (
	// Header is the first line of a journal.
	Header = `{"journal":"imagekit uploads","version":1}` + "\n"
	// MaxLine is the maximum length of a line in bytes, including the newline.
	MaxLine = 64 << 10

	fileMode = 0o600 // the names of files can be confidential
)

var (
	// ErrLocked is the error of [Open] for a journal that this process or another one has open.
	ErrLocked = errors.New("is locked")
	// ErrClosed is the error of the methods of a [File] after Close.
	ErrClosed = errors.New("the journal is closed")
)

// Entry is the state of one upload.
type Entry struct {
	Key      string `json:"key"`               // names the upload; never empty
	Name     string `json:"name,omitzero"`     // unique file name that the client chose; empty if the caller chose it
	FileID   string `json:"fileId,omitzero"`   // empty until the upload has succeeded
	FilePath string `json:"filePath,omitzero"` // empty until the upload has succeeded
}

// File is an open journal. It is not safe for concurrent use.
type File struct {
	lock    *flock.Flock
	storage storage
	end     int64 // offset of the end of the last complete line
	failure error // why nothing can be written any more
	entries map[string]Entry
}

// storage is the part of [os.File] that a journal uses. Tests replace it.
type storage interface {
	io.ReadWriteSeeker
	io.ReaderAt
	io.Closer
	Truncate(size int64) error
}

// Open opens the journal at path, or creates it in an existing folder. It fails with [ErrLocked] if the journal is
// open already, and leaves a file unchanged that is not a journal or has a damaged line. An incomplete last line, which
// a process leaves that is killed while it writes, is removed.
func Open(path string) (*File, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // opening a named pipe can block
		return nil, errors.New("is not a regular file")
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(file); err != nil { // first, to create no lock file beside a file that is not a journal
		return nil, errors.Join(err, file.Close())
	}
	lock, err := acquireLock(path)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	f := &File{lock: lock, storage: file, entries: map[string]Entry{}}
	if err := f.read(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// acquireLock locks the journal at path. Symbolic links to one journal share its lock.
func acquireLock(path string) (*flock.Flock, error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	lock := flock.New(target+".lock", flock.SetPermissions(fileMode))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if !locked {
		return nil, ErrLocked
	}
	return lock, nil
}

// Entry returns the latest entry with a key. It fails with [ErrClosed] after Close, when another process may have
// changed the file.
func (f *File) Entry(key string) (entry Entry, ok bool, err error) {
	if errors.Is(f.failure, ErrClosed) {
		return Entry{}, false, ErrClosed
	}
	entry, ok = f.entries[key]
	return entry, ok, nil
}

// Append writes an entry at the end of the file. If that fails, the file is left as it was before; if it cannot be, it
// is not written to any more. Invalid UTF-8 is replaced by U+FFFD.
func (f *File) Append(entry Entry) error {
	if f.failure != nil {
		return f.failure
	}
	line, err := json.Marshal(entry, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return err
	}
	if err := f.writeLine(append(line, '\n')); err != nil {
		return err
	}
	f.entries[entry.Key] = entry
	return nil
}

func (f *File) writeLine(line []byte) error {
	if len(line) > MaxLine {
		return fmt.Errorf("write: a line of %d bytes is longer than %d", len(line), MaxLine)
	}
	if _, err := f.storage.Write(line); err != nil {
		err = fmt.Errorf("write: %w", err)
		if truncateErr := f.truncate(); truncateErr != nil {
			f.failure = fmt.Errorf("%w; removing the incomplete line failed: %w", err, truncateErr)
			return f.failure
		}
		return err
	}
	f.end += int64(len(line))
	return nil
}

// truncate removes what follows the last complete line.
func (f *File) truncate() error {
	if err := f.storage.Truncate(f.end); err != nil {
		return err
	}
	_, err := f.storage.Seek(f.end, io.SeekStart)
	return err
}

// Close closes the file and releases its lock. Closing a closed file does nothing.
func (f *File) Close() error {
	if errors.Is(f.failure, ErrClosed) {
		return nil
	}
	f.failure = ErrClosed
	return errors.Join(f.storage.Close(), f.lock.Close())
}
