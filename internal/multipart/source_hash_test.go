package multipart

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
)

// sent returns the content of the file in a form with a source.
func sent(t *testing.T, source Source) (string, error) {
	t.Helper()
	form := &Form{}
	form.SetFile("file", source)
	body, err := form.Open(t.Context(), "boundary", nil)
	if err != nil {
		return "", err
	}
	defer body.Stop()
	content, err := io.ReadAll(body)
	_, file, _ := strings.Cut(string(content), "\r\n\r\n")
	return strings.TrimSuffix(file, "\r\n--boundary--\r\n"), err
}

// pathOf creates a file with a content and returns its path.
func pathOf(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// fileAt returns an open file with a content, at an offset.
func fileAt(t *testing.T, content string, offset int64) *os.File {
	t.Helper()
	f, err := os.Open(pathOf(t, content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestSource_Hash hashes and sends each source twice.
func TestSource_Hash(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 20_000)
	read := strings.NewReader("abcdef")
	if _, err := read.Seek(2, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		source Source
		want   string
	}{
		"bytes":               {FromBytes([]byte("abc")), "abc"},
		"no bytes":            {FromBytes(nil), ""},
		"many bytes":          {FromBytes([]byte(long)), long},
		"path":                {FromPath(pathOf(t, "abc")), "abc"},
		"path of a long file": {FromPath(pathOf(t, long)), long},
		"path of no bytes":    {FromPath(pathOf(t, "")), ""},
		"file":                {FromReader(fileAt(t, "abc", 0), -1), "abc"},
		"file from an offset": {FromReader(fileAt(t, "abcdef", 3), -1), "def"},
		"reader":              {FromReader(strings.NewReader(long), -1), long},
		"reader with a size":  {FromReader(strings.NewReader("abc"), 3), "abc"},
		"reader at an offset": {FromReader(read, -1), "cdef"},
		"seeker":              {FromReader(seekOnly{strings.NewReader("abc")}, -1), "abc"},
		"base64":              {FromText("QUJD"), "QUJD"},
		"URL":                 {FromURL("https://example.com/a.png"), "https://example.com/a.png"},
		"data URI":            {FromDataURI("data:,abc"), "data:,abc"},
	} {
		for range 2 {
			checkHash(t, name, test.source, test.want)
			if got, err := sent(t, test.source); got != test.want || err != nil {
				t.Errorf("%s: %.100q is sent, %v", name, got, err)
			}
		}
	}
}

// sourceFunc is a function that implements [io.ReadSeeker]. Seek does nothing.
type sourceFunc func([]byte) (int, error)

func (s sourceFunc) Read(p []byte) (int, error)     { return s(p) }
func (s sourceFunc) Seek(int64, int) (int64, error) { return 0, nil }

func TestSource_Hash_Errors(t *testing.T) {
	t.Parallel()
	errDisk := errors.New("disk error")
	for name, test := range map[string]struct {
		source Source
		is     error  // nil for any
		text   string // part of the error
	}{
		"no such file": {FromPath(filepath.Join(t.TempDir(), "missing")), fs.ErrNotExist, "missing"},
		"folder":       {FromPath(t.TempDir()), nil, "is a directory"},
		"too short":    {FromReader(strings.NewReader("abc"), 4), io.ErrUnexpectedEOF, "after 3 of 4 bytes"},
		"too long":     {FromReader(strings.NewReader("abc"), 2), nil, "longer than the 2 bytes"},
		"read error":   {FromReader(sourceFunc(iotest.ErrReader(errDisk).Read), 1), errDisk, "disk error"},
		"panic":        {FromReader(sourceFunc(func([]byte) (int, error) { panic("boom") }), 1), nil, "panicked: boom"},
		"wrong count": {FromReader(sourceFunc(func(p []byte) (int, error) {
			return len(p) + 1, nil
		}), 1), nil, "returned"},
		"no progress": {FromReader(sourceFunc(func([]byte) (int, error) { return 0, nil }), 1), io.ErrNoProgress, ""},
	} {
		for range 2 {
			sum, err := test.source.Hash(t.Context())
			if err == nil || test.is != nil && !errors.Is(err, test.is) || !strings.Contains(err.Error(), test.text) {
				t.Errorf("%s: got %v", name, err)
			}
			if sum != [sha256.Size]byte{} {
				t.Errorf("%s: got the hash %x", name, sum)
			}
		}
	}
}

// TestSource_Hash_FileChanges hashes a file that changes between the calls.
func TestSource_Hash_FileChanges(t *testing.T) {
	t.Parallel()
	path := pathOf(t, "")
	source, open := FromPath(path), FromReader(fileAt(t, "", 0), -1)
	for _, content := range []string{"abc", "abd", "a", strings.Repeat("long", 50_000)} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		checkHash(t, "the changed file", source, content)
	}
	checkHash(t, "another file", open, "")
}

// TestSource_Hash_ContextEnds cancels the context while Read is blocked. The source can be used again when Read
// returns.
func TestSource_Hash_ContextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		errStop := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		blocked, content := make(chan struct{}), strings.NewReader("abc")
		file := FromReader(struct {
			io.Reader
			io.Seeker
		}{sourceFunc(func(p []byte) (int, error) { <-blocked; return content.Read(p) }), content}, -1)
		var failed error
		go func() { _, failed = file.Hash(ctx) }()
		synctest.Wait()
		cancel(errStop)
		synctest.Wait()
		if !errors.Is(failed, errStop) {
			t.Errorf("got %v", failed)
		}
		if _, err := file.Hash(t.Context()); !errors.Is(err, ErrSourceBusy) {
			t.Errorf("hash during Read: got %v", err)
		}
		if _, err := sent(t, file); !errors.Is(err, ErrSourceBusy) {
			t.Errorf("send during Read: got %v", err)
		}
		close(blocked)
		synctest.Wait()
		checkHash(t, "after Read", file, "abc")
		if got, err := sent(t, file); got != "abc" || err != nil {
			t.Errorf("after Read: %q is sent, %v", got, err)
		}
		if _, err := file.Hash(ctx); !errors.Is(err, errStop) {
			t.Errorf("with a cancelled context: got %v", err)
		}
	})
}

// TestSource_Hash_Concurrent hashes and sends a source several times at once. That succeeds if the source can be read
// at an offset; otherwise, calls can fail with ErrSourceBusy.
func TestSource_Hash_Concurrent(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("0123456789", 10_000)
	want := sha256.Sum256([]byte(content))
	for name, test := range map[string]sharedSource{
		"bytes":  {FromBytes([]byte(content)), false},
		"path":   {FromPath(pathOf(t, content)), false},
		"file":   {FromReader(fileAt(t, content, 0), -1), false},
		"reader": {FromReader(bytes.NewReader([]byte(content)), -1), false},
		"seeker": {FromReader(seekOnly{strings.NewReader(content)}, -1), true},
	} {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				got, err := test.Hash(t.Context())
				test.check(t, name+", hash", got == want, err)
				file, err := sent(t, test.Source)
				test.check(t, name+", send", file == content, err)
			})
		}
		all.Wait()
		checkHash(t, name, test.Source, content)
	}
}

// sharedSource is a source for concurrent use.
type sharedSource struct {
	Source
	canBeBusy bool
}

// check checks the result of hashing or sending the source: it is right, or the source is busy.
func (s sharedSource) check(t *testing.T, what string, isRight bool, err error) {
	t.Helper()
	isBusy := s.canBeBusy && errors.Is(err, ErrSourceBusy)
	if err != nil && !isBusy || err == nil && !isRight {
		t.Errorf("%s: the result is right: %v, error %v", what, isRight, err)
	}
}

// checkHash checks that the hash of a source is that of the content.
func checkHash(t *testing.T, name string, source Source, content string) {
	t.Helper()
	want := sha256.Sum256([]byte(content))
	if got, err := source.Hash(t.Context()); got != want || err != nil {
		t.Errorf("%s: the hash is %x, %v, want %x", name, got, err, want)
	}
}

func BenchmarkSource_Hash(b *testing.B) {
	for name, size := range map[string]int{"100 bytes": 100, "64 MB": 64 << 20} {
		path := filepath.Join(b.TempDir(), "file")
		content := make([]byte, size)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			b.Fatal(err)
		}
		for kind, source := range map[string]Source{"bytes": FromBytes(content), "path": FromPath(path)} {
			b.Run(name+" "+kind, func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(size))
				for b.Loop() {
					if _, err := source.Hash(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
