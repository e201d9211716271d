// Package names knows what the service makes of names that it is given.
package names

import (
	"strings"
	"unicode"
)

// File returns the name that a file gets: letters, marks and digits of any language stay, and dots and hyphens;
// everything else becomes _.
func File(name string) string { return clean(name, ".-") }

// FolderName returns the name that a folder gets; a dot becomes _ as well.
func FolderName(name string) string { return clean(name, "-") }

// Folder returns the path that a folder gets: with a slash in front, without one at the end, / for the root.
func Folder(path string) string {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for i, part := range parts {
		parts[i] = FolderName(part)
	}
	return "/" + strings.Join(parts, "/")
}

func clean(name, extra string) string {
	return strings.Map(func(r rune) rune {
		isLetter := unicode.In(r, unicode.L, unicode.M, unicode.N) && r != unicode.ReplacementChar
		if isLetter || strings.ContainsRune(extra, r) {
			return r
		}
		return '_'
	}, name)
}
