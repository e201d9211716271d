package media

import "io"

// ReadHeaders calls the parsers of this package with a content of any format. It does not decode pixels or call code of
// other modules.
func ReadHeaders(content *io.SectionReader, format string) {
	readContainer(content, format).exif.model()
	readSVG(io.NewSectionReader(content, 0, content.Size()))
	ReadVideo(content, Info{MediaType: "video/mp4"})
}
