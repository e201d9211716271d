// Package vectors holds the golden vectors, which can test an implementation in any language: one JSON file for each
// behaviour. README.md and vectors.schema.json describe the format.
package vectors

import "embed"

// Files holds the JSON files of this folder.
//
//go:embed *.json
var Files embed.FS
