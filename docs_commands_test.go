package imagekit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

// commands returns the lines of the shell blocks of a document, and its texts in backquotes.
func commands(text string) (lines []string) {
	for _, block := range shellBlock.FindAllStringSubmatch(text, -1) {
		for line := range strings.SplitSeq(block[1], "\n") {
			command, _, _ := strings.Cut(line, " #")
			lines = append(lines, strings.TrimSpace(command))
		}
	}
	for _, span := range codeSpan.FindAllStringSubmatch(text, -1) {
		lines = append(lines, span[1])
	}
	return lines
}

// allCommands returns the commands of all documents, each with the name of its document.
func allCommands(t *testing.T) (all []command) {
	t.Helper()
	for name, text := range documents(t) {
		for _, line := range commands(text) {
			all = append(all, command{document: name, text: line})
		}
	}
	return all
}

type command struct{ document, text string }

var (
	makeCommand = regexp.MustCompile(`^(?:[A-Z]+=\S+ )*make ((?:[\w=]+ ?)*)`)
	makeTarget  = regexp.MustCompile(`(?m)^(\w+):`)
	// with a default value, or mentioned in a help text
	makeVariable = regexp.MustCompile(`(?m)(?:^|[(, ])([A-Z_]+)(?:=\S+\)| +\?=|=\S+,)`)
)

// TestDocs_MakeTargets checks that each make command names targets and variables of the Makefile.
func TestDocs_MakeTargets(t *testing.T) {
	t.Parallel()
	makefile := readFile(t, "Makefile")
	targets, variables := submatches(makeTarget, makefile), submatches(makeVariable, makefile)
	count := 0
	for _, c := range allCommands(t) {
		for _, words := range submatches(makeCommand, c.text) {
			for word := range strings.FieldsSeq(words) {
				count++
				variable, _, isVariable := strings.Cut(word, "=")
				if !slices.Contains(targets, word) && (!isVariable || !slices.Contains(variables, variable)) {
					t.Errorf("%s: the Makefile has no %s: %s", c.document, word, c.text)
				}
			}
		}
	}
	if count < 10 {
		t.Errorf("found only %d make targets: the pattern may not match any more", count)
	}
}

var (
	mockFlag    = regexp.MustCompile(`flags\.\w*Var\(&[\w.]+, "([\w-]+)"|flags\.Var\(&[\w.]+, "([\w-]+)"`)
	flagSpan    = regexp.MustCompile(`^-([a-z][\w-]*)`)
	mockCommand = regexp.MustCompile(`^(?:\S*imagekit-mock(?:@latest)?|go run \S*imagekit-mock(?:@latest)?) (.*)`)
	otherFlags  = []string{"h", "update"} // of package flag, and of tests
)

// TestDocs_MockFlags checks that imagekit-mock has all flags that documents mention in backquotes or in commands, and
// that docs/mock-server.md mentions all flags.
func TestDocs_MockFlags(t *testing.T) {
	t.Parallel()
	flags := slices.Clone(otherFlags)
	for _, found := range mockFlag.FindAllStringSubmatch(readFile(t, mockProgram+"/settings.go"), -1) {
		flags = append(flags, found[1]+found[2])
	}
	count := 0
	for _, name := range []string{"README.md", "SECURITY.md", "docs/mock-server.md", "docs/testing.md"} {
		for _, command := range commands(readFile(t, name)) {
			for _, flag := range flagsOf(command) {
				count++
				if !slices.Contains(flags, flag) {
					t.Errorf("%s: imagekit-mock has no flag -%s: %s", name, flag, command)
				}
			}
		}
	}
	if count < 20 {
		t.Errorf("found only %d flags: the pattern may not match any more", count)
	}
	text := readFile(t, "docs/mock-server.md")
	for _, flag := range flags[len(otherFlags):] {
		if !strings.Contains(text, "`-"+flag+"`") {
			t.Errorf("docs/mock-server.md does not mention -%s", flag)
		}
	}
}

const mockProgram = "conformance/mockserver/cmd/imagekit-mock"

// flagsOf returns the flags in a command line of imagekit-mock, or in a text that begins with a flag.
func flagsOf(command string) (flags []string) {
	arguments := command
	if found := mockCommand.FindStringSubmatch(command); found != nil {
		arguments = found[1]
	} else if !flagSpan.MatchString(command) || strings.HasPrefix(command, "-H") {
		return nil
	}
	for word := range strings.FieldsSeq(arguments) {
		if found := flagSpan.FindStringSubmatch(word); found != nil {
			flags = append(flags, found[1])
		}
	}
	return flags
}

var (
	runPattern = regexp.MustCompile(`-run '?\^?(\w+)`)
	testName   = regexp.MustCompile(`^(?:Test|Fuzz)[A-Z]\w+$`)
	testFunc   = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// TestDocs_TestNames checks that the tests that documents mention or run exist.
func TestDocs_TestNames(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	var tests []string
	for _, name := range testFiles(t) {
		tests = append(tests, submatches(testFunc, readFile(t, name))...)
	}
	count := 0
	for _, c := range allCommands(t) {
		if testName.MatchString(c.text) {
			count++
			if !slices.Contains(tests, c.text) {
				t.Errorf("%s: there is no test %s", c.document, c.text)
			}
		}
		for _, pattern := range submatches(runPattern, c.text) {
			count++
			matches := func(test string) bool { return strings.Contains(test, pattern) }
			if !slices.ContainsFunc(tests, matches) {
				t.Errorf("%s: no test matches %s: %s", c.document, pattern, c.text)
			}
		}
	}
	if count < 10 {
		t.Errorf("found only %d names of tests: the pattern may not match any more", count)
	}
}

func testFiles(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() && slices.Contains([]string{".git", "node_modules"}, entry.Name()) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, "_test.go") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func submatches(pattern *regexp.Regexp, text string) (found []string) {
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	return found
}
