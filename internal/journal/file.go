// Package journal reads and writes the files in which the client lists what it has uploaded.
//
// A journal is a text file. Its first line is the header, which names the format and its version. Every other line
// contains an [Entry] and its checksum in JSON; empty and damaged lines are ignored. Entries are only appended, each in
// one write, so that several processes can use the file at the same time.
package journal

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
)

const (
	// Header is the first line of a journal.
	Header = `{"journal":"imagekit uploads","version":1}` + "\n"
	// MaxLine is the maximum length of a line in bytes, including the newline.
	MaxLine = 64 << 10

	fileMode = 0o600 // the names of files can be confidential
)

// ErrClosed is the error of the methods of a [File] after Close.
var ErrClosed = errors.New("the journal is closed")

// Entry is an upload that has succeeded.
type Entry struct {
	Key      string `json:"key"`      // the upload key
	Path     string `json:"path"`     // where the client expects the file
	FileID   string `json:"fileId"`   // an entry without it is not written
	FilePath string `json:"filePath"` // where the service has stored the file
}

// line is an entry as it is written to the file.
type line struct {
	Entry
	CRC string `json:"crc"` // checksum of the entry, because the remains of two damaged lines can look like an entry
}

// checksum returns the CRC-32 of an entry, 8 hexadecimal digits.
func (e Entry) checksum() string {
	fields := strings.Join([]string{e.Key, e.Path, e.FileID, e.FilePath}, "\x00")
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(fields)))
}

type identity struct{ key, path string }

// File is an open journal. It is not safe for concurrent use.
type File struct {
	storage  io.ReadWriteCloser
	isClosed bool
	entries  map[identity]Entry
}

// Open opens the journal at path, or creates it in an existing folder. It returns an error for a file that is not a
// journal, and does not change that file.
func Open(path string) (*File, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // opening a named pipe can block
		return nil, errors.New("is not a regular file")
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, fileMode)
	if err != nil {
		return nil, err
	}
	f := &File{storage: file, entries: map[identity]Entry{}}
	if err := f.read(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return f, nil
}

// read reads all entries. It completes the header of a file that is empty, or whose header is incomplete because a
// process ended while it wrote the header. If two processes complete the header at the same time, the second one writes
// a line that is ignored.
func (f *File) read() error {
	reader := bufio.NewReaderSize(f.storage, MaxLine)
	header := make([]byte, len(Header))
	n, err := io.ReadFull(reader, header)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case string(header[:n]) != Header[:n]:
		return errors.New("line 1 is not the header of a journal of uploads")
	case n < len(Header):
		_, err := io.WriteString(f.storage, Header[n:])
		return err
	}
	for {
		text, err := readLine(reader)
		if entry, ok := parse(text); ok {
			f.entries[identity{entry.Key, entry.Path}] = entry
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// readLine returns the next line, or nil if the line does not fit into the buffer of the reader. The next call
// overwrites the result.
func readLine(reader *bufio.Reader) ([]byte, error) {
	line, err := reader.ReadSlice('\n')
	for errors.Is(err, bufio.ErrBufferFull) {
		line = nil
		_, err = reader.ReadSlice('\n')
	}
	return line, err
}

// parse returns the entry in a line; ok is false if there is none.
func parse(text []byte) (entry Entry, ok bool) {
	var l line
	err := json.Unmarshal(text, &l)
	return l.Entry, err == nil && l.Key != "" && l.FileID != "" && l.CRC == l.checksum()
}

// Find returns the entry of an upload. It fails with [ErrClosed] after Close.
func (f *File) Find(key, path string) (entry Entry, ok bool, err error) {
	if f.isClosed {
		return Entry{}, false, ErrClosed
	}
	entry, ok = f.entries[identity{key, path}]
	return entry, ok, nil
}

// Append writes an entry at the end of the file, unless the entry has no FileID. It writes a newline first, which ends
// an incomplete line of another process or of an earlier failure, so that the entry is always on a separate line. It
// fails with [ErrClosed] after Close, and for an entry whose line is longer than [MaxLine].
func (f *File) Append(entry Entry) error {
	switch {
	case f.isClosed:
		return ErrClosed
	case entry.FileID == "":
		return nil
	}
	text, err := json.Marshal(line{entry, entry.checksum()})
	if err != nil {
		return err
	}
	if len(text)+1 > MaxLine {
		return fmt.Errorf("write: a line of %d bytes is longer than %d", len(text)+1, MaxLine)
	}
	if _, err := fmt.Fprintf(f.storage, "\n%s\n", text); err != nil { // in one write
		return fmt.Errorf("write: %w", err)
	}
	f.entries[identity{entry.Key, entry.Path}] = entry
	return nil
}

// Close closes the file. Closing a closed file does nothing.
func (f *File) Close() error {
	if f.isClosed {
		return nil
	}
	f.isClosed = true
	return f.storage.Close()
}
