package library

import (
	"crypto/sha256"
	"path"
	"strings"
)

// suffixAlphabet has characters that every name can have.
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

// folderPath returns the path of a folder that should exist in the form in which paths are stored. Names in it are not
// cleaned, so that a folder is not found under a name that it cannot have.
func folderPath(p string) string { return path.Clean("/" + p) }

// isDots reports whether a name consists of dots, which are no name in a path.
func isDots(name string) bool { return strings.Trim(name, ".") == "" }
