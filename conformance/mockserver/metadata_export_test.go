package mockserver

import "bytes"

// ReadAll does with the bytes of a file all that an upload and the questions about it do.
func ReadAll(content []byte, name string) error {
	b := &blob{memory: content, Size: int64(len(content))}
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
	v := &version{Blob: &blob{memory: content, Size: int64(len(content))}, Mime: "video/mp4"}
	if f, err := v.Blob.section(); err == nil {
		readContainer(f.SectionReader, format).exif.model()
		svgInfo(f.SectionReader)
	}
	readVideo(v)
}

// Inspect stores a file and returns what an upload does with it then, and what removes it.
func Inspect(content []byte) (inspectAgain, remove func() error, err error) {
	files := &blobs{}
	b, err := files.read(bytes.NewReader(content))
	return func() error { _, _, err := inspect(b, "upload.bin"); return err }, files.close, err
}
