package store

import "fmt"

// The record that says in which format all others are. A store gets it with its first change.
const (
	formatKind    = "format"
	formatKey     = "version"
	formatVersion = "1"
)

// formatChecker finds out whether the records of a backend are in the format of this package. Records of another format
// could be read, but fields that have other names there would silently be empty, and bytes that they name deleted.
type formatChecker struct {
	version    string // of the format; empty if no record says it
	hasRecords bool   // there are records besides
}

// see returns true for a record that is about the format.
func (c *formatChecker) see(kind, key string, value []byte) bool {
	if kind == formatKind && key == formatKey {
		c.version = string(value)
		return true
	}
	c.hasRecords = true
	return false
}

// check returns an error for another format.
func (c *formatChecker) check() error {
	switch {
	case c.version == formatVersion, c.version == "" && !c.hasRecords:
		return nil
	case c.version == "":
		return fmt.Errorf("the store was written by an earlier version of the mock server: it has records "+
			"without the version of their format, which must be %s", formatVersion)
	default:
		return fmt.Errorf("the store was written by another version of the mock server: its format is %s, not %s",
			c.version, formatVersion)
	}
}
