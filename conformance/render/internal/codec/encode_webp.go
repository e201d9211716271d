package codec

import (
	"encoding/binary"

	"github.com/openimagekit/imagekit/conformance/internal/chunk"
)

// Flags of metadata in the chunk VP8X.
const (
	webpXMP     = 0x04
	webpEXIF    = 0x08
	webpProfile = 0x20
)

// addWebPMetadata adds metadata to a still picture, in the order of chunks that the format asks for.
func addWebPMetadata(file []byte, meta Metadata) []byte {
	if meta.EXIF == nil && meta.XMP == nil && meta.Profile == nil {
		return file
	}
	h, err := inspectWebP(file)
	if err != nil {
		return file
	}
	var bitmap []byte
	for kind, body := range chunk.Walk(section(file), 12, chunk.RIFF) {
		switch kind {
		case "ALPH", "VP8 ", "VP8L":
			bitmap = append(bitmap, riffChunk(kind, content(body))...)
		}
	}
	b := vp8x(h, meta)
	b = append(b, riffChunk("ICCP", meta.Profile)...)
	b = append(b, bitmap...)
	b = append(b, riffChunk("EXIF", meta.EXIF)...)
	b = append(b, riffChunk("XMP ", meta.XMP)...)
	return riffChunk("RIFF", append([]byte("WEBP"), b...))
}

// vp8x returns the header of a file with metadata: flags, three reserved bytes, and the size less one.
func vp8x(h *header, meta Metadata) []byte {
	var flags byte
	for flag, present := range map[byte]bool{
		webpAlpha: h.HasAlpha, webpEXIF: meta.EXIF != nil, webpXMP: meta.XMP != nil, webpProfile: meta.Profile != nil,
	} {
		if present {
			flags |= flag
		}
	}
	w, ht := h.Width-1, h.Height-1
	return riffChunk("VP8X", []byte{
		flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(ht), byte(ht >> 8), byte(ht >> 16),
	})
}

// riffChunk returns nil if there is no content. A zero follows content of an odd length.
func riffChunk(kind string, content []byte) []byte {
	if content == nil {
		return nil
	}
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(content)))
	b = append(b, content...)
	if len(content)%2 != 0 {
		b = append(b, 0)
	}
	return b
}
