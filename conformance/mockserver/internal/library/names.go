package library

import (
	"crypto/sha256"
	"path"
	"slices"
	"strings"
)

// suffixAlphabet has the characters of suffixes, which every name can contain.
const suffixAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// withSuffix makes a name unique: coffee.png becomes coffee_a1B2c3D4e.png. Equal ids give equal suffixes.
func withSuffix(name, id string) string {
	sum := sha256.Sum256([]byte(id))
	suffix := make([]byte, 9)
	for i := range suffix {
		suffix[i] = suffixAlphabet[int(sum[i])%len(suffixAlphabet)]
	}
	extension := path.Ext(name)
	return strings.TrimSuffix(name, extension) + "_" + string(suffix) + extension
}

// folderPath returns the path of an existing file or folder in the form in which paths are stored. It does not clean
// names, so that a name that no file can have, such as a dot, does not match any file.
func folderPath(p string) string { return "/" + strings.Join(segments(p), "/") }

// segments returns the names in a path.
func segments(p string) []string {
	return strings.FieldsFunc(p, func(r rune) bool { return r == '/' })
}

// hasDotSegment reports whether a name in a path is . or .., which would lead to another folder.
func hasDotSegment(p string) bool {
	return slices.ContainsFunc(segments(p), func(name string) bool { return name == "." || name == ".." })
}

// isDots reports whether a name consists of dots only. A file or folder cannot have this name.
func isDots(name string) bool { return strings.Trim(name, ".") == "" }
