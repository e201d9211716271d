package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/reasons"
)

// write writes a temporary file and returns its path.
func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "document.yaml")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const (
	small = "{openapi: 3.1.0, paths: {/a: {get: {}}}}"
	large = "{openapi: 3.1.0, paths: {/a: {get: {}}, /b: {get: {}}}}"
)

func TestRun(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	code, err := run([]string{"-local", write(t, small), write(t, large)}, &out)
	if err != nil || code != 1 {
		t.Errorf("code %d, %v", code, err)
	}
	for _, want := range []string{
		"GET /b: only in vendor\n",
		"reasons.yaml has a pattern that matches no difference: POST /v1/dummy/test: only in vendor\n",
		"1 differences, 1 of them without a reason; ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output has no %q:\n%s", want, out.String())
		}
	}
}

func TestRun_Errors(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"no file":                   {"-v"},
		"two files":                 {write(t, small), write(t, small)},
		"unknown flag":              {"-x", write(t, small)},
		"missing file":              {filepath.Join(t.TempDir(), "nothing")},
		"missing local file":        {"-local", filepath.Join(t.TempDir(), "nothing"), write(t, small)},
		"not YAML":                  {"-local", write(t, small), write(t, "{")},
		"not OpenAPI":               {"-local", write(t, small), write(t, "{a: 1}")},
		"not an object":             {"-local", write(t, small), write(t, "[1]")},
		"an empty file":             {"-local", write(t, small), write(t, "")},
		"an older format":           {"-local", write(t, small), write(t, "{swagger: '2.0'}")},
		"local file is not OpenAPI": {"-local", write(t, "1"), write(t, small)},
	} {
		if code, err := run(args, &strings.Builder{}); err == nil {
			t.Errorf("%s: code %d and no error", name, code)
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	known := reasons.Explained{Difference: "a: 1", Reason: "Because."}
	unknown := reasons.Explained{Difference: "b: 2"}
	for _, test := range []struct {
		name    string
		all     []reasons.Explained
		unused  []string
		verbose bool
		code    int
		want    []string // the output without the last line
	}{
		{"no difference", nil, nil, false, 0, nil},
		{"all explained", []reasons.Explained{known}, nil, false, 0, nil},
		{"all explained, in full", []reasons.Explained{known}, nil, true, 0, []string{"a: 1", "    Because."}},
		{"one not explained", []reasons.Explained{known, unknown}, nil, false, 1, []string{"b: 2"}},
		{"one not explained, in full", []reasons.Explained{known, unknown}, nil, true, 1, []string{
			"a: 1", "    Because.", "b: 2",
		}},
		{"unused reason", []reasons.Explained{known}, []string{"c*"}, false, 1, []string{
			"reasons.yaml has a pattern that matches no difference: c*",
		}},
	} {
		var out strings.Builder
		if code := report(&out, test.all, test.unused, test.verbose); code != test.code {
			t.Errorf("%s: code %d, want %d", test.name, code, test.code)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if got := lines[:len(lines)-1]; !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
