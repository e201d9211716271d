// Package vectors embeds the golden vectors, which test implementations in any language. Each JSON file tests one
// behaviour. README.md and vectors.schema.json describe the format.
package vectors

import "embed"

// Files contains the JSON files of this folder.
//
//go:embed *.json
var Files embed.FS
