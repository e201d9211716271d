package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// open opens a journal and closes it at the end of the test.
func open(t testing.TB, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// fileOf creates a file with a content and returns its path.
func fileOf(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// entryOf returns an entry with the key in all of its fields.
func entryOf(key string) Entry {
	return Entry{Key: key, Path: "/" + key + ".png", FileID: "id of " + key, FilePath: "/" + key + "_1.png"}
}

// lineOf returns the line of entryOf(key), formatted without the code that is tested.
func lineOf(key string) string {
	const format = `{"key":%q,"path":"/%[1]s.png","fileId":"id of %[1]s","filePath":"/%[1]s_1.png","crc":%[2]q}` + "\n"
	return fmt.Sprintf(format, key, entryOf(key).checksum())
}

// keysIn returns the sorted keys of the entries in a journal. Each entry must be equal to entryOf its key.
func keysIn(t testing.TB, path string) []string {
	t.Helper()
	f := open(t, path)
	keys := []string{}
	for id, entry := range f.entries {
		if keys = append(keys, id.key); entry != entryOf(id.key) {
			t.Errorf("an entry was read that was never written: %+v", entry)
		}
		if got, ok, err := f.Find(id.key, id.path); got != entry || !ok || err != nil {
			t.Errorf("find %q: %+v, %v, %v", id, got, ok, err)
		}
	}
	slices.Sort(keys)
	return keys
}

// appendEntry opens a journal, appends entryOf(key) and closes the journal.
func appendEntry(t testing.TB, path, key string) {
	t.Helper()
	f := open(t, path)
	if err := errors.Join(f.Append(entryOf(key)), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// padded returns lineOf(key), padded with spaces to length bytes.
func padded(key string, length int) string {
	line := lineOf(key)
	return "{" + strings.Repeat(" ", length-len(line)) + line[1:]
}

// TestOpen_Damage opens journals with the entries a and d, and with damage before, between or after them.
func TestOpen_Damage(t *testing.T) {
	t.Parallel()
	a, b, c, d := lineOf("a"), lineOf("b"), lineOf("c"), lineOf("d")
	zeros := strings.Repeat("\x00", 3*MaxLine)
	for name, content := range map[string]string{
		"no damage":                     a + d,
		"no newline at the end":         a + strings.TrimSuffix(d, "\n"),
		"torn line at the end":          a + d + b[:30],
		"torn line in the middle":       a + b[:30] + "\n" + d,
		"line without its beginning":    a + b[30:] + d,
		"joined lines":                  a + strings.TrimSuffix(b, "\n") + c + d,
		"torn line with another one":    a + b[:9] + c + d,
		"empty lines":                   "\n\n" + a + "\n \t\n" + d + "\n",
		"zeros at the end":              a + d + zeros,
		"zeros in the middle":           a + zeros + "\n" + d,
		"zeros in a line":               a + b[:20] + zeros[:20] + b[40:] + d,
		"zeros after a line":            a + strings.TrimSuffix(b, "\n") + "\x00\n" + d,
		"line that is too long":         a + padded("b", MaxLine+1) + d,
		"line that is much too long":    a + padded("b", 5*MaxLine) + d,
		"long line that ends with JSON": a + strings.Repeat(" ", MaxLine) + b + d,
		"long line, JSON first":         a + strings.TrimSuffix(b, "\n") + strings.Repeat(" ", MaxLine) + "\n" + d,
		"long line and JSON at the end": a + d + strings.Repeat(" ", MaxLine) + strings.TrimSuffix(b, "\n"),
		"long line at the end":          a + d + padded("b", 2*MaxLine)[:MaxLine+10],
		"full buffer at the end":        a + d + strings.Repeat("b", MaxLine),
		"invalid UTF-8":                 a + strings.ReplaceAll(b, "b", "\xff") + d,
		"half of a surrogate pair":      a + `{"key":"\ud800","path":"/","fileId":"1","crc":"00000000"}` + "\n" + d,
		"byte order mark":               a + "\ufeff" + b + d,
		"two headers":                   Header + a + Header + d,
		"end of a header":               Header[9:] + a + d,
		"carriage returns":              strings.ReplaceAll(a+d, "\n", "\r\n"),
		"carriage returns alone":        a + strings.ReplaceAll(b+c, "\n", "\r") + "\n" + d,
		"duplicate names":               a + strings.Replace(b, "{", `{"key":"x",`, 1) + d,
		"names in upper case":           a + strings.ToUpper(b) + d,
		"text after the entry":          a + strings.TrimSuffix(b, "\n") + " x\n" + d,
		"comma after the entry":         a + strings.TrimSuffix(b, "\n") + ",\n" + d,
		"array":                         a + "[" + strings.TrimSuffix(b, "\n") + "]\n" + d,
		"other JSON":                    a + "null\n1\n\"b\"\n{}\n[]\n" + d,
		"values of other types":         a + `{"key":1,"path":"/","fileId":"1"}` + "\n" + d,
		"no key":                        a + `{"fileId":"1","crc":"` + Entry{FileID: "1"}.checksum() + `"}` + "\n" + d,
		"no file id":                    a + `{"key":"b","crc":"` + Entry{Key: "b"}.checksum() + `"}` + "\n" + d,
		"no checksum":                   a + strings.Replace(b, "crc", "crx", 1) + d,
		"changed text":                  a + strings.Replace(b, "id of", "ID of", 1) + d,
		"parts of two lines":            a + b[:strings.Index(b, "id of")] + c[strings.Index(c, "id of"):] + d,
		"fields of a later version":     a + strings.Replace(d, "{", `{"size":[1,{"KEY":"x"}],`, 1),
	} {
		path := fileOf(t, Header+content)
		if got := keysIn(t, path); !slices.Equal(got, []string{"a", "d"}) {
			t.Errorf("%s: the entries are %q", name, got)
		}
		appendEntry(t, path, "new")
		if got := keysIn(t, path); !slices.Equal(got, []string{"a", "d", "new"}) {
			t.Errorf("%s: the entries are %q after another one was appended", name, got)
		}
		if got, err := os.ReadFile(path); !strings.HasPrefix(string(got), Header+content) || err != nil {
			t.Errorf("%s: existing content was changed, %v", name, err)
		}
	}
}

// TestOpen_DamagedByte damages each byte of a line, and cuts the line at each byte. No entry may be read that was never
// written.
func TestOpen_DamagedByte(t *testing.T) {
	t.Parallel()
	a, b := lineOf("a"), lineOf("b")
	path := fileOf(t, "")
	check := func(content string, want ...string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(Header+content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := keysIn(t, path); !slices.Equal(got, want) {
			t.Errorf("%q has the entries %q, want %q", content, got, want)
		}
	}
	for i := range len(a) - 1 {
		check(a[:i]+"\n"+b, "b")
		check(b+a[:i], "b")
		check(a[:i]+"\x00"+a[i+1:]+b, "b")
		if i > 0 {
			check(a[:i]+b, []string{}...)
		}
	}
	check(a[:len(a)-1]+b, []string{}...)
	check(a[:len(a)-1], "a")
}

// TestOpen_Format reads and writes a line whose checksum was calculated with zlib.crc32 of Python.
func TestOpen_Format(t *testing.T) {
	t.Parallel()
	const line = `{"key":"a","path":"/a.png","fileId":"id of a","filePath":"/a_1.png","crc":"f3799695"}` + "\n"
	path := fileOf(t, Header+line)
	if got := keysIn(t, path); !slices.Equal(got, []string{"a"}) {
		t.Errorf("the entries are %q", got)
	}
	appendEntry(t, path, "a")
	if got, err := os.ReadFile(path); string(got) != Header+line+"\n"+line || err != nil {
		t.Errorf("the file has %q, %v", got, err)
	}
}

func TestOpen_MaxLine(t *testing.T) {
	t.Parallel()
	longest := padded("a", MaxLine)
	for name, content := range map[string]string{
		"at the beginning": longest + lineOf("b"), "at the end": lineOf("b") + longest,
		"without newline": lineOf("b") + longest[:MaxLine-1], "twice": lineOf("b") + longest + longest,
	} {
		if got := keysIn(t, fileOf(t, Header+content)); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%s: the entries are %q", name, got)
		}
	}
}

// TestOpen_IncompleteHeader opens journals of processes that ended while they wrote the header.
func TestOpen_IncompleteHeader(t *testing.T) {
	t.Parallel()
	for n := range len(Header) + 1 {
		path := fileOf(t, Header[:n])
		first, second := open(t, path), open(t, path)
		if err := errors.Join(first.Append(entryOf("a")), second.Append(entryOf("b"))); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); !strings.HasPrefix(string(got), Header) || err != nil {
			t.Errorf("%d bytes of the header were changed to %q, %v", n, got, err)
		}
		if got := keysIn(t, path); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%d bytes of the header: the entries are %q", n, got)
		}
	}
}

// TestOpen_HeaderCompletedTwice opens a journal whose header was completed by two processes.
func TestOpen_HeaderCompletedTwice(t *testing.T) {
	t.Parallel()
	for n := range len(Header) {
		path := fileOf(t, Header+Header[n:])
		appendEntry(t, path, "a")
		if got := keysIn(t, path); !slices.Equal(got, []string{"a"}) {
			t.Errorf("the entries are %q", got)
		}
	}
}

func TestOpen_New(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	open(t, path)
	if got, err := os.ReadFile(path); string(got) != Header || err != nil {
		t.Errorf("a new journal has %q, %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("a new journal is %v, %v", info, err)
	}
	_, err = Open(filepath.Join(t.TempDir(), "missing", "journal"))
	if pathErr, ok := errors.AsType[*fs.PathError](err); !ok || pathErr.Op != "open" {
		t.Errorf("open in a missing folder: %v", err)
	}
}

// TestOpen_OtherFile checks that a file that is not a journal is refused and not changed.
func TestOpen_OtherFile(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"\n", " ", "{\n", `{"key":"a"}`, lineOf("a"), `{"name":"package"}`, "text", "\x00", strings.Repeat("\x00", 100),
		Header[:20] + "\n", Header[:20] + lineOf("a"), "\n" + Header, " " + Header, "\ufeff" + Header,
		lineOf("a") + Header,
		strings.TrimSuffix(Header, "\n") + " \n", strings.ReplaceAll(Header, "\n", "\r\n") + lineOf("a"),
		strings.ReplaceAll(Header, "1", "2"), strings.ReplaceAll(Header, "1", "10"), strings.ToUpper(Header),
		`{"journal":"imagekit uploads"}` + "\n",
	} {
		path := fileOf(t, content)
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "line 1 is not the header") {
			t.Errorf("open %q: %v", content, err)
		}
		if got, err := os.ReadFile(path); string(got) != content || err != nil {
			t.Errorf("%q was changed to %q, %v", content, got, err)
		}
	}
}

// TestOpen_Memory opens a journal with a line of 64 MiB, in a sparse file.
func TestOpen_Memory(t *testing.T) { //nolint:paralleltest // measures what it allocates
	path := fileOf(t, Header+lineOf("a"))
	if err := os.Truncate(path, 64<<20); err != nil {
		t.Skip(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f := open(t, path)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("reading the journal allocated %d bytes", n)
	}
	if err := f.Append(entryOf("b")); err != nil {
		t.Fatal(err)
	}
	if got := keysIn(t, path); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("the entries are %q", got)
	}
}

// FuzzOpen opens a file with any content. If it is not refused, it must be possible to append an entry, which must not
// change the content. Each entry that is read must be a line of the file.
func FuzzOpen(f *testing.F) {
	for _, content := range []string{
		"", Header, Header[:9], lineOf("a"), Header + lineOf("a") + lineOf("b") + lineOf("c")[:9],
		Header + lineOf("a") + "\x00\x00", Header + Header + lineOf("a")[:40] + lineOf("b"),
		Header + padded("a", MaxLine) + padded("b", MaxLine+1) + lineOf("c"),
	} {
		f.Add([]byte(content))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(dir, "file")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path)
		if err == nil {
			checkJournal(t, file, path, content)
			return
		}
		if bytes.HasPrefix(content, []byte(Header)) || strings.HasPrefix(Header, string(content)) {
			t.Errorf("open %q: %v", content, err)
		}
		if got, err := os.ReadFile(path); !bytes.Equal(got, content) || err != nil {
			t.Errorf("%q was changed to %q, %v", content, got, err)
		}
	})
}

// checkJournal checks a journal that was just opened, and appends an entry to it.
func checkJournal(t *testing.T, file *File, path string, content []byte) {
	t.Helper()
	checkEntries(t, file.entries, content)
	if err := errors.Join(file.Append(entryOf("new")), file.Close()); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	if err := again.Close(); err != nil || !maps.Equal(again.entries, file.entries) {
		t.Errorf("%q: the entries are %q, and %q when opened again, %v", content, file.entries, again.entries, err)
	}
	want := Header + string(content[min(len(Header), len(content)):])
	if got, err := os.ReadFile(path); !strings.HasPrefix(string(got), want) || err != nil {
		t.Errorf("%q was changed to %q, %v", content, got, err)
	}
}

// checkEntries checks that each entry is a line of the content.
func checkEntries(t *testing.T, entries map[identity]Entry, content []byte) {
	t.Helper()
	lines := map[Entry]bool{}
	for line := range bytes.Lines(content) {
		var entry Entry
		if json.Unmarshal(line, &entry) == nil && len(line) <= MaxLine {
			lines[entry] = true
		}
	}
	for id, entry := range entries {
		if !lines[entry] || id != (identity{entry.Key, entry.Path}) || entry.Key == "" || entry.FileID == "" {
			t.Errorf("%q has the entry %q", content, entry)
		}
	}
}
