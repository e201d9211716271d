package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the expected file in testdata")

const (
	sample = "testdata/sample.yaml"
	golden = "testdata/sample.go.golden"
)

// TestRun compares the file that is generated from a small document with the file in testdata.
func TestRun(t *testing.T) {
	t.Parallel()
	if *update {
		if err := run(sample, golden); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "fields.gen.go")
	if err := run(sample, file); err != nil {
		t.Fatal(err)
	}
	if got, want := readText(t, file), readText(t, golden); got != want {
		t.Errorf("got\n%s\nif the change is intended, run the test with -update", got)
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
}

// TestRun_Errors changes the sample, and checks that the error names the place and that nothing is written.
func TestRun_Errors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ old, changed, want string }{
		{"x-search-fields", "x-fields", "no parameter of GET /v1/files has x-search-fields"},
		{"values: [size]", "values: [weight]", ":20: package search has no type for the field size, with weight: = | "},
		{"[IN, NOT IN, EXISTS, NOT EXISTS]", "[IN]", ":26: package search has no type for the field embeddedMetadata"},
		{"metadataTypes: [Boolean]", "assets: files", ":31: customMetadata.* needs metadataTypes"},
		{"description: The id of an asset.", "assets: files", `:11: "id" needs a name, a description and values`},
		{"units: [kb]", "units: kb", "cannot unmarshal"},
		{"units: [kb]", "unit: [kb]", `:20: unknown key "unit"`},
		{"openapi: 3.1.0", "openapi: [", "did not find expected"},
	} {
		dir := t.TempDir()
		spec, file := filepath.Join(dir, "openapi.yaml"), filepath.Join(dir, "fields.gen.go")
		text := strings.Replace(readText(t, sample), test.old, test.changed, 1)
		if err := os.WriteFile(spec, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(spec, file); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.changed, err, test.want)
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s: a file was written", test.changed)
		}
	}
}
