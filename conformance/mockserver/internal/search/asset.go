package search

import "time"

// Type is the kind of an asset.
type Type uint8

// The types of assets.
const (
	File        Type = iota
	FileVersion      // an older version of a file
	Folder
)

var typeNames = [...]string{File: "file", FileVersion: "file-version", Folder: "folder"}

// String returns the name of the type in queries.
func (t Type) String() string { return typeNames[t] }

// Asset has the properties of a file, a file version or a folder that queries can use. Queries do not change its lists
// and maps.
type Asset struct {
	Type Type
	ID   string // of the file or the folder
	Name string
	// path of the parent folder: / for the root, otherwise without a trailing slash
	Folder               string
	CreatedAt, UpdatedAt time.Time
	CreatedBy            string         // an email address
	CustomMetadata       map[string]any // of string, float64, bool, and []any of these; dates are strings

	// Folders have none of the following.

	Format                          string // jpg, png and so on
	Mime                            string // for checks only
	Size                            int64  // bytes
	Width, Height                   int    // pixels; 0 if the file is not an image
	Private, Published, Transparent bool   // Transparent: an image with an alpha channel
	Tags, AITags                    []string
	Keywords                        []string
	TakenAt                         time.Time // zero if unknown
	Location                        *Point    // nil if unknown
}

// scope is the set of assets that can have a field.
type scope uint8

const (
	everything scope = iota
	files
	images
)

// covers reports whether an asset can have a field of this scope. An image is a file with a known width.
func (s scope) covers(a *Asset) bool {
	return s == everything || a.Type != Folder && (s == files || a.Width > 0)
}
