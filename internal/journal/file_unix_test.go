//go:build unix

package journal

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOpen_IrregularFile opens files that block or are endless.
func TestOpen_IrregularFile(t *testing.T) {
	t.Parallel()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("/dev/zero", link); err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, "/dev/zero", link, os.DevNull, t.TempDir()} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestOpen_Link opens a journal by its path and by a symbolic link.
func TestOpen_Link(t *testing.T) {
	t.Parallel()
	path := fileOf(t, Header)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	appendEntry(t, link, "a")
	appendEntry(t, path, "b")
	if got := keysIn(t, link); len(got) != 2 {
		t.Errorf("the entries are %q", got)
	}
}
