package journal

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
)

// fullDisk is a file to which each Write writes at most space bytes.
type fullDisk struct {
	*os.File
	space int
}

func (f *fullDisk) Write(p []byte) (int, error) {
	n, err := f.File.Write(p[:min(f.space, len(p))])
	if err == nil && n < len(p) {
		err = syscall.ENOSPC
	}
	return n, err
}

func TestFile_Append_FullDisk(t *testing.T) {
	t.Parallel()
	for space := range len(lineOf("b")) { // a line without its newline would be a valid entry
		path := filepath.Join(t.TempDir(), "journal")
		f := open(t, path)
		disk := &fullDisk{f.storage.(*os.File), 1000}
		f.storage = disk
		if err := f.Append(entryOf("a")); err != nil {
			t.Fatal(err)
		}
		disk.space = space
		for range 2 {
			if err := f.Append(entryOf("b")); !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("%d bytes of space: got %v", space, err)
			}
		}
		if entry, ok, err := f.Find("b", "/b.png"); ok || err != nil {
			t.Errorf("found the entry %+v, %v, which could not be written", entry, err)
		}
		disk.space = 1000
		if err := f.Append(entryOf("c")); err != nil {
			t.Errorf("append with space: %v", err)
		}
		if got := keysIn(t, path); !slices.Equal(got, []string{"a", "c"}) {
			t.Errorf("%d bytes of space: the entries are %q", space, got)
		}
	}
}

// TestFile_Append_Interleaved appends to one journal through several open files, and writes incomplete lines between
// the entries.
func TestFile_Append_Interleaved(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	torn, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer torn.Close()
	files := []*File{open(t, path), open(t, path), open(t, path)}
	want := []string{}
	for i := range 30 {
		key := fmt.Sprint(i)
		if err := files[i%3].Append(entryOf(key)); err != nil {
			t.Fatal(err)
		}
		if _, err := torn.WriteString(lineOf("torn")[:i]); err != nil {
			t.Fatal(err)
		}
		want = append(want, key)
	}
	slices.Sort(want)
	if got := keysIn(t, path); !slices.Equal(got, want) {
		t.Errorf("the entries are %q, want %q", got, want)
	}
	if entry, ok, err := files[0].Find("1", "/1.png"); ok || err != nil {
		t.Errorf("found the entry %+v, %v, which was appended through another File", entry, err)
	}
}

// TestFile_Append_Concurrent appends lines of very different lengths through eight open files at the same time, and
// writes incomplete lines between them.
func TestFile_Append_Concurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	const files, each = 8, 50
	var writers sync.WaitGroup
	for i := range files {
		writers.Go(func() {
			f, err := Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			for n := range each {
				err := f.Append(entryOf(fmt.Sprint(i, "/", n, strings.Repeat("x", 100*i*n%10_000))))
				if _, tornErr := f.storage.Write([]byte(lineOf("torn")[:n])); err != nil || tornErr != nil {
					t.Error(err, tornErr)
				}
			}
		})
	}
	writers.Wait()
	if got := keysIn(t, path); len(got) != files*each {
		t.Errorf("%d entries, want %d", len(got), files*each)
	}
}

// TestFile_Append_EscapedText appends entries with texts that JSON escapes.
func TestFile_Append_EscapedText(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	f := open(t, path)
	want := map[identity]Entry{}
	for _, text := range []string{
		"\x00\n\"\\<&>\u2028é", "\r\n", Header, lineOf("a"), "\ufffd", "\U0010ffff", strings.Repeat("\x01", 2000),
	} {
		entry := Entry{Key: text, Path: text, FileID: text, FilePath: text}
		if want[identity{text, text}] = entry; f.Append(entry) != nil {
			t.Fatalf("%q could not be appended", text)
		}
	}
	if got := open(t, path).entries; !maps.Equal(got, want) || !maps.Equal(f.entries, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestFile_Append_Replaces appends entries with equal paths, equal keys, and both.
func TestFile_Append_Replaces(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	f := open(t, path)
	want := map[identity]Entry{}
	for _, entry := range []Entry{
		{Key: "a", Path: "/1", FileID: "1"},
		{Key: "b", Path: "/1", FileID: "2"},
		{Key: "a", Path: "/2", FileID: "3"},
		{Key: "a", Path: "/1", FileID: "4", FilePath: "/1"},
	} {
		if want[identity{entry.Key, entry.Path}] = entry; f.Append(entry) != nil {
			t.Fatalf("%+v could not be appended", entry)
		}
	}
	if got := open(t, path).entries; !maps.Equal(got, want) || !maps.Equal(f.entries, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestFile_Append_NotRecorded appends entries that a journal cannot contain. Nothing is written for them.
func TestFile_Append_NotRecorded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	f := open(t, path)
	for name, test := range map[string]struct {
		entry Entry
		want  string // part of the error; "" for no error
	}{
		"no file id":            {Entry{Key: "a", Path: "/a"}, ""},
		"invalid UTF-8":         {Entry{Key: "caf\xe9", Path: "/a", FileID: "1"}, "UTF-8"},
		"line that is too long": {Entry{Key: strings.Repeat("a", MaxLine), FileID: "1"}, "longer than 65536"},
	} {
		err := f.Append(test.entry)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", name, err)
		}
		if entry, ok, err := f.Find(test.entry.Key, test.entry.Path); ok || err != nil {
			t.Errorf("%s: found %.100q, %v", name, entry.Key, err)
		}
	}
	if got, err := os.ReadFile(path); string(got) != Header || err != nil {
		t.Errorf("the file has %.200q, %v", got, err)
	}
}

func TestFile_Append_MaxLine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	f := open(t, path)
	longest := Entry{FileID: "1", Key: strings.Repeat("a",
		MaxLine-len(`{"key":"","path":"","fileId":"1","filePath":"","crc":"01234567"}`+"\n"))}
	if err := f.Append(longest); err != nil {
		t.Fatal(err)
	}
	if got := open(t, path).entries; len(got) != 1 || got[identity{key: longest.Key}] != longest {
		t.Errorf("%d entries, want the one with the longest line", len(got))
	}
	longest.Key += "a"
	if err := f.Append(longest); err == nil || !strings.Contains(err.Error(), "a line of 65537 bytes") {
		t.Errorf("append a line that Open would ignore: %v", err)
	}
}

// brokenFile is a file whose Write and Close fail.
type brokenFile struct {
	io.Reader
	writeErr, closeErr error
}

func (f brokenFile) Write([]byte) (int, error) { return 0, f.writeErr }

func (f brokenFile) Close() error { return f.closeErr }

func TestFile_DiskErrors(t *testing.T) {
	t.Parallel()
	readErr, writeErr, closeErr := errors.New("read"), errors.New("write"), errors.New("close")
	for name, test := range map[string]struct {
		content string
		end     error // of reading after the content
		want    error // of reading the journal
	}{
		"no error":               {Header + lineOf("a"), io.EOF, nil},
		"read the header":        {Header[:9], readErr, readErr},
		"read the first line":    {Header, readErr, readErr},
		"read in a line":         {Header + lineOf("a") + lineOf("b")[:9], readErr, readErr},
		"read in a long line":    {Header + strings.Repeat("a", 2*MaxLine), readErr, readErr},
		"write the header":       {"", io.EOF, writeErr},
		"complete a torn header": {Header[:9], io.EOF, writeErr},
	} {
		content := io.MultiReader(strings.NewReader(test.content), iotest.ErrReader(test.end))
		f := &File{storage: brokenFile{content, writeErr, closeErr}, entries: map[identity]Entry{}}
		if err := f.read(); !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
		if err := f.Append(entryOf("c")); !errors.Is(err, writeErr) {
			t.Errorf("%s: append: %v", name, err)
		}
		if err := f.Close(); !errors.Is(err, closeErr) {
			t.Errorf("%s: close: %v", name, err)
		}
	}
}

func TestFile_Close(t *testing.T) {
	t.Parallel()
	f := open(t, filepath.Join(t.TempDir(), "journal"))
	if err := f.Append(entryOf("a")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := f.Find("a", "/a.png"); ok || !errors.Is(err, ErrClosed) {
		t.Errorf("Find: got %v, %v", ok, err)
	}
	if err := f.Append(entryOf("a")); !errors.Is(err, ErrClosed) {
		t.Errorf("Append: got %v", err)
	}
}
