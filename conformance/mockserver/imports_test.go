package mockserver_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// imports returns the packages beneath the mock server that one of them imports itself.
func imports(t *testing.T, name string) (found []string) {
	t.Helper()
	const format = `{{join .Imports "\n"}}`
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", format, name).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const prefix = "github.com/openimagekit/imagekit/conformance/mockserver"
	for p := range strings.FieldsSeq(string(out)) {
		if beneath, ok := strings.CutPrefix(p, prefix); ok {
			found = append(found, beneath)
		}
	}
	return found
}

// TestImports holds that imports run one way: handlers, library, store. The packages of media, faults, webhooks and the
// contract know neither of the two.
func TestImports(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir("internal")
	if err != nil {
		t.Fatal(err)
	}
	allowed := map[string][]string{"library": {"/internal/search", "/internal/store"}}
	for _, e := range entries {
		for _, p := range imports(t, "./internal/"+e.Name()) {
			own := slices.Contains(allowed[e.Name()], p)
			shared := e.Name() != "library" && e.Name() != "store" && p != "/internal/library" &&
				p != "/internal/store" && p != ""
			if !own && !shared {
				t.Errorf("internal/%s imports mockserver%s", e.Name(), p)
			}
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").CombinedOutput()
	if err != nil || strings.Contains(string(out), "bbolt") {
		t.Errorf("the mock server links bbolt: %v", err)
	}
	if found := imports(t, "./boltstore"); len(found) > 0 {
		t.Errorf("boltstore imports %q", found)
	}
}

// TestBuild_WASIP1 compiles the mock server for WebAssembly, where there are neither file locks nor signals.
func TestBuild_WASIP1(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it compiles the standard library")
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", os.DevNull, ".")
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
