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

// Journal remembers in a file which items of [Client.UploadAll] are uploaded. The file has a line of JSON for each upload that begins,
// with the name that it is given, and one for each that has succeeded. A run that was cut off, even by the end of the process, leaves uploads
// that began and did not end: the next run looks for each of them under its name before it uploads the item again.
//
// What that guarantees depends on the name, and not on how many attempts the [RetryPolicy] allows:
//   - An item whose name is to be unique (UseUniqueFileName nil or true) is there once at most, and once after a run that reports no error for it.
//   - An item at a path that the caller names (UseUniqueFileName false) is one file. A run that goes on where another was cut off can give it
//     a second version with the same content; with OverwriteFile false it cannot, because the service refuses the second upload.
//
// A key stands for what is uploaded under it: what an earlier run has uploaded is not uploaded again, whatever its source holds by now.
//
// When the file cannot be written, as on a full disk, the items concerned have the error of that, and the file stays as it was before.
// An item whose upload succeeded all the same has both a result and the error; the next run finds its file.
//
// That holds when the process ends, however it does. What a crash of the machine takes from the end of the file, nobody remembers.
//
// A journal is for one account and one set of items. It grows by two lines for each; when all of them are uploaded it can be deleted, and the
// lock with it.
//
// A Journal is safe for concurrent use. Nobody else can open it until it is closed or its process has ended; a file beside it, whose name ends
// in .lock, sees to that.
type Journal struct {
	lock    *flock.Flock
	mu      sync.Mutex
	file    journalFile
	end     int64 // where the last whole line ends
	broken  error // why nothing can be written any more
	entries map[string]*journalEntry
}

const journalMode = 0o600 // names of files are nobody else's business

// journalFile is what a journal needs of an [os.File].
type journalFile interface {
	io.ReadWriteSeeker
	io.Closer
	Truncate(size int64) error
}

// journalEntry is what is known about an item, and a line of the file.
type journalEntry struct {
	Key      string `json:"key"`
	Name     string `json:"name,omitempty"`     // the unique name that the upload has; empty if the caller names the path
	FileID   string `json:"fileId,omitempty"`   // empty until the upload has succeeded
	FilePath string `json:"filePath,omitempty"` // likewise
	resumed  bool   // an earlier run has begun it
}

// ErrJournalInUse is a journal that is open already, here or in another process: two runs that know nothing of each other would upload the
// same items.
var ErrJournalInUse = errors.New("imagekit: journal is in use")

var errJournalClosed = errors.New("imagekit: the journal is closed")

// OpenJournal opens a journal, or creates it if there is none, in a folder that exists; one that is open already is [ErrJournalInUse]. A last line that is
// incomplete, because the process was ended while it wrote, does not count; any other line that is no entry is an error.
func OpenJournal(path string) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, journalMode)
	if err != nil {
		return nil, fmt.Errorf("imagekit: open journal: %w", err)
	}
	j := &Journal{file: file, entries: map[string]*journalEntry{}}
	if j.lock, err = lockJournal(path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := j.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("imagekit: journal %s: %w", path, err), j.Close())
	}
	return j, nil
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

// read takes in the file, and cuts off an incomplete last line.
func (j *Journal) read() error {
	reader := bufio.NewReader(j.file)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if err != nil && err != io.EOF { //nolint:errorlint // bufio returns it as it is
			return err
		}
		if err != nil && isCutOff(line) {
			return j.cut()
		}
		var entry journalEntry
		if err != nil || json.Unmarshal(line, &entry) != nil || entry.Key == "" {
			return fmt.Errorf("line %d is no entry of a journal", number)
		}
		j.entries[entry.Key] = &entry
		j.end += int64(len(line))
	}
}

// isCutOff reports whether a line without its end is the beginning of an entry, or what a power failure leaves of one. All else is some other
// file, which is not to be touched.
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

// begin notes that an item is to be uploaded, and returns what is known of it.
func (j *Journal) begin(item UploadItem) (journalEntry, error) {
	if item.Key == "" || !utf8.ValidString(item.Key) {
		reason := fmt.Sprintf("must be UTF-8, and not empty, to be remembered in the journal: it is %q", item.Key)
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
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		err = fmt.Errorf("imagekit: write journal: %w", err)
		if cut := j.cut(); cut != nil {
			j.broken = fmt.Errorf("%w; what it left cannot be cut off: %w", err, cut)
			return j.broken
		}
		return err
	}
	j.end += int64(len(line)) + 1
	j.entries[entry.Key] = &entry
	return nil
}

// asPlanned gives an upload the name that the journal has for it.
func asPlanned(entry journalEntry) RequestOption {
	return func(o *rest.Options) { o.UniqueName, o.Resumed = entry.Name, entry.resumed }
}
