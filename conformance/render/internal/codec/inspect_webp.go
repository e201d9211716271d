package codec

import (
	"bytes"
	"errors"

	"github.com/openimagekit/imagekit/conformance/internal/chunk"
)

// Flags of a WebP file in the chunk VP8X.
const (
	webpAnimated = 0x02
	webpAlpha    = 0x10
)

// inspectWebP reads the size of the canvas if there is one, and of the first bitmap otherwise. The decoder refuses a
// bitmap of another size than the canvas.
func inspectWebP(data []byte) (*header, error) {
	h := &header{perPixel: 2}
	frames := 0
	for kind, body := range chunk.Walk(section(data), 12, chunk.RIFF) {
		switch kind {
		case "VP8X":
			h.addVP8X(chunk.ReadAt(body, 0, 10))
		case "VP8 ":
			h.addVP8(chunk.ReadAt(body, 0, 10))
		case "VP8L":
			h.addVP8L(chunk.ReadAt(body, 0, 5))
		case "ANIM":
			h.addANIM(chunk.ReadAt(body, 0, 6))
		case "ANMF":
			frames++
		case "ICCP":
			h.meta.Profile = content(body)
		case "EXIF":
			h.meta.EXIF = bytes.TrimPrefix(content(body), []byte(exifPrefix))
		case "XMP ":
			h.meta.XMP = content(body)
		}
	}
	if h.Width == 0 {
		return nil, errors.New("the header is missing")
	}
	if h.animated {
		h.Frames, h.perPixel = frames, 3*4 // the canvas inside of the codec, a copy of it, and its conversion
	}
	return h, nil
}

// addVP8X counts the alpha samples too, which are stored like a lossless bitmap, and the conversion of both.
func (h *header) addVP8X(b []byte) {
	if b == nil {
		return
	}
	h.HasAlpha, h.animated = b[0]&webpAlpha != 0, b[0]&webpAnimated != 0
	h.Width, h.Height = 1+littleEndian24(b[4:]), 1+littleEndian24(b[7:])
	if h.HasAlpha {
		h.perPixel = 2 + 8 + 4
	}
}

// addANIM reads how often an animation is shown, where 0 means for ever.
func (h *header) addANIM(b []byte) {
	if b == nil {
		return
	}
	if shown := int(b[4]) | int(b[5])<<8; shown > 1 {
		h.loopCount = shown - 1
	} else if shown == 1 {
		h.loopCount = -1
	}
}

func littleEndian24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func (h *header) addVP8(b []byte) {
	if b == nil || h.Width != 0 {
		return
	}
	h.Width, h.Height = (int(b[6])|int(b[7])<<8)&0x3fff, (int(b[8])|int(b[9])<<8)&0x3fff
}

// addVP8L counts two copies: one is transformed into the other.
func (h *header) addVP8L(b []byte) {
	if b == nil {
		return
	}
	h.perPixel = 8
	if h.Width != 0 {
		return
	}
	bits := uint32(b[1]) | uint32(b[2])<<8 | uint32(b[3])<<16 | uint32(b[4])<<24
	h.Width, h.Height, h.HasAlpha = 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff), bits>>28&1 != 0
}
