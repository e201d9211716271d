package imagekit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"unicode/utf8"

	"github.com/gofrs/flock"

	"github.com/openimagekit/imagekit/internal/rest"
)

// Journal remembers in a file which items of [Client.UploadAll] are uploaded. The file begins with a line that says
// what it is, and has a line of JSON for each upload that begins, with the name that it is given, and one for each that
// has succeeded. A run that was cut off, even by the end of the process, leaves uploads that began and did not end: the
// next run looks for each of them under its name before it uploads the item again.
//
// What that guarantees depends on the name, and not on how many attempts the [RetryPolicy] allows:
//   - An item whose name is to be unique (UseUniqueFileName nil or true) is there once at most, and once after a run that reports no error for it.
//   - An item at a path that the caller names (UseUniqueFileName false) is one file. A run that goes on where another was cut off can give it
//     a second version with the same content; with OverwriteFile false it cannot, because the service refuses the second upload.
//
// A key stands for what is uploaded under it: what an earlier run has uploaded is not uploaded again, whatever its
// source holds by now.
//
// When the file cannot be written, as on a full disk, the items concerned have the error of that, and the file stays as
// it was before. An item whose upload succeeded all the same has both a result and the error; the next run finds its
// file.
//
// That holds when the process ends, however it does. What a crash of the machine takes from the end of the file, nobody
// remembers.
//
// A journal is for one account and one set of items. It grows by two lines for each; when all of them are uploaded it
// can be deleted, and the lock with it.
//
// A Journal serves one run at a time: an UploadAll with a journal that another one uses yields [ErrJournalInUse] and
// uploads nothing. Nobody else can open the file until it is closed or its process has ended; a file beside it, whose
// name ends in .lock, sees to that.
type Journal struct {
	lock    *flock.Flock
	mu      sync.Mutex
	file    journalFile
	end     int64 // where the last whole line ends
	broken  error // why nothing can be written any more
	running bool  // an UploadAll uses it
	entries map[string]*journalEntry
}

const (
	journalMode   = 0o600 // names of files are nobody else's business
	journalHeader = `{"journal":"imagekit uploads","version":1}` + "\n"
	maxJournalKey = 4 << 10  // bytes of a key
	maxJournalRow = 64 << 10 // bytes of a line with its end
)

// journalFile is what a journal needs of an [os.File].
type journalFile interface {
	io.ReadWriteSeeker
	io.ReaderAt
	io.Closer
	Truncate(size int64) error
}

// journalEntry is what is known about an item, and a line of the file.
type journalEntry struct {
	Key string `json:"key"`
	// the unique name that the upload has; empty if the caller names the path
	Name     string `json:"name,omitempty"`
	FileID   string `json:"fileId,omitempty"`   // empty until the upload has succeeded
	FilePath string `json:"filePath,omitempty"` // likewise
	resumed  bool   // an earlier run has begun it
}

// ErrJournalInUse is a journal that is open already, here or in another process, or that another UploadAll uses: two
// runs at the same time would upload the same items.
var ErrJournalInUse = errors.New("imagekit: journal is in use")

var errJournalClosed = errors.New("imagekit: the journal is closed")

// OpenJournal opens a journal, or creates it if there is none, in a folder that exists; one that is open already is
// [ErrJournalInUse]. A last line that is incomplete, because the process was ended while it wrote, is cut off. A file
// that is no journal, or has a line that is no entry, is an error, and is not changed.
func OpenJournal(path string) (*Journal, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // opening a named pipe can block
		return nil, fmt.Errorf("imagekit: journal %s: is not a regular file", path)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, journalMode)
	if err != nil {
		return nil, fmt.Errorf("imagekit: open journal: %w", err)
	}
	j := &Journal{file: file, entries: map[string]*journalEntry{}}
	if err := j.checkHeader(); err != nil { // before there is a lock beside somebody else's file
		return nil, errors.Join(fmt.Errorf("imagekit: journal %s: %w", path, err), file.Close())
	}
	if j.lock, err = lockJournal(path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := j.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("imagekit: journal %s: %w", path, err), j.Close())
	}
	return j, nil
}

// checkHeader refuses a file that is neither empty nor a journal.
func (j *Journal) checkHeader() error {
	header := make([]byte, len(journalHeader))
	n, err := j.file.ReadAt(header, 0)
	switch {
	case err != nil && err != io.EOF: //nolint:errorlint // files return it as it is
		return err
	case n > 0 && string(header[:n]) != journalHeader:
		return errors.New("line 1 is not that of a journal of uploads")
	}
	return nil
}

// lockJournal locks a journal that exists, by whatever symbolic links it is named.
func lockJournal(path string) (*flock.Flock, error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, fmt.Errorf("imagekit: open journal: %w", err)
	}
	lock := flock.New(target+".lock", flock.SetPermissions(journalMode))
	switch locked, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("imagekit: lock journal: %w", err)
	case !locked:
		return nil, fmt.Errorf("%w: %s", ErrJournalInUse, path)
	}
	return lock, nil
}

// read takes in the file, and cuts off an incomplete last line. Nothing is written before all of it is read.
func (j *Journal) read() error {
	reader := bufio.NewReaderSize(j.file, maxJournalRow)
	for number := 1; ; number++ {
		line, err := reader.ReadSlice('\n')
		switch {
		case err == io.EOF && len(line) == 0 && number == 1: //nolint:errorlint // bufio returns it as it is
			return j.writeLine([]byte(journalHeader))
		case err == io.EOF && number > 1 && isCutOff(line): //nolint:errorlint // likewise
			return j.cut()
		case errors.Is(err, bufio.ErrBufferFull):
			return fmt.Errorf("line %d is longer than %d bytes", number, maxJournalRow)
		case err != nil && err != io.EOF: //nolint:errorlint // likewise
			return err
		case number == 1 && string(line) != journalHeader: // which has been checked
			return errors.New("line 1 is not that of a journal of uploads")
		case number > 1 && !j.readEntry(line, err):
			return fmt.Errorf("line %d is no entry of a journal", number)
		}
		j.end += int64(len(line))
	}
}

// readEntry takes in a line, which has been read with err.
func (j *Journal) readEntry(line []byte, err error) bool {
	var entry journalEntry
	if err != nil || json.Unmarshal(line, &entry) != nil || entry.Key == "" {
		return false
	}
	j.entries[entry.Key] = &entry
	return true
}

// isCutOff reports whether a line without its end is the beginning of an entry, or what a power failure leaves of one.
// All else is damage that a person has to look at.
func isCutOff(line []byte) bool {
	const beginning = `{"key":"`
	line = bytes.TrimRight(line, "\x00")
	n := min(len(line), len(beginning))
	return string(line[:n]) == beginning[:n]
}

// cut takes away what follows the last whole line.
func (j *Journal) cut() error {
	if err := j.file.Truncate(j.end); err != nil {
		return err
	}
	_, err := j.file.Seek(j.end, io.SeekStart)
	return err
}

// Close closes the file, which then is free for others.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if errors.Is(j.broken, errJournalClosed) {
		return nil
	}
	j.broken = errJournalClosed
	return errors.Join(j.file.Close(), j.lock.Close())
}

// acquire lets one run use the journal, until it is released.
func (j *Journal) acquire() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.running {
		return fmt.Errorf("%w by another UploadAll", ErrJournalInUse)
	}
	j.running = true
	return nil
}

func (j *Journal) release() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.running = false
}

// begin notes that an item is to be uploaded, and returns what is known of it.
func (j *Journal) begin(item UploadItem) (journalEntry, error) {
	if item.Key == "" || len(item.Key) > maxJournalKey || !utf8.ValidString(item.Key) {
		reason := fmt.Sprintf("must be UTF-8 of 1 to %d bytes to be remembered in the journal: it is %q",
			maxJournalKey, item.Key)
		return journalEntry{}, &ArgumentError{Operation: "uploadAll", Argument: "key", Reason: reason}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if errors.Is(j.broken, errJournalClosed) {
		return journalEntry{}, errJournalClosed // it can be somebody else's by now
	}
	if begun := j.entries[item.Key]; begun != nil {
		entry := *begun
		entry.resumed = true // by an earlier run, in this process or another
		return entry, nil
	}
	entry := journalEntry{Key: item.Key}
	if unique := item.Request.UseUniqueFileName; unique == nil || *unique {
		entry.Name = uniqueName(item.Request.FileName)
	}
	return entry, j.write(entry)
}

// done notes that an item is uploaded.
func (j *Journal) done(key string, result *UploadResult) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry := *j.entries[key]
	entry.FileID, entry.FilePath = result.FileID, result.FilePath
	return j.write(entry)
}

// write adds a line. What a failed write leaves of it is cut off, lest the next line is appended to it.
func (j *Journal) write(entry journalEntry) error {
	if j.broken != nil {
		return j.broken
	}
	line, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	if err := j.writeLine(append(line, '\n')); err != nil {
		return err
	}
	j.entries[entry.Key] = &entry
	return nil
}

func (j *Journal) writeLine(line []byte) error {
	if len(line) > maxJournalRow {
		return fmt.Errorf("imagekit: write journal: a line of %d bytes is too long", len(line))
	}
	if _, err := j.file.Write(line); err != nil {
		err = fmt.Errorf("imagekit: write journal: %w", err)
		if cut := j.cut(); cut != nil {
			j.broken = fmt.Errorf("%w; what it left cannot be cut off: %w", err, cut)
			return j.broken
		}
		return err
	}
	j.end += int64(len(line))
	return nil
}

// asPlanned gives an upload the name that the journal has for it.
func asPlanned(entry journalEntry) RequestOption {
	return func(o *rest.Options) { o.UniqueName, o.Resumed = entry.Name, entry.resumed }
}
