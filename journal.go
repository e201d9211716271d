package imagekit

import (
	"fmt"
	"sync"

	"github.com/openimagekit/imagekit/internal/journal"
)

// Journal is a file that lists what [Client.UploadAll] has uploaded. A later run that has the journal sends no request
// for these items ([UploadOutcome].Skipped).
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
// A journal only saves time: without it, the service stores the same files ([WithUploadKey]). If a line is damaged or
// lost, the next run sends the item again, and finds its file. Several runs and several processes can use one journal
// at the same time. Each of them uses the entries that were in the file when it opened the journal, and the entries
// that it has added itself.
//
// An item is skipped if the journal lists an upload with the same folder, file name and key. For an item without Key,
// that means the same content. The client does not check whether the file is still in the library.
//
// The file has a header and one line of JSON for each upload, with the fields key, path (where the client expects the
// file), fileId, filePath and crc (a checksum of the other fields). Other lines, and lines with a wrong checksum, are
// ignored. The journal does not list an upload whose result has no FileID, such as a video that is transformed before
// it is stored. All entries are kept in memory while the journal is open. A journal belongs to one account, and must
// not be used with another one. It can be deleted at any time.
//
// If the file cannot be written, for example because the disk is full, the outcomes of the affected items have an error
// in addition to their result.
//
// A Journal is safe for concurrent use.
type Journal struct {
	mu   sync.Mutex
	file *journal.File
}

// OpenJournal opens the journal at path, or creates it in an existing folder, readable by its owner only. Call
// [Journal.Close] when the run has ended. OpenJournal returns an error for a file that is not a journal, and does not
// change that file.
func OpenJournal(path string) (*Journal, error) {
	file, err := journal.Open(path)
	if err != nil {
		return nil, fmt.Errorf("imagekit: journal %s: %w", path, err)
	}
	return &Journal{file: file}, nil
}

// Close closes the file. Closing a closed journal, or a nil one, does nothing. If a run still uses the journal, its
// remaining items fail.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.file.Close()
}

// find returns the entry of an upload. A nil journal has no entries.
func (j *Journal) find(key, path string) (entry journal.Entry, ok bool, err error) {
	if j == nil {
		return journal.Entry{}, false, nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	entry, ok, err = j.file.Find(key, path)
	return entry, ok, journalError(err)
}

// add adds an upload. A nil journal ignores it.
func (j *Journal) add(key, path string, result *UploadResult) error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return journalError(j.file.Append(journal.Entry{
		Key: key, Path: path, FileID: result.FileID, FilePath: result.FilePath,
	}))
}

func journalError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("imagekit: journal: %w", err)
}
