package exactlyonce_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var update = flag.Bool("update", false, "write the tables of docs/exactly-once.md")

const (
	documentFile = "../../docs/exactly-once.md"
	tablesBegin  = "<!-- The tables are written by go test ./conformance/exactlyonce -run TestDocument -update -->\n"
	tablesEnd    = "<!-- end of the tables -->\n"
)

// guarantee is a row of the document: a case, and a function that runs it.
type guarantee struct {
	title string
	run   func(*fixture)
}

// chapters are the tables of the document.
var chapters = []struct {
	title string
	rows  []guarantee
}{
	{"Repeated uploads", repetitions},
	{"Faults of the network and the service", faults},
	{"Killed processes and cancelled uploads", killedProcesses},
	{"Uploads at the same time", simultaneous},
	{"Look-ups of a stored file", lookUps},
	{"A different file with the same key", keyConflicts},
	{"Files that the service changes or stores later", changedFiles},
	{"Changes to the media library", libraryChanges},
	{"Checks of keys and options", argumentChecks},
	{"UploadAll", bulkUploads},
	{"UploadAll with a journal", journals},
}

// TestDocument runs each row, and compares the result with the document.
func TestDocument(t *testing.T) {
	t.Parallel()
	document := string(check.Call(os.ReadFile(documentFile)).Must(t))
	lines := make([][]string, len(chapters))
	t.Run("rows", func(t *testing.T) {
		for i, chapter := range chapters {
			lines[i] = make([]string, len(chapter.rows))
			for j, row := range chapter.rows {
				t.Run(path.Join(chapter.title, row.title), func(t *testing.T) {
					t.Parallel()
					line := observe(t, row).line(row.title)
					if !*update && !strings.Contains(document, line) {
						t.Errorf("the document has no row\n%s", line)
					}
					lines[i][j] = line
				})
			}
		}
	})
	tables, complete := buildTables(lines)
	if !complete { // some rows have not run or have ended early
		return
	}
	head, rest, hasBegin := strings.Cut(document, tablesBegin)
	written, tail, hasEnd := strings.Cut(rest, tablesEnd)
	switch {
	case !hasBegin || !hasEnd:
		t.Fatalf("%s lacks the line before or after the tables", documentFile)
	case *update:
		check.NoError(t, os.WriteFile(documentFile, []byte(head+tablesBegin+tables+tablesEnd+tail), 0o644))
	case written != tables:
		t.Errorf("the tables of %s differ from the results of the rows; run with -update", documentFile)
	}
}

// buildTables returns the tables with the given rows, and reports whether no row is missing.
func buildTables(lines [][]string) (tables string, complete bool) {
	var b strings.Builder
	complete = true
	for i, chapter := range chapters {
		fmt.Fprintf(&b, "\n### %s\n\n", chapter.title)
		b.WriteString("| case | what is stored | what the call returns | requests |\n|---|---|---|---|\n")
		for _, line := range lines[i] {
			b.WriteString(line)
			complete = complete && line != ""
		}
	}
	return b.String() + "\n", complete
}

// TestDocument_ShellExample runs the shell command in the document, which computes a file name.
func TestDocument_ShellExample(t *testing.T) {
	t.Parallel()
	document := string(check.Call(os.ReadFile(documentFile)).Must(t))
	name := imagekit.KeyedFileName(pageName, pageKey)
	if !strings.Contains(document, name) {
		t.Errorf("the document does not have the name %s", name)
	}
	command := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(document)
	if command == nil {
		t.Fatal("the document has no command")
	}
	if _, err := exec.LookPath("basenc"); err != nil {
		t.Skip("the command needs basenc of GNU coreutils")
	}
	output := check.Call(exec.CommandContext(t.Context(), "sh", "-c", command[1]).Output()).Must(t)
	if hash := strings.TrimSpace(string(output)); !strings.Contains(name, "_"+hash+".") {
		t.Errorf("the command prints %q, want the hash in %s", hash, name)
	}
}
