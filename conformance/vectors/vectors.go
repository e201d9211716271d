// Package vectors holds the golden vectors that any implementation, in any language, can be tested against: one JSON
// file per behaviour, described in README.md and vectors.schema.json.
package vectors

import "embed"

// Files holds the JSON files of this folder.
//
//go:embed *.json
var Files embed.FS
