package store

import "fmt"

// The record with the version of the format of all records. A backend gets it with the first change.
const (
	formatKind    = "format"
	formatKey     = "version"
	formatVersion = "1"
)

// formatChecker checks that the records of a backend have the format of this package. Records of another format could
// be decoded, but fields with other names would silently be empty, and bytes that the records name would be deleted.
type formatChecker struct {
	version    string // of the format; empty if there is no record of it
	hasRecords bool   // there are other records
}

// see checks a record. It returns true for the record of the format.
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
