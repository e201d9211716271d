package media

import (
	"io"

	"github.com/openimagekit/imagekit/gen/server"
)

// ReadMetadata returns what is inside a file, as the service tells it: size in bytes, format, and what its headers and
// pixels say. What is not known is left out, and a damaged file has what can be read. An image of more than 67 million
// pixels (2^26) is not decoded and has no perceptual hash.
//
// Assumed: files that are neither images nor videos have metadata too, with format and size alone. Width and height of
// an image are those of the stored pixels, whatever its EXIF orientation says: the names of the fields are those of the
// sharp library, whose metadata are so.
func ReadMetadata(content *io.SectionReader, info Info) *server.Metadata {
	m := &server.Metadata{Size: new(content.Size()), Format: &info.Format}
	if v := ReadVideo(content, info); v != nil {
		m.Width, m.Height, m.Duration, m.BitRate = v.Width, v.Height, v.Duration, v.BitRate
		m.AudioCodec, m.VideoCodec = v.AudioCodec, v.VideoCodec
	}
	if i := info.Image; i != nil {
		m.Width, m.Height = new(int64(i.Width)), new(int64(i.Height))
		m.HasTransparency = &i.Alpha
		m.Quality = new(0.0) // unknown, in the service's words
		c := readContainer(content, i.Format)
		m.Density, m.HasColorProfile, m.EXIF = new(c.dpi()), &c.profile, c.exif.model()
		if i.pixels() <= maxPixels {
			addPixels(m, content, i.Format)
		}
	}
	return m
}
