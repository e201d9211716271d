package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the expected files in testdata")

const sample = "testdata/sample.yaml"

// TestRun compares the files that are generated from a small document with the files in testdata.
func TestRun(t *testing.T) {
	t.Parallel()
	want := []string{"testdata/sample.go.golden", "testdata/sample.md.golden", "testdata/sample.schema.json"}
	if *update {
		if err := run(sample, want[0], want[1], want[2]); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	var got []string
	for _, name := range want {
		got = append(got, filepath.Join(dir, filepath.Base(name)))
	}
	if err := run(sample, got[0], got[1], got[2]); err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if difference := firstDifference(t, got[i], want[i]); difference != "" {
			t.Errorf("%s: %s; if the change is intended, run the test with -update", want[i], difference)
		}
	}
}

// firstDifference describes the first line in which a file differs from another one. It returns "" if they are equal.
func firstDifference(t *testing.T, got, want string) string {
	t.Helper()
	gotLines, wantLines := readLines(t, got), readLines(t, want)
	for i, line := range gotLines {
		if i >= len(wantLines) || line != wantLines[i] {
			return fmt.Sprintf("line %d is %q", i+1, line)
		}
	}
	if len(gotLines) < len(wantLines) {
		return fmt.Sprintf("line %d is missing", len(gotLines)+1)
	}
	return ""
}

func readLines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
}

func TestRun_NoFilesAfterError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if err := run(filepath.Join(dir, "missing.yaml"), out, out, out); err == nil {
		t.Error("got no error for a document that does not exist")
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was written")
	}
}
