package scenarios_test

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var update = flag.Bool("update", false, "write ASSUMPTIONS.md")

const (
	assumptionsFile = "ASSUMPTIONS.md"
	assumptionMark  = "Assumed:"
)

const assumptionsCommand = "go test ./conformance/scenarios -run Assumptions -update"

const assumptionsHead = `# Assumptions

What the mock server and package urlbuilder assume about the service although no source says so. Where the service turns
out to differ, they are wrong. The list consists of the comments in their code that begin with "Assumed:";
` + "`" + assumptionsCommand + "` writes it.\n"

// assumption is a paragraph of a comment, and where it stands.
type assumption struct {
	file string // relative to this folder, with slashes
	name string // of the declaration that it belongs to, empty for those of a whole file
	text string // in one line
}

func TestAssumptions_Listed(t *testing.T) {
	t.Parallel()
	want := listOf(append(assumptions(t, "../mockserver"), assumptions(t, "../../urlbuilder")...))
	if *update {
		check.NoError(t, os.WriteFile(assumptionsFile, []byte(want), 0o644))
	}
	got := check.Call(os.ReadFile(assumptionsFile)).Must(t)
	if string(got) != want {
		t.Errorf("%s differs from the comments in the code; %s writes it", assumptionsFile, assumptionsCommand)
	}
}

func TestAssumptions_Found(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cups_small.go")
	source := `package cups

// Assumed: this is about
// the whole file.

// Wash is for cups.
//
// Assumed: they break.
//
// This is known.
func (c *Cup) Wash() {
	// Assumed: here too.
}

// Not assumed: this one.
const a = 1
`
	check.NoError(t, os.WriteFile(file, []byte(source), 0o644))
	want := []assumption{
		{file, "", "This is about the whole file."},
		{file, "Wash", "They break."},
		{file, "Wash", "Here too."},
	}
	if got := assumptionsOf(t, file); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// assumptions returns those of all files under a folder.
func assumptions(t *testing.T, folder string) []assumption {
	t.Helper()
	var all []assumption
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(file, ".go") {
			all = append(all, assumptionsOf(t, file)...)
		}
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d assumptions, error %v", len(all), err)
	}
	return all
}

// assumptionsOf returns those of one file, in their order.
func assumptionsOf(t *testing.T, file string) []assumption {
	t.Helper()
	parsed := check.Call(parser.ParseFile(token.NewFileSet(), file, nil,
		parser.ParseComments|parser.SkipObjectResolution)).Must(t)
	var all []assumption
	for _, comment := range parsed.Comments {
		for paragraph := range strings.SplitSeq(comment.Text(), "\n\n") {
			if strings.Contains(paragraph, "\n"+assumptionMark) {
				t.Errorf("%s: an assumption is in the middle of a paragraph: %q", file, paragraph)
			}
			if text, ok := strings.CutPrefix(paragraph, assumptionMark); ok {
				text = strings.Join(strings.Fields(text), " ")
				text = strings.ToUpper(text[:1]) + text[1:]
				all = append(all, assumption{filepath.ToSlash(file), declarationAt(parsed, comment.Pos()), text})
			}
		}
	}
	return all
}

// declarationAt returns the name of the declaration that has a position in it or in its comment.
func declarationAt(file *ast.File, at token.Pos) string {
	for _, declaration := range file.Decls {
		start, name := declaration.Pos(), ""
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			name = d.Name.Name
			start = startOf(d.Doc, start)
		case *ast.GenDecl:
			name = firstName(d)
			start = startOf(d.Doc, start)
		}
		if start <= at && at < declaration.End() {
			return name
		}
	}
	return ""
}

func startOf(doc *ast.CommentGroup, otherwise token.Pos) token.Pos {
	if doc == nil {
		return otherwise
	}
	return doc.Pos()
}

// firstName names a declaration of types, constants or variables by the first of them.
func firstName(d *ast.GenDecl) string {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			return s.Name.Name
		case *ast.ValueSpec:
			return s.Names[0].Name
		}
	}
	return ""
}

// packageChapters are the chapters of packages that are about one thing.
var packageChapters = map[string]string{
	"media":      "Metadata",
	"search":     "Search",
	"urlbuilder": "Delivery URLs",
	"webhooks":   "Webhooks",
}

// fileChapters are the chapters of files whose first word is not the title of a chapter.
var fileChapters = map[string]string{
	"auth":      "Authentication",
	"cors":      "CORS",
	"custom":    "Custom metadata fields",
	"models":    "Files",
	"named":     "Named transformations",
	"ratelimit": "Rate limits",
	"saved":     "Saved extensions",
	"store":     "Files",
	"url":       "URL endpoints",
	"validate":  "Requests",
}

// chapter returns the title of the chapter for an assumption: that of its package, or the first word of its file's
// name.
func (a assumption) chapter() string {
	word, _, _ := strings.Cut(strings.TrimSuffix(path.Base(a.file), ".go"), "_")
	return cmp.Or(packageChapters[path.Base(path.Dir(a.file))], fileChapters[word], strings.ToUpper(word[:1])+word[1:])
}

// listOf is the text of the document.
func listOf(all []assumption) string {
	slices.SortStableFunc(all, func(a, b assumption) int {
		return cmp.Or(strings.Compare(a.chapter(), b.chapter()), strings.Compare(a.file, b.file))
	})
	var b strings.Builder
	b.WriteString(assumptionsHead)
	chapter := ""
	for _, a := range all {
		if a.chapter() != chapter {
			chapter = a.chapter()
			fmt.Fprintf(&b, "\n## %s\n\n", chapter)
		}
		where := path.Base(a.file)
		if a.name != "" {
			where += ", " + a.name
		}
		fmt.Fprintf(&b, "- %s ([%s](%s))\n", a.text, where, a.file)
	}
	return b.String()
}
