package imagekit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
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
	for _, key := range []string{"", "caf\xe9.jpg", strings.Repeat("\n", maxJournalKey+1)} {
		var refused *ArgumentError
		if _, err := j.begin(UploadItem{Key: key}); !errors.As(err, &refused) {
			t.Errorf("%q: %v", key, err)
		}
	}
	for _, key := range []string{"caf\ufffd.jpg", strings.Repeat("\x01", maxJournalKey)} {
		if _, err := j.begin(UploadItem{Key: key}); err != nil {
			t.Error(err)
		}
	}
}

// TestOpenJournal_LeavesOtherFilesAlone opens files that somebody named by mistake.
func TestOpenJournal_LeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	const first, entry = journalHeader, `{"key":"a"}` + "\n"
	kept := map[string]string{ // what is there afterwards
		"":                               first,
		first:                            first,
		first + entry:                    first + entry,
		first + entry + `{"ke`:           first + entry,
		first + entry + `{"key":"b","na`: first + entry,
		first + entry + "\x00\x00":       first + entry,
		first + `{"key":"a"}`:            first,
	}
	for _, content := range []string{
		"{", `{"key":"`, `{"key":"a"}`, entry, entry + `{"key":"b"`, first[:20], strings.TrimSuffix(first, "\n"), "\x00\x00\x00",
		`{"name":"package"}`, "text", first + entry + `{"nam`, first + "\n", first + `{"key":""}` + "\n", first + first,
		strings.ReplaceAll(first, "1", "2"), first + `{"key":"` + strings.Repeat("a", maxJournalRow),
		first + strings.Repeat("\x00", maxJournalRow+1),
	} {
		kept[content] = "" // an error
	}
	for content, want := range kept {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := OpenJournal(path)
		if (err == nil) != (want != "") {
			t.Errorf("%.50q: %v", content, err)
		}
		if err == nil {
			_ = j.Close()
		} else {
			want = content
			_, err := os.Stat(path + ".lock")
			if isJournal := strings.HasPrefix(content, first); err == nil && !isJournal {
				t.Errorf("%.50q has a lock", content)
			}
		}
		if got, err := os.ReadFile(path); string(got) != want {
			t.Errorf("%.50q becomes %.50q, %v", content, got, err)
		}
	}
}

// FuzzOpenJournal opens any file: either it is not changed, or what is cut off is at most an incomplete last line.
func FuzzOpenJournal(f *testing.F) {
	f.Add([]byte(journalHeader + `{"key":"a"}` + "\n" + `{"key":"b","fileId":"1"}` + "\n" + `{"ke`))
	f.Add([]byte(journalHeader + `{"key":"a"}` + "\n\x00\x00"))
	f.Add([]byte(`{"key":"a"}` + "\n"))
	f.Add([]byte(journalHeader))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(dir, "file")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := OpenJournal(path)
		if err != nil {
			if got, _ := os.ReadFile(path); !bytes.Equal(got, content) {
				t.Errorf("%q becomes %q, though it is refused: %v", content, got, err)
			}
			return
		}
		if _, err := j.begin(UploadItem{Key: "another"}); err != nil {
			t.Fatal(err)
		}
		entries := j.entries
		_ = j.Close()
		got, _ := os.ReadFile(path)
		kept := content[:bytes.LastIndexByte(content, '\n')+1]
		if len(content) > 0 && !bytes.HasPrefix(got, kept) {
			t.Errorf("%q becomes %q", content, got)
		}
		again, err := OpenJournal(path)
		if err != nil {
			t.Fatalf("%q, opened again: %v", got, err)
		}
		if _ = again.Close(); len(again.entries) != len(entries) {
			t.Errorf("%q has %d entries, and then %d", content, len(entries), len(again.entries))
		}
	})
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
