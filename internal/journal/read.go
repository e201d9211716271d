package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
)

var errHeader = errors.New("line 1 is not the header of an upload journal")

// checkHeader returns an error for a file that is neither empty nor a journal.
func checkHeader(file io.ReaderAt) error {
	header := make([]byte, len(Header))
	n, err := file.ReadAt(header, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if n > 0 && string(header[:n]) != Header {
		return errHeader
	}
	return nil
}

// read reads all entries and removes an incomplete last line. An empty file gets a header. The file is only written to
// after all of it has been read.
func (f *File) read() error {
	reader := bufio.NewReaderSize(f.storage, MaxLine)
	for number := 1; ; number++ {
		line, err := reader.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return f.readEnd(number, line)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			return fmt.Errorf("line %d is longer than %d bytes", number, MaxLine)
		}
		if err != nil {
			return err
		}
		if err := f.readLine(number, line); err != nil {
			return err
		}
		f.end += int64(len(line))
	}
}

// readEnd handles what follows the last newline.
func (f *File) readEnd(number int, rest []byte) error {
	switch {
	case number == 1 && len(rest) == 0:
		return f.writeLine([]byte(Header))
	case number == 1:
		return errHeader
	case !isIncomplete(rest):
		return lineError(number)
	default:
		return f.truncate()
	}
}

// readLine handles a complete line.
func (f *File) readLine(number int, line []byte) error {
	if number == 1 {
		if string(line) != Header { // it may have changed since it was checked
			return errHeader
		}
		return nil
	}
	var entry Entry
	if json.Unmarshal(line, &entry) != nil || entry.Key == "" {
		return lineError(number)
	}
	f.entries[entry.Key] = entry
	return nil
}

func lineError(number int) error { return fmt.Errorf("line %d is not an entry of a journal", number) }

// isIncomplete reports whether a line without a newline is the beginning of an entry, or the zero bytes that a power
// failure can leave of one. Anything else is damage that needs a person's attention.
func isIncomplete(line []byte) bool {
	const beginning = `{"key":"`
	line = bytes.TrimRight(line, "\x00")
	n := min(len(line), len(beginning))
	return string(line[:n]) == beginning[:n]
}
