// Package codec reads and writes the picture formats of the renderer.
//
// [Inspect] reads the header of a file and costs little. [Decode] checks the limits that the caller sets before it
// allocates anything of the size of the picture, and applies EXIF orientation. [Encode] writes a picture.
//
//	format | Inspect | Decode                       | Encode
//	jpg    | yes     | baseline, progressive, CMYK  | baseline, progressive, with colors of full resolution
//	png    | yes     | all, to 8 bits per sample    | yes
//	gif    | yes     | all frames, as full canvases | all frames
//	webp   | yes     | still pictures               | with package render/webp, which also decodes animations
//	avif   | yes     | with package render/avif     | with package render/avif
//	tiff   | yes     | first page                   | no
//	bmp    | yes     | without compression          | no
//	svg    | yes     | what package svg draws       | no
//
// Color profiles are kept or dropped; colors are not converted.
//
// Formats are recognized by their first bytes alone. Decoders that other packages register with package image are never
// used. The same file gives the same pixels on every machine, and the same pixels give the same file, with one version
// of Go: JPEG files are decoded and PNG and GIF files are written by the standard library.
package codec

import (
	"image"
	"time"
)

// Format is the name of a picture format, as the service writes it in the transformation f.
type Format string

// The formats that [Sniff] recognizes.
const (
	JPEG Format = "jpg"
	PNG  Format = "png"
	GIF  Format = "gif"
	WebP Format = "webp"
	AVIF Format = "avif"
	TIFF Format = "tiff"
	BMP  Format = "bmp"
	SVG  Format = "svg"
)

var mediaTypes = map[Format]string{
	JPEG: "image/jpeg", PNG: "image/png", GIF: "image/gif", WebP: "image/webp", AVIF: "image/avif", TIFF: "image/tiff",
	BMP: "image/bmp", SVG: "image/svg+xml",
}

// MediaType returns the media type of the format, such as image/jpeg. It is empty for an unknown format.
func (f Format) MediaType() string { return mediaTypes[f] }

// Config is what the header of a file says about the picture.
type Config struct {
	Format        Format
	Width, Height int // in pixels, after Orientation is applied
	// Orientation is that of EXIF, from 1 (as stored) to 8. It is 1 if the file has none.
	Orientation int
	// HasAlpha reports whether pixels can be transparent. Whether some are is known after decoding.
	HasAlpha bool
	// Frames is 1 for a still picture.
	Frames int
}

// Picture is a decoded picture, or one to encode.
type Picture struct {
	Config
	// Frames has at least one frame; all have the same size. The field of Config of this name is the number of frames
	// in the file, of which Decode may have been asked to decode only the first ones.
	Frames []Frame
	// LoopCount is how often an animation is repeated: 0 for ever, -1 not at all, and n > 0 n times, so that it is
	// shown n+1 times. It is the convention of package image/gif.
	LoopCount int
	Metadata  Metadata
}

// Frame is a picture of an animation, or the only one.
type Frame struct {
	// Image begins at 0, 0 and shows the whole canvas, with orientation applied. A decoded one is an *image.YCbCr, an
	// *image.Gray or an *image.NRGBA, or a *Drawing. Frames do not share memory.
	Image image.Image
	// Delay is the time for which an animation shows the frame. GIF files have it in hundredths of a second.
	Delay time.Duration
}

// Metadata is what a file has beside the pixels. Each is nil if the file has none, or one that cannot be read.
type Metadata struct {
	EXIF    []byte // a TIFF structure, without the prefix that it has in JPEG files
	XMP     []byte // an XML document
	Profile []byte // an ICC color profile
}
