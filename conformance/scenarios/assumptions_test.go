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
	assumptionsFile   = "ASSUMPTIONS.md"
	assumptionMark    = "Assumed:"
	contradictionMark = "Contradiction:"
)

const assumptionsCommand = "go test ./conformance/scenarios -run Assumptions -update"

const assumptionsHead = `# Assumptions

This document lists what the mock server and package urlbuilder assume about the service without a source. If the
service behaves differently, they are wrong. The last chapter lists contradictions between sources, and which source is
followed.

The entries are the comments in the code that begin with "Assumed:" or "Contradiction:";
` + "`" + assumptionsCommand + "` writes this document.\n"

// contradictionsTitle is the title of the last chapter.
const contradictionsTitle = "Sources that contradict each other"

// assumption is a paragraph of a comment, and its place.
type assumption struct {
	mark string // beginning of the paragraph: assumptionMark or contradictionMark
	file string // path relative to this folder, with slashes
	name string // name of the declaration, empty if the comment does not belong to one
	text string // text without the mark, in one line
}

// TestAssumptions_Listed checks that ASSUMPTIONS.md is up to date.
func TestAssumptions_Listed(t *testing.T) {
	t.Parallel()
	want := documentOf(t, append(assumptions(t, "../mockserver"), assumptions(t, "../../urlbuilder")...))
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
	// Contradiction: two recipes.
}

// Not assumed: this one.
const a = 1
`
	check.NoError(t, os.WriteFile(file, []byte(source), 0o644))
	want := []assumption{
		{assumptionMark, file, "", "This is about the whole file."},
		{assumptionMark, file, "Wash", "They break."},
		{contradictionMark, file, "Wash", "Two recipes."},
	}
	if got := assumptionsOf(t, file); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// assumptions returns the assumptions in all Go files under a folder.
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

// assumptionsOf returns the assumptions in a file, in order.
func assumptionsOf(t *testing.T, file string) []assumption {
	t.Helper()
	parsed := check.Call(parser.ParseFile(token.NewFileSet(), file, nil,
		parser.ParseComments|parser.SkipObjectResolution)).Must(t)
	var all []assumption
	for _, comment := range parsed.Comments {
		for paragraph := range strings.SplitSeq(comment.Text(), "\n\n") {
			for _, mark := range []string{assumptionMark, contradictionMark} {
				if strings.Contains(paragraph, "\n"+mark) {
					t.Errorf("%s: %s is in the middle of a paragraph: %q", file, mark, paragraph)
				}
				if text, ok := strings.CutPrefix(paragraph, mark); ok {
					name := declarationAt(parsed, comment.Pos())
					all = append(all, assumption{mark, filepath.ToSlash(file), name, oneSentence(text)})
				}
			}
		}
	}
	return all
}

// oneSentence returns a text in one line. The first letter becomes upper-case, unless the first word is a name such as
// createdAt.
func oneSentence(text string) string {
	words := strings.Fields(text)
	if first := words[0]; strings.ToLower(first) == first {
		words[0] = strings.ToUpper(first[:1]) + first[1:]
	}
	return strings.Join(words, " ")
}

// declarationAt returns the name of the declaration that contains a position, in its comment or in its source.
func declarationAt(file *ast.File, at token.Pos) string {
	for _, declaration := range file.Decls {
		start, name := declaration.Pos(), ""
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			name = d.Name.Name
			start = commentStart(d.Doc, start)
		case *ast.GenDecl:
			name = firstName(d)
			start = commentStart(d.Doc, start)
		}
		if start <= at && at < declaration.End() {
			return name
		}
	}
	return ""
}

// commentStart returns the position of a comment, or that of the declaration if it has no comment.
func commentStart(doc *ast.CommentGroup, declaration token.Pos) token.Pos {
	if doc == nil {
		return declaration
	}
	return doc.Pos()
}

// firstName returns the name of the first type, constant or variable of a declaration.
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

// chapters are the titles of the chapters by package, by file name without extension, or by the first word of the file
// name. The first match in this order is used.
var chapters = map[string]string{
	"auth":                  "Authentication",
	"checks":                "Uploads",
	"cors":                  "Authentication",
	"delivery":              "Delivery",
	"depth":                 "Folders and jobs",
	"errors":                "Errors",
	"files":                 "Files and versions",
	"folder":                "Folders and jobs",
	"folders":               "Folders and jobs",
	"jobs":                  "Folders and jobs",
	"legacy":                "Older clients",
	"list":                  "Lists",
	"media":                 "Metadata of files",
	"metadata":              "Metadata of files",
	"metadata_fields":       "Custom metadata",
	"metadata_values":       "Custom metadata",
	"named_transformations": "Settings of an account",
	"origins":               "Settings of an account",
	"query":                 "Lists",
	"ratelimit":             "Rate limits",
	"search":                "Search queries",
	"search_query":          "Search queries",
	"target":                "Delivery",
	"transformation":        "Delivery",
	"uploads":               "Uploads",
	"url_endpoints":         "Settings of an account",
	"urlbuilder":            "Delivery",
	"usage":                 "Usage",
	"validate":              "Errors",
	"webhooks":              "Webhooks",
}

// chapter returns the title of the chapter for an assumption.
func (a assumption) chapter(t *testing.T) string {
	t.Helper()
	if a.mark == contradictionMark {
		return contradictionsTitle
	}
	file := strings.TrimSuffix(path.Base(a.file), ".go")
	word, _, _ := strings.Cut(file, "_")
	title := cmp.Or(chapters[path.Base(path.Dir(a.file))], chapters[file], chapters[word])
	if title == "" {
		t.Errorf("%s has an assumption, but no entry in chapters", a.file)
	}
	return title
}

// documentOf returns the text of the document. Contradictions are the last chapter.
func documentOf(t *testing.T, all []assumption) string {
	t.Helper()
	slices.SortStableFunc(all, func(a, b assumption) int {
		return cmp.Or(strings.Compare(a.mark, b.mark), strings.Compare(a.chapter(t), b.chapter(t)),
			strings.Compare(a.file, b.file))
	})
	var b strings.Builder
	b.WriteString(assumptionsHead)
	chapter := ""
	for _, a := range all {
		if title := a.chapter(t); title != chapter {
			chapter = title
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
