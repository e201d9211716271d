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

// guarantee is a row of the document: what happens, and a function that lets it happen.
type guarantee struct {
	title string
	play  func(*scene)
}

// chapters are the tables of the document.
var chapters = []struct {
	title string
	rows  []guarantee
}{
	{"The same upload again", repetitions},
	{"Failures during the upload", interruptions},
	{"The process ends", endings},
	{"Several uploads at the same time", simultaneous},
	{"The service has the file, and the client looks for it", looks},
	{"Another file with the same key", otherFiles},
	{"Files that the service changes or stores later", changedFiles},
	{"Somebody changes the library", libraryChanges},
	{"Keys and fields that are rejected", refusals},
	{"UploadAll", bulkUploads},
	{"UploadAll with a journal", journals},
}

// TestDocument plays each row and compares what it observes with the document.
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
	tables, complete := tablesOf(lines)
	if !complete { // rows have failed, or were not asked for
		return
	}
	head, rest, hasBegin := strings.Cut(document, tablesBegin)
	written, tail, hasEnd := strings.Cut(rest, tablesEnd)
	switch {
	case !hasBegin || !hasEnd:
		t.Fatalf("%s has no place for the tables", documentFile)
	case *update:
		check.NoError(t, os.WriteFile(documentFile, []byte(head+tablesBegin+tables+tablesEnd+tail), 0o644))
	case written != tables:
		t.Errorf("the tables of %s differ from what the rows observe", documentFile)
	}
}

// tablesOf returns the tables with these rows, and whether no row is missing.
func tablesOf(lines [][]string) (tables string, complete bool) {
	var b strings.Builder
	complete = true
	for i, chapter := range chapters {
		fmt.Fprintf(&b, "\n### %s\n\n", chapter.title)
		b.WriteString("| what happens | what is stored | what the caller gets | what is sent |\n|---|---|---|---|\n")
		for _, line := range lines[i] {
			b.WriteString(line)
			complete = complete && line != ""
		}
	}
	return b.String() + "\n", complete
}

// TestDocument_ShellExample runs the command of the document that computes a name.
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
