package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

// changelog has the sections of a changelog, by version.
type changelog map[string]section

// section is the section of a version.
type section struct {
	date    string // such as 2026-11-30; "" if there is none
	entries int
}

const unreleased = "Unreleased"

var sectionHeading = regexp.MustCompile(`^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$`)

// parseChangelog parses a text in the format of Keep a Changelog.
func parseChangelog(text string) changelog {
	all, version := changelog{}, ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if heading := sectionHeading.FindStringSubmatch(line); heading != nil {
			version = heading[1]
			all[version] = section{date: heading[2]}
		} else if version != "" && strings.HasPrefix(line, "- ") {
			s := all[version]
			s.entries++
			all[version] = s
		}
	}
	return all
}

// version is a semantic version without a pre-release.
type version struct{ major, minor, patch int }

var versionText = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)

func parseVersion(text string) (v version, err error) {
	if !versionText.MatchString(text) {
		return v, fmt.Errorf("%q is not a version such as 1.2.3", text)
	}
	_, err = fmt.Sscanf(text, "%d.%d.%d", &v.major, &v.minor, &v.patch)
	return v, err
}

func (v version) String() string { return fmt.Sprintf("%d.%d.%d", v.major, v.minor, v.patch) }

func (v version) compare(w version) int {
	return cmp.Or(cmp.Compare(v.major, w.major), cmp.Compare(v.minor, w.minor), cmp.Compare(v.patch, w.patch))
}

// allowsBreaking reports whether a document with version v may have breaking changes since version base. While the
// major version is 0, a new minor version is enough.
func (v version) allowsBreaking(base version) bool {
	return v.major > base.major || v.major == 0 && base.major == 0 && v.minor > base.minor
}

// versionProblems checks the version of the document and the changelog. isBreaking means that the document has breaking
// changes since the baseline.
func (f *files) versionProblems(isBreaking bool) (lines []string) {
	now, err := parseVersion(versionOf(f.document))
	if err != nil {
		return []string{"openapi.yaml: " + err.Error()}
	}
	base, err := parseVersion(versionOf(f.baseline))
	if err != nil {
		return []string{"baseline.json: " + err.Error()}
	}
	pending, isPending := f.changelog[unreleased]
	if _, ok := f.changelog[now.String()]; !ok && !isPending {
		lines = append(lines, fmt.Sprintf("docs/openapi/CHANGELOG.md has no section [%s] or [%s]", now, unreleased))
	}
	switch order := now.compare(base); {
	case order < 0:
		lines = append(lines, fmt.Sprintf("openapi.yaml has version %s, which is lower than that of the baseline, %s",
			now, base))
	case isBreaking && !now.allowsBreaking(base):
		lines = append(lines, fmt.Sprintf(
			"openapi.yaml has breaking changes since version %s, which version %s must not have", base, now))
	case order == 0 && f.differs() && pending.entries == 0:
		lines = append(lines, "openapi.yaml has changed, but docs/openapi/CHANGELOG.md has no entry under "+unreleased)
	}
	return lines
}
