package search

import "time"

// Type is the kind of an asset.
type Type uint8

// The types, as the field type has them.
const (
	File        Type = iota
	FileVersion      // of a file that has a newer one
	Folder
)

var typeNames = [...]string{File: "file", FileVersion: "file-version", Folder: "folder"}

// String returns the type as queries have it.
func (t Type) String() string { return typeNames[t] }

// Asset is what queries can ask about a file, an older version of one, or a folder. Lists and maps are only read.
type Asset struct {
	Type Type
	ID   string // of the file or the folder
	Name string
	// the path of the folder that it lies in: / for the root, else without a slash at the end
	Folder               string
	CreatedAt, UpdatedAt time.Time
	CreatedBy            string         // an email address
	CustomMetadata       map[string]any // of string, float64, bool, and []any of these; dates are strings

	// Folders have none of the following.

	Format                          string // jpg, png and so on
	Mime                            string // for checks only
	Size                            int64  // bytes
	Width, Height                   int    // pixels; 0 if it is no image
	Private, Published, Transparent bool   // Transparent: an image with an alpha channel
	Tags, AITags                    []string
	Keywords                        []string
	TakenAt                         time.Time // zero if unknown
	Location                        *Point    // nil if unknown
}

// scope is what kind of assets a field belongs to.
type scope uint8

const (
	everything scope = iota
	files
	images
)

// covers reports whether an asset can have a field of this scope.
//
// Width, height and transparency are asked of images only, which are files with a known size here.
func (s scope) covers(a *Asset) bool {
	return s == everything || a.Type != Folder && (s == files || a.Width > 0)
}
