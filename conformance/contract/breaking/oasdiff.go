package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/go-json-experiment/json"
)

// levels lists kinds of changes whose level differs from oasdiff's default. Removed properties and headers of responses
// are breaking, although all of them are optional: a client may need them. So are operation ids and schemas, from which
// generators make names, changed defaults of requests, and what is removed after it was deprecated. New enum values and
// new alternatives in responses are not breaking: the document says that they may appear at any time.
//
//go:embed levels.txt
var levels []byte

// finding is a change that oasdiff has found.
type finding struct {
	Text      string `json:"text"`
	Level     int    `json:"level"`
	Operation string `json:"operation"` // method
	Path      string `json:"path"`
}

const levelWarning = 2 // errors have level 3, other changes 1

// breakingChanges returns the breaking changes between two documents, sorted and without duplicates. Each is a line
// such as "GET /v1/files: removed the enum value `all` ...". program is the path of oasdiff.
func breakingChanges(ctx context.Context, program string, baseline, document node) ([]string, error) {
	if program == "" {
		return nil, errors.New("the environment variable OASDIFF is not set: run make contract")
	}
	folder, err := os.MkdirTemp("", "breaking")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	names := []string{filepath.Join(folder, "baseline.json"), filepath.Join(folder, "openapi.json")}
	for i, d := range []node{baseline, document} {
		data, err := json.Marshal(forComparison(d))
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(names[i], data, 0o600); err != nil {
			return nil, err
		}
	}
	levelsFile := filepath.Join(folder, "levels.txt")
	if err := os.WriteFile(levelsFile, levels, 0o600); err != nil {
		return nil, err
	}
	// Without --flatten-allof, oasdiff reports a changed const inside allOf only as a warning.
	command := exec.CommandContext(ctx, program, "breaking", names[0], names[1], "--flatten-allof",
		"--severity-levels", levelsFile, "--format", "json")
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("oasdiff: %w", err)
	}
	return parseFindings(output)
}

// parseFindings converts the output of oasdiff to lines.
func parseFindings(output []byte) ([]string, error) {
	var findings []finding
	if err := json.Unmarshal(output, &findings); err != nil {
		return nil, fmt.Errorf("output of oasdiff: %w", err)
	}
	var lines []string
	for _, f := range findings {
		if f.Level >= levelWarning {
			lines = append(lines, place(f.Operation, f.Path)+": "+f.Text)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}
