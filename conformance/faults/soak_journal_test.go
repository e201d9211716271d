package faults_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/journal"
)

// journalDamage is damage to the file of a journal.
type journalDamage struct {
	kind  string
	place float64 // position in the file, from 0 to 1
	size  int     // number of times that the garbage is repeated
}

// notJournal is the content of a file that replaces a journal.
const notJournal = "a file of somebody else\n"

func (b *soakBulk) newDamage() journalDamage {
	kinds := []string{"lost", "torn", "torn", "rubbish", "rubbish", "more rubbish", "not a journal"}
	return journalDamage{kinds[b.random.IntN(len(kinds))], b.random.Float64(), 1 + b.random.IntN(300)}
}

// damage damages the file of the journal, if it exists. Runs may be using it.
func (b *soakBulk) damage(d journalDamage) {
	b.learned.Lock()
	defer b.learned.Unlock()
	b.damaged = true
	all, err := os.ReadFile(b.journal)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	b.fail(err)
	at := int64(d.place * float64(len(all)))
	rubbish := bytes.Repeat([]byte("\x00\xff{\x00"), d.size)
	switch d.kind {
	case "lost":
		err = removeFile(b.journal)
	case "torn":
		err = os.Truncate(b.journal, at)
	case "rubbish":
		err = writeAt(b.journal, max(at, int64(len(journal.Header))), rubbish)
	case "more rubbish":
		err = writeAt(b.journal, max(int64(len(all)), int64(len(journal.Header))), rubbish)
	case "not a journal":
		if err = removeFile(b.journal); err == nil { // runs that have opened it continue to use the removed file
			err = os.WriteFile(b.journal, []byte(notJournal), 0o600)
		}
	}
	b.fail(err)
	b.count("journal", d.kind)
}

// forgetDamaged clears the list of the items in the journal if the journal was damaged.
func (b *soakBulk) forgetDamaged() {
	b.learned.Lock()
	defer b.learned.Unlock()
	if b.damaged {
		clear(b.recorded)
		b.damaged = false
	}
}

// openJournal opens the journal. If the file does not begin with the header of a journal, opening it must fail and
// leave it unchanged; then openJournal deletes it and returns nil.
func (b *soakBulk) openJournal() *imagekit.Journal {
	before, _ := os.ReadFile(b.journal)
	n := min(len(before), len(journal.Header))
	opened, err := imagekit.OpenJournal(b.journal)
	if string(before[:n]) == journal.Header[:n] {
		b.fail(err)
		return opened
	}
	if after, _ := os.ReadFile(b.journal); err == nil || !bytes.Equal(after, before) {
		b.t.Errorf("%s is not a journal, but was opened or changed: %v, %q", b.journal, err, after)
	}
	b.fail(removeFile(b.journal))
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
