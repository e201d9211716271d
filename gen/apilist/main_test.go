package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

func TestRun(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	dir := filepath.Join(t.TempDir(), "api")
	if err := run(dir, true); !errors.Is(err, errOutOfDate) {
		t.Errorf("before writing: %v", err)
	}
	if err := run(dir, false); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, true); err != nil {
		t.Errorf("after writing: %v", err)
	}
	for name, want := range map[string]string{
		"imagekit.txt":   "\nfunc (*Client) DeleteFiles(ctx context.Context, fileIDs iter.Seq[string], ",
		"urlbuilder.txt": "\nfunc New(c Config) (*Builder, error)\n",
		"mockserver.txt": "\ntype Server struct\n",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s does not contain %q: %v", name, want, err)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := map[string][]byte{"a.txt": []byte("a\n"), "b.txt": []byte("b\n")}
	if err := write(dir, files); err != nil {
		t.Fatal(err)
	}
	if err := compare(dir, files); err != nil {
		t.Errorf("after writing: %v", err)
	}
	for name, change := range map[string]func(dir string) error{
		"a.txt": func(dir string) error { return os.WriteFile(filepath.Join(dir, "a.txt"), []byte("A\n"), 0o600) },
		"b.txt": func(dir string) error { return os.Remove(filepath.Join(dir, "b.txt")) },
		"c.txt": func(dir string) error { return os.WriteFile(filepath.Join(dir, "c.txt"), nil, 0o600) },
	} {
		dir := t.TempDir()
		if err := errors.Join(write(dir, files), change(dir)); err != nil {
			t.Fatal(err)
		}
		err := compare(dir, files)
		if !errors.Is(err, errOutOfDate) || !strings.HasSuffix(err.Error(), "("+name+")") {
			t.Errorf("after changing %s: %v", name, err)
		}
		if err := errors.Join(write(dir, files), compare(dir, files)); err != nil {
			t.Errorf("after writing %s again: %v", name, err)
		}
	}
}
