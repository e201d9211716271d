package codec

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"

	"github.com/openimagekit/imagekit/conformance/internal/chunk"
)

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	// deflateRatio is how many bytes one compressed byte can stand for, at most.
	deflateRatio = 1032
	// maxProfile bounds the color profile that a PNG file has compressed, in bytes.
	maxProfile = 4 << 20
	// pngXMPPrefix begins a text chunk with XMP that is not compressed and has no language.
	pngXMPPrefix = "XML:com.adobe.xmp\x00\x00\x00\x00\x00"
)

// Color types of PNG.
const (
	pngGray      = 0
	pngColor     = 2
	pngPalette   = 3
	pngGrayAlpha = 4
	pngAlpha     = 6
)

var pngSamples = map[byte]int64{pngGray: 1, pngColor: 3, pngPalette: 1, pngGrayAlpha: 2, pngAlpha: 4}

func inspectPNG(data []byte) (*header, error) {
	const start, length = len(pngSignature) + 8, 13
	if len(data) < start+length || string(data[start-4:start]) != "IHDR" {
		return nil, errors.New("the header is missing")
	}
	ihdr := data[start : start+length]
	width, height := binary.BigEndian.Uint32(ihdr), binary.BigEndian.Uint32(ihdr[4:])
	depth, kind, interlaced := ihdr[8], ihdr[9], ihdr[12] != 0
	if width > 1<<31-1 || height > 1<<31-1 {
		return nil, errors.New("the size is not valid")
	}
	h := &header{Config: Config{Width: int(width), Height: int(height), HasAlpha: kind&4 != 0}}
	for kind, body := range chunk.Walk(section(data), int64(len(pngSignature)), chunk.PNG) {
		h.addPNG(kind, body)
	}
	h.perPixel = pngBytesPerPixel(depth, kind, h.HasAlpha, interlaced)
	row := (float64(width)*float64(depth)*float64(pngSamples[kind]) + 7) / 8
	h.minSize = int64(row * float64(height) / deflateRatio)
	return h, nil
}

// pngBytesPerPixel counts the decoded picture, half of it for the largest part of interlaced pixels, and its conversion
// to 8 bits per sample.
func pngBytesPerPixel(depth, kind byte, alpha, interlaced bool) float64 {
	decoded, converted := 4.0, 0.0
	switch {
	case kind == pngPalette:
		decoded, converted = 1, 4
	case kind == pngGray && !alpha:
		decoded = 1
	}
	if depth == 16 {
		decoded, converted = 2*decoded, decoded
	}
	if interlaced {
		decoded *= 1.5
	}
	return decoded + converted
}

func (h *header) addPNG(kind string, body *io.SectionReader) {
	switch kind {
	case "tRNS":
		h.HasAlpha = true
	case "eXIf":
		h.meta.EXIF = bytes.TrimPrefix(content(body), []byte(exifPrefix))
	case "iTXt":
		if xmp, found := bytes.CutPrefix(content(body), []byte(pngXMPPrefix)); found {
			h.meta.XMP = xmp
		}
	case "iCCP": // a name, which ends with a zero, the method, and the compressed profile
		if _, rest, found := bytes.Cut(content(body), []byte{0}); found && len(rest) > 1 {
			h.deflatedProfile = rest[1:]
		}
	}
}

// inflateProfile returns nil for a profile that is damaged or too large.
func inflateProfile(deflated []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(deflated))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil || len(profile) > maxProfile {
		return nil
	}
	return profile
}
