package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the expected files in testdata")

const (
	sample   = "testdata/sample.yaml"
	document = "../../openapi.yaml"
)

// TestRun compares the files that are made from a small document with the files in testdata.
func TestRun(t *testing.T) {
	t.Parallel()
	want := []string{"testdata/sample.json", "testdata/sample.wire.json"}
	if *update {
		if err := run(sample, want[0], want[1]); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	got := []string{filepath.Join(dir, "json"), filepath.Join(dir, "wire")}
	if err := run(sample, got[0], got[1]); err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if readFile(t, got[i]) != strings.ReplaceAll(readFile(t, want[i]), "\r\n", "\n") {
			t.Errorf("%s differs; run the test with -update, and look at the difference", want[i])
		}
	}
}

func TestRun_NoFilesAfterError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	wrong := "paths: {/: {get: {responses: {5XX: 1, default: 1}}}}"
	for spec, text := range map[string]string{"missing": "", "wrong": wrong} {
		spec = filepath.Join(dir, spec)
		if text != "" {
			if err := os.WriteFile(spec, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := run(spec, out, out); err == nil || !strings.Contains(err.Error(), spec) {
			t.Errorf("error %v, want one that names %s", err, spec)
		}
		if _, err := os.Stat(out); err == nil {
			t.Error("a file was written")
		}
	}
}

// TestPublish_Errors makes a mistake in the sample, and checks that the error says what is wrong, and in which line.
func TestPublish_Errors(t *testing.T) {
	t.Parallel()
	text := readFile(t, sample)
	for name, test := range map[string]struct{ old, new, want string }{
		"not YAML":       {"info:", "info: [", "yaml: line 1"},
		"duplicate key":  {"title: Sample", "title: Sample\n  'title': again", `line 4: key "title"`},
		"alias":          {"title: Sample", "title: &title Sample\n  summary: *title", "line 4: aliases"},
		"merge":          {"  title: Sample", "  <<: {}", "line 3: a key must be text"},
		"key is a list":  {"title: Sample", "[title]: Sample", "line 3: a key must be text"},
		"hexadecimal":    {"9007199254740993", "0x10", "0x10 is not a number in JSON"},
		"infinity":       {"1.50", ".inf", ".inf is not a number in JSON"},
		"other document": {"'#/components/parameters/Labels'", "x.yaml", "a reference to another document: x.yaml"},
		"no target":      {"'#/components/parameters/Labels'", "'#/a~1b'", "line 12: nothing is at #/a~1b"},
		"status twice":   {"        5XX:", "        default: {}\n        5XX:", "cannot rename 5XX"},
		"schema twice":   {"    Folder:", "    FileDetails: {}\n    Folder:", "cannot rename File"},
		"unknown part":   {"settings: {contentType:", "size: {contentType:", "encoding of size, which"},
		"used elsewhere": {"    Folder:", "    Parts2: {$ref: '#/components/schemas/Parts'}\n    Folder:", "also used"},
		"nested list":    {"kinds: [raw],", "kinds: [[raw]],", "can be separated by commas"},
		"external value": {"two: {value: [1, 20]}", "two: {externalValue: x}", "the example two has no value"},
		"unknown items":  {"items: {type: integer}", "items: {$ref: '#/x'}", "nothing is at #/x"},
	} {
		changed := strings.Replace(text, test.old, test.new, 1)
		if changed == text {
			t.Fatalf("%s: the sample does not contain %s", name, test.old)
		}
		if _, _, err := publish([]byte(changed)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
