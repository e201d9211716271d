package imagekit_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// apiColumn is the column with names of this module in the tables of each document, counted from 1.
var apiColumn = map[string]int{"README.md": 2, "docs/migration-go.md": 3, "docs/migration-node.md": 3}

var goName = regexp.MustCompile("`((?:[a-z]+\\.)?[A-Z]\\w*)(?:\\(\\)\\.(\\w+))?`")

// TestDocs_Names checks that the names of this module in the tables of apiColumn exist.
func TestDocs_Names(t *testing.T) {
	t.Parallel()
	var listings strings.Builder
	for _, name := range glob(t, "docs/api/*.txt") {
		listings.WriteString(readFile(t, name))
	}
	exported := regexp.MustCompile(`\w+`).FindAllString(listings.String(), -1)
	slices.Sort(exported)
	for document, column := range apiColumn {
		names := namesOfColumn(readFile(t, document), column)
		if len(names) < 30 {
			t.Errorf("%s: found only %d names", document, len(names))
		}
		for _, name := range names {
			if _, ok := slices.BinarySearch(exported, name); !ok && !strings.HasPrefix(name, "IMAGEKIT_") {
				t.Errorf("%s: there is no exported name %s", document, name)
			}
		}
	}
}

// namesOfColumn returns the Go names in a column of the tables of a document, without their packages.
func namesOfColumn(text string, column int) (names []string) {
	for line := range strings.Lines(text) {
		cells := strings.Split(line, "|")
		if !strings.HasPrefix(line, "| ") || len(cells) <= column+1 {
			continue
		}
		for _, found := range goName.FindAllStringSubmatch(cells[column], -1) {
			name := found[1][strings.LastIndexByte(found[1], '.')+1:]
			names = append(names, name)
			if found[2] != "" {
				names = append(names, found[2])
			}
		}
	}
	return names
}

var operationCount = regexp.MustCompile(`all (\d+)\s+operations`)

// TestDocs_OperationCount checks the number of operations that documents mention.
func TestDocs_OperationCount(t *testing.T) {
	t.Parallel()
	paths, _, _ := strings.Cut(readFile(t, "openapi.yaml"), "\nwebhooks:\n")
	want := strconv.Itoa(strings.Count(paths, "\n      operationId: "))
	count := 0
	for document, text := range documents(t) {
		for _, got := range submatches(operationCount, strings.ToLower(text)) {
			count++
			if got != want {
				t.Errorf("%s: %s operations, want %s", document, got, want)
			}
		}
	}
	if count < 2 {
		t.Errorf("only %d documents mention the number of operations", count)
	}
}
