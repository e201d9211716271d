package journal

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// fullDisk is a file that writes half of a line while there is no space.
type fullDisk struct {
	*os.File
	isFull         bool
	cannotTruncate bool
}

func (f *fullDisk) Write(p []byte) (int, error) {
	if !f.isFull {
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:len(p)/2])
	return n, errors.Join(syscall.ENOSPC, err)
}

func (f *fullDisk) Truncate(size int64) error {
	if f.cannotTruncate {
		return syscall.EIO
	}
	return f.File.Truncate(size)
}

// openOnFullDisk returns a journal that has an entry with the key a and no space for another.
func openOnFullDisk(t *testing.T) (*File, *fullDisk, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	f := open(t, path)
	disk := &fullDisk{File: f.storage.(*os.File)}
	f.storage = disk
	if err := f.Append(Entry{Key: "a"}); err != nil {
		t.Fatal(err)
	}
	disk.isFull = true
	return f, disk, path
}

func open(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// entriesIn reads a copy of a journal as the next run does.
func entriesIn(t *testing.T, path string) map[string]Entry {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "copy")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, path).entries
}

func TestFile_Append_FullDisk(t *testing.T) {
	t.Parallel()
	f, disk, path := openOnFullDisk(t)
	if err := f.Append(Entry{Key: "b"}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("new entry: got %v", err)
	}
	if err := f.Append(Entry{Key: "a", FileID: "1"}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("changed entry: got %v", err)
	}
	if entry, ok, err := f.Entry("a"); entry.FileID != "" || !ok || err != nil {
		t.Errorf("the entry is %+v, %v, %v, although it could not be changed", entry, ok, err)
	}
	disk.isFull = false
	if err := f.Append(Entry{Key: "c"}); err != nil {
		t.Errorf("with space again: got %v", err)
	}
	if got, want := entriesIn(t, path), (map[string]Entry{"a": {Key: "a"}, "c": {Key: "c"}}); !maps.Equal(got, want) {
		t.Errorf("the journal has %v, want %v", got, want)
	}
}

func TestFile_Append_TruncateFails(t *testing.T) {
	t.Parallel()
	f, disk, path := openOnFullDisk(t)
	disk.cannotTruncate = true
	if err := f.Append(Entry{Key: "b"}); !errors.Is(err, syscall.ENOSPC) || !errors.Is(err, syscall.EIO) {
		t.Errorf("got %v", err)
	}
	disk.isFull, disk.cannotTruncate = false, false
	if err := f.Append(Entry{Key: "c"}); !errors.Is(err, syscall.EIO) {
		t.Errorf("after that: got %v", err)
	}
	if got, want := entriesIn(t, path), (map[string]Entry{"a": {Key: "a"}}); !maps.Equal(got, want) {
		t.Errorf("the journal has %v, want %v", got, want)
	}
}

func TestFile_Append_LineTooLong(t *testing.T) {
	t.Parallel()
	f := open(t, filepath.Join(t.TempDir(), "journal"))
	err := f.Append(Entry{Key: strings.Repeat("a", MaxLine)})
	if err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("got %v", err)
	}
	if err := f.Append(Entry{Key: "a"}); err != nil {
		t.Errorf("after that: got %v", err)
	}
}

// TestFile_Append_AnyText has texts that JSON escapes, or that are not UTF-8.
func TestFile_Append_AnyText(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	f := open(t, path)
	entry := Entry{Key: "\x00\n\"\\<&>\u2028é", Name: "caf\xe9_1.jpg"}
	if err := f.Append(entry); err != nil {
		t.Fatal(err)
	}
	entry.Name = "caf\ufffd_1.jpg"
	if got, want := entriesIn(t, path), (map[string]Entry{entry.Key: entry}); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOpen_EarlierFormat reads lines as earlier versions wrote them, with HTML escapes.
func TestOpen_EarlierFormat(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	content := Header + `{"key":"a\u003cb","name":"a_1.png"}` + "\n" +
		`{"key":"a\u003cb","name":"a_1.png","fileId":"1","filePath":"/a_1.png"}` + "\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	want := Entry{Key: "a<b", Name: "a_1.png", FileID: "1", FilePath: "/a_1.png"}
	if got, ok, err := open(t, path).Entry("a<b"); got != want || !ok || err != nil {
		t.Errorf("got %+v, %v, %v, want %+v", got, ok, err, want)
	}
}

func TestOpen_Locked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	first := open(t, path)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		if _, err := Open(name); !errors.Is(err, ErrLocked) {
			t.Errorf("%s opened a second time: %v", name, err)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, link)
}

func TestFile_Close(t *testing.T) {
	t.Parallel()
	f := open(t, filepath.Join(t.TempDir(), "journal"))
	if err := f.Append(Entry{Key: "a"}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Entry("a"); !errors.Is(err, ErrClosed) {
		t.Errorf("Entry: got %v", err)
	}
	if err := f.Append(Entry{Key: "a"}); !errors.Is(err, ErrClosed) {
		t.Errorf("Append: got %v", err)
	}
}

func TestOpen_ReleasesLockOnError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path, []byte(Header+"not JSON\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("got %v, want an error about line 2", err)
		}
	}
}

const entryLine = `{"key":"a"}` + "\n"

// TestOpen_RepairsIncompleteLine has journals whose last line is incomplete, if any.
func TestOpen_RepairsIncompleteLine(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"":                                    Header,
		Header:                                Header,
		Header + entryLine:                    Header + entryLine,
		Header + entryLine + `{"ke`:           Header + entryLine,
		Header + entryLine + "\x00\x00":       Header + entryLine,
		Header + `{"key":"a"}`:                Header,
		Header + entryLine + `{"key":"b","na`: Header + entryLine,
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		if err != nil {
			t.Errorf("%.50q: %v", content, err)
			continue
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if got, err := os.ReadFile(path); string(got) != want {
			t.Errorf("%.50q becomes %.50q, %v, want %.50q", content, got, err, want)
		}
	}
}

// TestOpen_LeavesOtherFilesAlone has files that are not journals, or damaged ones.
func TestOpen_LeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"{", `{"key":"`, `{"key":"a"}`, entryLine, entryLine + `{"key":"b"`, Header[:20],
		strings.TrimSuffix(Header, "\n"), "\x00\x00\x00",
		`{"name":"package"}`, "text", Header + entryLine + `{"nam`, Header + "\n", Header + `{"key":""}` + "\n",
		Header + Header, strings.ReplaceAll(Header, "1", "2"),
		Header + `{"key":"` + strings.Repeat("a", MaxLine), Header + strings.Repeat("\x00", MaxLine+1),
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if f, err := Open(path); err == nil {
			_ = f.Close()
			t.Errorf("%.50q is opened", content)
		}
		if _, err := os.Stat(path + ".lock"); err == nil && !strings.HasPrefix(content, Header) {
			t.Errorf("%.50q has a lock", content)
		}
		if got, err := os.ReadFile(path); string(got) != content {
			t.Errorf("%.50q becomes %.50q, %v", content, got, err)
		}
	}
}

// FuzzOpen opens any file: either it is not changed, or at most an incomplete last line is removed.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(Header + entryLine + `{"key":"b","fileId":"1"}` + "\n" + `{"ke`))
	f.Add([]byte(Header + entryLine + "\x00\x00"))
	f.Add([]byte(entryLine))
	f.Add([]byte(Header))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(dir, "file")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path)
		if err != nil {
			if got, _ := os.ReadFile(path); !bytes.Equal(got, content) {
				t.Errorf("%q becomes %q, although opening it fails: %v", content, got, err)
			}
			return
		}
		if err := file.Append(Entry{Key: "another"}); err != nil {
			t.Fatal(err)
		}
		_ = file.Close()
		got, _ := os.ReadFile(path)
		complete := content[:bytes.LastIndexByte(content, '\n')+1]
		if len(content) > 0 && !bytes.HasPrefix(got, complete) {
			t.Errorf("%q becomes %q", content, got)
		}
		again := open(t, path)
		if _ = again.Close(); !maps.Equal(again.entries, file.entries) {
			keys := [][]string{slices.Sorted(maps.Keys(file.entries)), slices.Sorted(maps.Keys(again.entries))}
			t.Errorf("%q has the entries %q, and then %q", content, keys[0], keys[1])
		}
	})
}
