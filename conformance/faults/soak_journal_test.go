package faults_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/journal"
)

// journalDamage describes how a journal file is damaged.
type journalDamage struct {
	kind        string
	position    float64 // position in the file, from 0 to 1
	repetitions int     // number of repetitions of the garbage
}

// foreignContent is the content of a file that is not a journal, and replaces one.
const foreignContent = "a file of somebody else\n"

func (b *soakBulk) newDamage() journalDamage {
	kinds := []string{"deleted", "truncated", "truncated", "overwritten", "overwritten", "extended", "replaced"}
	return journalDamage{kinds[b.random.IntN(len(kinds))], b.random.Float64(), 1 + b.random.IntN(300)}
}

// damageJournal damages the journal file, if it exists. Runs may be using it.
func (b *soakBulk) damageJournal(d journalDamage) {
	b.bulkMu.Lock()
	defer b.bulkMu.Unlock()
	b.isDamaged = true
	all, err := os.ReadFile(b.journal)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	b.noError(err)
	at := int64(d.position * float64(len(all)))
	garbage := bytes.Repeat([]byte("\x00\xff{\x00"), d.repetitions)
	switch d.kind {
	case "deleted":
		err = removeFile(b.journal)
	case "truncated":
		err = os.Truncate(b.journal, at)
	case "overwritten":
		err = writeAt(b.journal, max(at, int64(len(journal.Header))), garbage)
	case "extended":
		err = writeAt(b.journal, max(int64(len(all)), int64(len(journal.Header))), garbage)
	case "replaced":
		if err = removeFile(b.journal); err == nil { // runs that have opened the removed file continue to use it
			err = os.WriteFile(b.journal, []byte(foreignContent), 0o600)
		}
	}
	b.noError(err)
	b.count("journal", d.kind)
}

// clearIfDamaged clears inJournal if the journal was damaged.
func (b *soakBulk) clearIfDamaged() {
	b.bulkMu.Lock()
	defer b.bulkMu.Unlock()
	if b.isDamaged {
		clear(b.inJournal)
		b.isDamaged = false
	}
}

// openJournal opens the journal. If the file does not begin with the header of a journal, OpenJournal must fail and
// leave the file unchanged. openJournal then deletes the file and returns nil.
func (b *soakBulk) openJournal() *imagekit.Journal {
	before, _ := os.ReadFile(b.journal)
	n := min(len(before), len(journal.Header))
	opened, err := imagekit.OpenJournal(b.journal)
	if string(before[:n]) == journal.Header[:n] {
		b.noError(err)
		return opened
	}
	if after, _ := os.ReadFile(b.journal); err == nil || !bytes.Equal(after, before) {
		b.t.Errorf("%s is not a journal, but was opened or changed: %v, %q", b.journal, err, after)
	}
	b.noError(removeFile(b.journal))
	return nil
}

func writeAt(path string, offset int64, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(data, offset)
	return errors.Join(err, file.Close())
}

// removeFile removes a file if it exists.
func removeFile(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
