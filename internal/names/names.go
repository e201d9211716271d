// Package names returns the names and paths under which the service stores files and folders. Version 1 of the API
// replaces characters ([File], [FolderName], [Folder]); version 2 of uploads and the legacy paths below /v2 keep them
// ([KeptName], [KeptFolder]).
package names

import (
	"strings"
	"unicode"
)

// File returns the name under which version 1 stores a file. It keeps letters, marks and numbers of any language, dots
// and hyphens, and replaces all other characters by _.
func File(name string) string { return clean(name, ".-") }

// FolderName returns the name under which version 1 stores a folder. Unlike [File], it also replaces dots by _.
func FolderName(name string) string { return clean(name, "-") }

// Folder returns the path under which version 1 stores a folder: with a slash at the beginning and none at the end, or
// / for the root.
func Folder(path string) string { return folder(path, FolderName) }

// KeptName returns the name of a file or a folder where characters are kept. It replaces only characters that cannot be
// in a segment of a path or URL by _: slashes, control characters, bytes that are not UTF-8, and the dots of a name
// that consists of dots only.
func KeptName(name string) string {
	if strings.Trim(name, ".") == "" {
		return strings.Repeat("_", len(name))
	}
	return strings.Map(func(r rune) rune {
		if r == '/' || r == unicode.ReplacementChar || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, name)
}

// KeptFolder returns the path of a folder where characters are kept, in the form of [Folder].
func KeptFolder(path string) string { return folder(path, KeptName) }

// folder cleans each segment of a path.
func folder(path string, clean func(string) string) string {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for i, part := range parts {
		parts[i] = clean(part)
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
