// Package media tells what the bytes of an uploaded file say about it: its media type, the size of an image or a
// drawing, the headers of a video, its EXIF data, its embedded metadata (EXIF, IPTC and XMP), its density, color
// profile and perceptual hash.
//
// [Inspect] reads what every upload needs and costs little. [ReadVideo], [ReadEmbedded] and [ReadMetadata] read the
// rest when it is asked for. All of them accept damaged and hostile files: they bound what they read, decode and
// allocate, and leave out what cannot be read.
//
// The package knows nothing of HTTP and of the library in which files are stored. It may import the models of
// gen/server, which are the form of what it returns, and libraries that decode images and metadata.
package media
