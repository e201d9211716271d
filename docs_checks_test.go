package imagekit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// a line of .ci/run that runs a check
	ciCommand = regexp.MustCompile(`(?m)^(?:check |\t)?(` + ciCommandPattern + `)(?: #.*)?$`)
	// a row of the table of checks in CONTRIBUTING.md, without a command in parentheses
	checkRow    = regexp.MustCompile("(?m)^\\| (`[^|(]+)")
	isCICommand = regexp.MustCompile(`^(?:` + ciCommandPattern + `)$`)
)

// ciCommandPattern matches the commands that this test compares.
const ciCommandPattern = `(?:[A-Z_]+=\S+ )?make [\w= ]*\w|\.ci/[\w/-]+|(?:conformance|docs)/[\w/]+/run`

// TestDocs_Checks checks that the table in CONTRIBUTING.md has the commands of .ci/run in the same order.
func TestDocs_Checks(t *testing.T) {
	t.Parallel()
	run := submatches(ciCommand, readFile(t, ".ci/run"))
	_, table, _ := strings.Cut(readFile(t, "CONTRIBUTING.md"), "\n## Checks\n")
	table, _, _ = strings.Cut(table, "\n## ")
	var documented []string
	for _, row := range submatches(checkRow, table) {
		for _, command := range submatches(codeSpan, row) {
			if isCICommand.MatchString(command) {
				documented = append(documented, command)
			}
		}
	}
	if len(run) < 20 || !slices.Equal(run, documented) {
		t.Errorf("CONTRIBUTING.md has other checks than .ci/run:\n%q, want\n%q", documented, run)
	}
}

// TestChecks_Run checks that .ci/run runs each script with the name run below the folder conformance, directly or
// by another script. The folder foreign has scripts that need a checkout of an SDK.
func TestChecks_Run(t *testing.T) {
	t.Parallel()
	scripts := readFile(t, ".ci/run") + readFile(t, "conformance/contract/run")
	count := 0
	err := filepath.WalkDir("conformance", func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		switch {
		case entry.Name() == "node_modules" || path == "conformance/foreign":
			return filepath.SkipDir
		case entry.Name() == "run" && !entry.IsDir():
			count++
			if !strings.Contains(scripts, path) {
				t.Errorf(".ci/run does not run %s", path)
			}
		}
		return nil
	})
	if err != nil || count < 8 {
		t.Errorf("%d scripts, error %v", count, err)
	}
}
