// Package media reads properties of uploaded files from their bytes: the media type, the size of an image or a drawing,
// the headers of a video, EXIF data, embedded metadata (EXIF, IPTC and XMP), the density, the color profile and the
// perceptual hash.
//
// [Inspect] is fast and reads what every upload needs. [ReadVideo], [ReadEmbedded] and [ReadMetadata] read the rest
// when it is requested. All of them accept damaged and malicious files: they limit what they read, decode and allocate,
// and omit what cannot be read.
//
// The package does not depend on HTTP or on the library in which files are stored. It may import the models of
// gen/server, which it returns, and libraries that decode images and metadata.
package media
