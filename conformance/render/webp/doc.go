// Package webp makes package render write WebP, and read animated WebP. Programs import it for its effect:
//
//	import _ "github.com/openimagekit/imagekit/conformance/render/webp"
//
// The encoder is libwebp as WebAssembly. It works in programs that are built with
//
//	go build -tags nodynamic
//
// Without the tag, encoding fails with an error that names it: the Go package with the WebAssembly would open a library
// of the operating system when the program starts. So no program opens one, and the same picture becomes the same file
// on every machine.
//
// The first use takes about half a second, in which the module is compiled.
package webp
