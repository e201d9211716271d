package imagekit

import (
	"errors"
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/internal/journal"
)

// Journal records in a file which items [Client.UploadAll] has uploaded, so that a run that was interrupted, even by
// the end of the process, can be resumed by the same call with the same journal.
//
//	journal, err := imagekit.OpenJournal("photos.journal")
//	if err != nil {
//		return err
//	}
//	defer journal.Close()
//	for outcome := range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{Journal: journal}) {
//		// ...
//	}
//
// The file has a header line, one line of JSON for each upload that begins, with the name that it is given, and one for
// each upload that succeeds. Items that succeeded in an earlier run are skipped ([UploadOutcome].Skipped). Before an
// item is uploaded again that an earlier run began and did not finish, the client looks for its file.
//
// What this guarantees depends on the name of the file, and not on how many attempts the [RetryPolicy] allows:
//   - An item with a unique name (UseUniqueFileName nil or true) is stored at most once, and exactly once after a run
//     that reports no error for it.
//   - An item at a path that the caller chooses (UseUniqueFileName false) is one file. A resumed run can add a second
//     version with the same content; with OverwriteFile false it cannot, because the service rejects the second upload.
//
// These guarantees hold however the process ends. A crash of the operating system can lose the end of the file.
//
// A key stands for one upload: an item whose key has been uploaded is skipped, even if its content has changed since.
//
// If the file cannot be written, for example because the disk is full, the items concerned fail with that error and the
// file stays as it was. An item whose upload succeeded nevertheless has both a result and an error; the next run finds
// its file.
//
// A journal is for one account and one set of items. It grows by two lines per item. When all items are uploaded, the
// journal and the lock file beside it, whose name ends in .lock, can be deleted.
//
// A Journal is safe for concurrent use, but serves one run at a time: see [ErrJournalInUse].
type Journal struct {
	mu   sync.Mutex
	file *journal.File
	busy bool // an UploadAll uses it
}

const maxJournalKey = 4 << 10 // bytes

// ErrJournalInUse is the error of [OpenJournal] for a journal that is open already, in this process or another one, and
// of [Client.UploadAll] for a journal that another UploadAll uses: two runs at the same time would upload the same
// items.
var ErrJournalInUse = errors.New("imagekit: journal is in use")

// OpenJournal opens the journal at path, or creates it in an existing folder, readable by its owner only. Close it when
// the run has ended.
//
// It fails with [ErrJournalInUse] if the journal is open already. A file that is not a journal, or has a damaged line,
// is an error and is not changed. An incomplete last line, which a process leaves that is killed while it writes, is
// removed.
func OpenJournal(path string) (*Journal, error) {
	file, err := journal.Open(path)
	if errors.Is(err, journal.ErrLocked) {
		return nil, fmt.Errorf("%w: %s", ErrJournalInUse, path)
	}
	if err != nil {
		return nil, fmt.Errorf("imagekit: journal %s: %w", path, err)
	}
	return &Journal{file: file}, nil
}

// Close closes the file, which others can open then. Closing a closed journal does nothing. A run that still uses the
// journal fails for the remaining items.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.file.Close()
}

// acquire reserves the journal for one run, until release.
func (j *Journal) acquire() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.busy {
		return fmt.Errorf("%w by another UploadAll", ErrJournalInUse)
	}
	j.busy = true
	return nil
}

func (j *Journal) release() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.busy = false
}

// journalEntry is the state of an item.
type journalEntry struct {
	journal.Entry
	resumed bool // an earlier run began the upload
}

// begin returns the entry of an item, and writes one if there is none.
func (j *Journal) begin(item UploadItem) (journalEntry, error) {
	if item.Key == "" || len(item.Key) > maxJournalKey || !utf8.ValidString(item.Key) {
		reason := fmt.Sprintf("must be UTF-8 of 1 to %d bytes with a journal, not %q", maxJournalKey, item.Key)
		return journalEntry{}, &ArgumentError{Operation: "uploadAll", Argument: "key", Reason: reason}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	entry, exists, err := j.file.Entry(item.Key)
	if err != nil || exists {
		return journalEntry{entry, exists}, journalError(err)
	}
	entry.Key = item.Key
	if unique := item.Request.UseUniqueFileName; unique == nil || *unique {
		entry.Name = uniqueName(item.Request.FileName)
	}
	return journalEntry{Entry: entry}, journalError(j.file.Append(entry))
}

// finish records that an item, which begin returned as entry, has been uploaded.
func (j *Journal) finish(entry journalEntry, result *UploadResult) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry.FileID, entry.FilePath = result.FileID, result.FilePath
	return journalError(j.file.Append(entry.Entry))
}

func journalError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("imagekit: journal: %w", err)
}

// uploadAs makes an upload use the name of its journal entry.
func uploadAs(entry journalEntry) RequestOption {
	return func(o *requestOptions) { o.uniqueName, o.resumed = entry.Name, entry.resumed }
}
