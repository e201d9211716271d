package media

import "io"

// ReadHeaders lets every reader that is written here read the content, whatever its format: it decodes no pixels and
// calls no code of other modules.
func ReadHeaders(content *io.SectionReader, format string) {
	readContainer(content, format).exif.model()
	readSVG(io.NewSectionReader(content, 0, content.Size()))
	ReadVideo(content, Info{MediaType: "video/mp4"})
}
