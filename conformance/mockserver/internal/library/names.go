package library

import (
	"crypto/sha256"
	"path"
	"strings"
)

// suffixAlphabet has what names may have in any case.
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

// folderPath brings the path of a folder that should exist into the form in which it is stored. It is not cleaned: a
// name that cannot exist should not be found.
func folderPath(p string) string { return path.Clean("/" + p) }

// isDots reports whether a name would climb in a path.
func isDots(name string) bool { return strings.Trim(name, ".") == "" }
