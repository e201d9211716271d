package mockserver

import (
	"bytes"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// ReadAll does with the bytes of a file all that an upload and the questions about it do.
func ReadAll(content []byte, name string) error {
	b := store.NewMemoryBlob(content)
	mediaType, info, err := inspect(b, name)
	if err != nil {
		return err
	}
	v := &version{Blob: b, Mime: mediaType, Image: info}
	readMetadata(v, readVideo(v))
	readEmbedded(v)
	return nil
}

// ReadHeaders does the same, without decoding pixels and without other people's code.
func ReadHeaders(content []byte, format string) {
	v := &version{Blob: store.NewMemoryBlob(content), Mime: "video/mp4"}
	if f, err := sectionOf(v.Blob); err == nil {
		readContainer(f.SectionReader, format).exif.model()
		svgInfo(f.SectionReader)
	}
	readVideo(v)
}

// Inspect stores a file and returns what an upload does with it then, and what removes it.
func Inspect(content []byte) (inspectAgain, remove func() error, err error) {
	files, closeFiles := store.NewMemoryBlobs()
	b, err := files.Read(bytes.NewReader(content))
	return func() error { _, _, err := inspect(b, "upload.bin"); return err }, closeFiles, err
}
