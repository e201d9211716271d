package faults_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/journal"
)

// journalDamage is what happens to the file of a journal.
type journalDamage struct {
	kind  string
	place float64 // where in the file, from 0 to 1
	size  int     // of rubbish, in bytes
}

// notJournal is a file that has taken the place of a journal.
const notJournal = "a file of somebody else\n"

func (b *soakBulk) newDamage() journalDamage {
	kinds := []string{"lost", "torn", "torn", "rubbish", "rubbish", "more rubbish", "not a journal"}
	return journalDamage{kinds[b.random.IntN(len(kinds))], b.random.Float64(), 1 + b.random.IntN(300)}
}

// damage damages the file of the journal, if there is one. Runs that use it go on.
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
		if err = removeFile(b.journal); err == nil { // who uses it goes on with the file that it has
			err = os.WriteFile(b.journal, []byte(notJournal), 0o600)
		}
	}
	b.fail(err)
	b.count("journal", d.kind)
}

// forgetDamaged forgets what the journal has, if it was damaged.
func (b *soakBulk) forgetDamaged() {
	b.learned.Lock()
	defer b.learned.Unlock()
	if b.damaged {
		clear(b.recorded)
		b.damaged = false
	}
}

// openJournal opens the journal. A file that does not begin as a journal does is an error and is left as it is: then it
// is deleted, and the run does without.
func (b *soakBulk) openJournal() *imagekit.Journal {
	before, _ := os.ReadFile(b.journal)
	n := min(len(before), len(journal.Header))
	opened, err := imagekit.OpenJournal(b.journal)
	if string(before[:n]) == journal.Header[:n] {
		b.fail(err)
		return opened
	}
	if after, _ := os.ReadFile(b.journal); err == nil || !bytes.Equal(after, before) {
		b.t.Errorf("%s is not a journal, and is opened as one: %v, %q", b.journal, err, after)
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

// removeFile removes a file that may not be there.
func removeFile(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
