// Package avif makes package render write and read AVIF. Programs import it for its effect:
//
//	import _ "github.com/openimagekit/imagekit/conformance/render/avif"
//
// The codec is libavif with libaom as WebAssembly. It works in programs that are built with
//
//	go build -tags nodynamic
//
// Without the tag, encoding and decoding fail with an error that names it: the Go package with the WebAssembly would
// open a library of the operating system when the program starts. So no program opens one, and the same picture becomes
// the same file on every machine.
//
// The first encoding takes about two seconds more and the first decoding half a second, in which a module is compiled.
package avif
