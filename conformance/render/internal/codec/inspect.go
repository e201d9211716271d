package codec

import (
	"bytes"
	"io"
	"math"
)

// header is what can be read of a file without decoding it.
type header struct {
	Config
	meta Metadata
	// deflatedProfile is the color profile of a PNG file, which Decode inflates.
	deflatedProfile []byte
	// perPixel is how many bytes decoding allocates for each pixel of the canvas, at most, for each frame.
	perPixel float64
	// minSize is how many bytes a file with the pixels that this one claims has at least.
	minSize int64
	// frameEnds are the offsets behind each frame of a GIF file.
	frameEnds []int
	// animated reports whether the file can have several frames.
	animated  bool
	loopCount int // that of Picture
}

// inspectors read the header of a file of their format. They need not fill Format and Orientation, and Width and Height
// are those of the stored pixels.
var inspectors = map[Format]func(data []byte) (*header, error){
	JPEG: inspectJPEG, PNG: inspectPNG, GIF: inspectGIF, WebP: inspectWebP, AVIF: inspectAVIF, TIFF: inspectTIFF,
	BMP: inspectBMP, SVG: inspectSVG,
}

// Inspect reads the header of a file and decodes nothing. It does not check limits: the size can be any that the file
// claims. The error is [ErrUnknownFormat], or a [*FormatError].
func Inspect(data []byte) (Config, error) {
	h, err := inspect(data)
	if err != nil {
		return Config{}, err
	}
	return h.Config, nil
}

func inspect(data []byte) (*header, error) {
	format := Sniff(data)
	if format == "" {
		return nil, ErrUnknownFormat
	}
	read, found := inspectors[format]
	if !found {
		return nil, &MissingCodecError{Format: format, Operation: "decode"}
	}
	h, err := read(data)
	switch {
	case err != nil:
		return nil, &FormatError{format, err}
	case h.Width <= 0 || h.Height <= 0:
		return nil, &FormatError{format, errNoPixels}
	}
	h.Format = format
	h.Frames = max(h.Frames, 1)
	if !h.animated {
		h.loopCount = -1
	}
	h.Orientation = orientationOf(h.meta.EXIF)
	if h.Orientation >= firstTransposed {
		h.Width, h.Height = h.Height, h.Width
	}
	return h, nil
}

// perFrame is about how many bytes a frame takes besides its pixels, also when it is encoded. It counts for animations
// with very many small frames.
const perFrame = 1000

func (h *header) pixels() int64 { return int64(h.Width) * int64(h.Height) }

// memory returns how many bytes are allocated when some frames are decoded. Codecs of WebAssembly decode either the
// first frame or all. It does not overflow.
func (h *header) memory(frames int) int64 {
	if frames = min(frames, h.Frames); frames > 1 && h.Format != GIF {
		frames = h.Frames
	}
	copies := 0.0
	if h.Orientation > 1 {
		copies++ // the turned picture
	}
	if h.animated {
		copies += 2 // the canvas, and a copy of it for frames that are removed
	}
	bytes := float64(h.pixels())*(h.perPixel*float64(frames)+4*copies) + perFrame*float64(frames-1)
	return int64(min(bytes, math.MaxInt64/2))
}

// section returns a part of a file for package chunk.
func section(data []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data)))
}

// content returns all bytes of a part of a file.
func content(r *io.SectionReader) []byte {
	b := make([]byte, r.Size())
	n, _ := r.ReadAt(b, 0)
	return b[:n]
}
