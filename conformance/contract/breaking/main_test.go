package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/reasons"
)

func TestFiles_Problems(t *testing.T) {
	t.Parallel()
	f := &files{
		baseline: documentOf("1.0.0", "API"), document: documentOf("2.0.0", "API"),
		declared:  []reasons.Reason{{Reason: "It was never there.", Differences: []string{"GET /a: *", "GET /b: *"}}},
		changelog: changelog{unreleased: {entries: 1}},
	}
	assertProblems(t, f.problems([]string{"GET /a: removed", "POST /a: removed"}),
		"does not declare: POST /a: removed", "does not exist: GET /b: *")
	f.declared = f.declared[:0]
	assertProblems(t, f.problems(nil))
}

func TestFiles_ReleaseProblems(t *testing.T) {
	t.Parallel()
	f := &files{
		baseline: documentOf("1.0.0", "API"), document: documentOf("1.1.0", "API"),
		declared:  []reasons.Reason{{Reason: "It was never there.", Differences: []string{"GET /a: *"}}},
		changelog: changelog{unreleased: {entries: 1}, "1.1.0": {entries: 1}},
	}
	assertProblems(t, f.releaseProblems(), "baseline.json", "breaking.yaml", "no section [1.1.0]", "unreleased entries")
	f = &files{
		baseline: documentOf("1.1.0", "API"), document: documentOf("1.1.0", "API"),
		changelog: changelog{unreleased: {}, "1.1.0": {"2026-11-30", 1}},
	}
	assertProblems(t, f.releaseProblems())
}

// TestRun_Release runs the program on a repository that is not ready for a release, and on one that is.
func TestRun_Release(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(wantCode int, wantOutput string) {
		t.Helper()
		var out bytes.Buffer
		code, err := run([]string{"-root", root, "-release"}, "", &out)
		if err != nil || code != wantCode || !strings.Contains(out.String(), wantOutput) {
			t.Errorf("code %d, error %v, output %q; want code %d and %q", code, err, &out, wantCode, wantOutput)
		}
	}
	write("openapi.yaml", "openapi: 3.1.0\ninfo: {title: API, version: 0.2.0}\npaths: {}\n")
	write("conformance/contract/baseline.json", `{"openapi": "3.1.0", "info": {"title": "API", "version": "0.1.0"}}`)
	write("conformance/contract/breaking.yaml", "# nothing\n[]\n")
	write("docs/openapi/CHANGELOG.md", "## [Unreleased]\n\n## [0.2.0] - 2026-11-30\n\n- Something.\n")
	expect(1, "baseline.json is not the document")
	write("conformance/contract/baseline.json",
		`{"openapi": "3.1.0", "info": {"version": "0.2.0", "title": "API"}, "paths": {}}`)
	expect(0, "")
}

func TestRun_Errors(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	for _, args := range [][]string{{"-unknown"}, {"-root", t.TempDir()}, {"-root", "../../.."}} {
		if code, err := run(args, "", &out); err == nil {
			t.Errorf("%q: code %d, %q", args, code, &out)
		}
	}
}
