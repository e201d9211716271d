package media

import (
	"io"

	"github.com/openimagekit/imagekit/gen/server"
)

// Metadata has the metadata of a file.
type Metadata struct {
	server.Metadata
	Corrupt bool // the file begins like a picture, but is damaged: see [isDamage]
}

// ReadMetadata returns the metadata of a file in the form of the service: its size in bytes, its format, and the
// properties that are read from its headers and pixels. It omits properties that are not known, or that cannot be read
// because the file is damaged.
//
// A picture has no perceptual hash if its pixels are not decoded: if the file is larger than 40 MB (2^20 bytes each),
// if the picture has more than 100 million pixels or a side of more than 65,535 pixels, which are the service's limits
// for pictures, or if decoding it takes more than 256 MB of memory, the size of 67 million pixels with 4 bytes each.
// Two pictures are decoded at a time; others wait.
//
// Assumed: the metadata of files that are neither images nor videos have only the format and the size. The width and
// height of an image are those of the stored pixels, regardless of its EXIF orientation.
func ReadMetadata(content *io.SectionReader, info Info) *Metadata {
	m := &Metadata{Metadata: server.Metadata{Size: new(content.Size()), Format: &info.Format}}
	if v := ReadVideo(content, info); v != nil {
		m.Width, m.Height, m.Duration, m.BitRate = v.Width, v.Height, v.Duration, v.BitRate
		m.AudioCodec, m.VideoCodec = v.AudioCodec, v.VideoCodec
	}
	i := info.Image
	if i == nil {
		m.Corrupt = hasDamagedHeader(content, info.MediaType)
		return m
	}
	m.Width, m.Height = new(int64(i.Width)), new(int64(i.Height))
	m.HasTransparency = &i.Alpha
	m.Quality = new(0.0) // which means unknown
	c := readContainer(content, i.Format)
	m.Density, m.HasColorProfile, m.EXIF = new(c.dpi()), &c.profile, c.exif.model()
	m.Corrupt = isDamage(content, addPixels(&m.Metadata, content, i.Format))
	return m
}
