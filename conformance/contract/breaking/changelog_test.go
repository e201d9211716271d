package main

import (
	"slices"
	"strings"
	"testing"
)

// TestChangelog checks the version of openapi.yaml and its changelog. Unlike make contract, it does not need oasdiff,
// and therefore cannot check whether a change is breaking.
func TestChangelog(t *testing.T) {
	t.Parallel()
	f, err := readFiles("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range f.versionProblems(false) {
		t.Error(problem)
	}
}

func TestParseChangelog(t *testing.T) {
	t.Parallel()
	got := parseChangelog(`# Changelog

- not an entry of a version

## [Unreleased]

### Added

- One,
  on two lines.
- Two.

## [0.2.0] - 2026-12-24

- Three.

## [0.1.0]
`)
	want := changelog{"Unreleased": {"", 2}, "0.2.0": {"2026-12-24", 1}, "0.1.0": {"", 0}}
	if len(got) != len(want) {
		t.Errorf("sections %v, want %v", got, want)
	}
	for version, section := range want {
		if got[version] != section {
			t.Errorf("section %s is %v, want %v", version, got[version], section)
		}
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	if v, err := parseVersion("1.20.3"); err != nil || v != (version{1, 20, 3}) {
		t.Errorf("1.20.3: %v, %v", v, err)
	}
	for _, text := range []string{"", "1", "1.2", "v1.2.3", "1.2.3-rc.1", "1.2.3.4", "01.2.3", "1.2.-3", "a.b.c"} {
		if v, err := parseVersion(text); err == nil {
			t.Errorf("%q: %v", text, v)
		}
	}
}

// documentOf returns a document with a version and a title.
func documentOf(version, title string) node {
	return node{"info": node{"version": version, "title": title}}
}

func TestFiles_VersionProblems(t *testing.T) {
	t.Parallel()
	entry := changelog{unreleased: {entries: 1}}
	for _, test := range []struct {
		name                string
		base, version       string
		isChanged, breaking bool
		changelog           changelog
		want                string // part of the only problem, or "" if there is none
	}{
		{"unchanged", "1.2.0", "1.2.0", false, false, changelog{"1.2.0": {"2026-11-30", 1}}, ""},
		{"unchanged, without a section", "1.2.0", "1.2.0", false, false, changelog{"1.1.0": {}}, "no section [1.2.0]"},
		{"changed, with an entry", "1.2.0", "1.2.0", true, false, entry, ""},
		{"changed, without an entry", "1.2.0", "1.2.0", true, false, changelog{unreleased: {}}, "no entry"},
		{"changed, with a higher version", "1.2.0", "1.3.0", true, false, changelog{unreleased: {}}, ""},
		{"higher, without a section", "1.2.0", "1.3.0", true, false, changelog{"1.2.0": {}}, "no section [1.3.0]"},
		{"lower version", "1.2.0", "1.1.9", true, false, entry, "is lower"},
		{"breaking, in the same version", "1.2.0", "1.2.0", true, true, entry, "must not have"},
		{"breaking, in a minor version", "1.2.0", "1.3.0", true, true, entry, "must not have"},
		{"breaking, in a major version", "1.2.0", "2.0.0", true, true, entry, ""},
		{"breaking, in a patch of 0.x", "0.2.0", "0.2.1", true, true, entry, "must not have"},
		{"breaking, in a minor version of 0.x", "0.2.0", "0.3.0", true, true, entry, ""},
		{"breaking, in version 1", "0.2.0", "1.0.0", true, true, entry, ""},
		{"not a version", "0.2.0", "next", true, false, entry, "openapi.yaml"},
		{"not a version of the baseline", "none", "0.2.0", true, false, entry, "baseline.json"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := &files{
				baseline: documentOf(test.base, "API"), document: documentOf(test.version, "API"),
				changelog: test.changelog,
			}
			if test.isChanged {
				f.document = documentOf(test.version, "The API")
			}
			assertProblems(t, f.versionProblems(test.breaking), test.want)
		})
	}
}

// assertProblems checks that there is one problem with a text in it, or none if the text is empty.
func assertProblems(t *testing.T, got []string, want ...string) {
	t.Helper()
	want = slices.DeleteFunc(want, func(s string) bool { return s == "" })
	if len(got) != len(want) {
		t.Fatalf("problems %q, want %q", got, want)
	}
	for i := range got {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("problem %q, want %q in it", got[i], want[i])
		}
	}
}
