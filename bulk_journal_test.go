package imagekit

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// fullDisk is a file that takes half of a line while there is no space.
type fullDisk struct {
	*os.File
	full, stuck bool
}

func (f *fullDisk) Write(p []byte) (int, error) {
	if !f.full {
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:len(p)/2])
	return n, errors.Join(syscall.ENOSPC, err)
}

func (f *fullDisk) Truncate(size int64) error {
	if f.stuck {
		return syscall.EIO
	}
	return f.File.Truncate(size)
}

// journalOnFullDisk has one item in its file and no space for another.
func journalOnFullDisk(t *testing.T) (*Journal, *fullDisk, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	j, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	disk := &fullDisk{File: j.file.(*os.File)}
	j.file = disk
	if _, err := j.begin(UploadItem{Key: "a"}); err != nil {
		t.Fatal(err)
	}
	disk.full = true
	return j, disk, path
}

// entriesIn reads a copy of the file as the next run does.
func entriesIn(t *testing.T, path string) map[string]*journalEntry {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "copy")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return j.entries
}

func TestAFullDiskDoesNotBreakTheJournal(t *testing.T) {
	t.Parallel()
	j, disk, path := journalOnFullDisk(t)
	if _, err := j.begin(UploadItem{Key: "b"}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("begin: got %v", err)
	}
	if err := j.done("a", &UploadResult{FileID: "1"}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("done: got %v", err)
	}
	disk.full = false
	if _, err := j.begin(UploadItem{Key: "c"}); err != nil {
		t.Errorf("with space again: got %v", err)
	}
	if got := entriesIn(t, path); len(got) != 2 || got["a"] == nil || got["a"].FileID != "" || got["c"] == nil {
		t.Errorf("the journal has %v, want a, which is not done, and c", got)
	}
}

func TestAJournalThatCannotBeMendedIsNotWrittenToAnyMore(t *testing.T) {
	t.Parallel()
	j, disk, path := journalOnFullDisk(t)
	disk.stuck = true
	if _, err := j.begin(UploadItem{Key: "b"}); !errors.Is(err, syscall.ENOSPC) || !errors.Is(err, syscall.EIO) {
		t.Errorf("got %v", err)
	}
	disk.full, disk.stuck = false, false
	if _, err := j.begin(UploadItem{Key: "c"}); !errors.Is(err, syscall.EIO) {
		t.Errorf("after that: got %v", err)
	}
	if got := entriesIn(t, path); len(got) != 1 || got["a"] == nil {
		t.Errorf("the journal has %v, want a", got)
	}
}

func TestAnItemIsResumedByTheSameJournal(t *testing.T) {
	t.Parallel()
	j, err := OpenJournal(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	item := UploadItem{Key: "a", Request: UploadRequest{FileName: "a.txt"}}
	first, err := j.begin(item)
	if err != nil || first.resumed {
		t.Errorf("first run: %+v, %v", first, err)
	}
	if second, err := j.begin(item); err != nil || !second.resumed || second.Name != first.Name {
		t.Errorf("second run: %+v, %v, want it resumed as %s", second, err, first.Name)
	}
}

func TestAJournalHasOneUser(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	first, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.begin(UploadItem{Key: "a"}); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		if _, err := OpenJournal(name); !errors.Is(err, ErrJournalInUse) {
			t.Errorf("%s opened a second time: %v", name, err)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := first.begin(UploadItem{Key: "a"}); !errors.Is(err, errJournalClosed) {
		t.Errorf("an item of a closed journal that was begun before: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
	again, err := OpenJournal(path)
	if err != nil {
		t.Fatalf("after it is closed: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestAJournalRefusesKeysThatItCannotWrite(t *testing.T) {
	t.Parallel()
	j, err := OpenJournal(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	for _, key := range []string{"", "caf\xe9.jpg"} {
		var refused *ArgumentError
		if _, err := j.begin(UploadItem{Key: key}); !errors.As(err, &refused) {
			t.Errorf("%q: %v", key, err)
		}
	}
	if _, err := j.begin(UploadItem{Key: "caf\ufffd.jpg"}); err != nil {
		t.Error(err)
	}
}

// TestAJournalLeavesOtherFilesAlone opens files that somebody named by mistake.
func TestAJournalLeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{ // what is there afterwards; "" for an error
		`{"name":"package"}`: "", "text": "", "{\"key\":\"a\"}\n{\"nam": "",
		"{\"key\":\"a\"}\n{\"ke": "{\"key\":\"a\"}\n", "{\"key\":\"a\"}\n{\"key\":\"b\",\"na": "{\"key\":\"a\"}\n",
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := OpenJournal(path)
		if (err == nil) != (want != "") {
			t.Errorf("%q: %v", content, err)
		}
		if err == nil {
			_ = j.Close()
		} else {
			want = content
		}
		if got, err := os.ReadFile(path); string(got) != want {
			t.Errorf("%q becomes %q, %v", content, got, err)
		}
	}
}

func TestAJournalThatCannotBeOpenedIsFreeAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path, []byte("not JSON\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := OpenJournal(path); err == nil || errors.Is(err, ErrJournalInUse) {
			t.Errorf("got %v, want an error about line 1", err)
		}
	}
}
