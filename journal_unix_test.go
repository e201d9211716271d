//go:build unix

package imagekit

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOpenJournal_ReadsNoEndlessFile has files that block or never end.
func TestOpenJournal_ReadsNoEndlessFile(t *testing.T) {
	t.Parallel()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("/dev/zero", link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{namedPipe(t), "/dev/zero", link, os.DevNull, t.TempDir()} {
		if _, err := OpenJournal(path); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := os.Stat(path + ".lock"); err == nil && !strings.HasPrefix(path, "/dev/") {
			t.Errorf("%s has a lock", path)
		}
	}
}

func namedPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
