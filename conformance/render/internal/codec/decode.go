package codec

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// Decode decodes a file and applies its EXIF orientation. It refuses a file that exceeds the limits with a
// [*LimitError] before it allocates anything of the size of the picture. Other errors are [ErrUnknownFormat], a
// [*FormatError] for a damaged file, a [*MissingCodecError], and those of the context, when it ends first. The picture
// does not share memory with data.
func Decode(ctx context.Context, data []byte, l Limits) (*Picture, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l = l.withDefaults()
	if int64(len(data)) > l.FileSize {
		return nil, &LimitError{whatFileSize, int64(len(data)), l.FileSize}
	}
	h, err := inspect(data)
	if err != nil {
		return nil, err
	}
	if err := l.check(h); err != nil {
		return nil, err
	}
	if int64(len(data)) < h.minSize {
		return nil, &FormatError{h.Format, errTooShort}
	}
	p := &Picture{Config: h.Config, LoopCount: h.loopCount, Metadata: h.keptMetadata()}
	p.Frames, err = decodeFrames(ctx, data, h, min(h.Frames, l.Frames))
	if err != nil {
		return nil, decodingError(ctx, h.Format, err)
	}
	for i := range p.Frames {
		m := orient(normalize(p.Frames[i].Image), h.Orientation)
		if b := m.Bounds(); b.Dx() != h.Width || b.Dy() != h.Height {
			return nil, &FormatError{h.Format, errSize}
		}
		p.Frames[i].Image = m
	}
	return p, nil
}

// decodingError returns the error of the context if that is why the decoder failed.
func decodingError(ctx context.Context, f Format, err error) error {
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if _, isMissing := errors.AsType[*MissingCodecError](err); isMissing {
		return err
	}
	return &FormatError{f, err}
}

// decodeFrames decodes some frames. Their pictures can have any model.
func decodeFrames(ctx context.Context, data []byte, h *header, frames int) ([]Frame, error) {
	switch {
	case h.Format == SVG:
		return decodeSVG(ctx, data, h)
	case h.Format == GIF:
		return decodeGIF(ctx, data, h, frames)
	case h.Format == AVIF || h.animated:
		c, err := registered(h.Format, "decode")
		if err != nil {
			return nil, err
		}
		return c.Decode(ctx, data, frames)
	}
	m, err := decoders[h.Format](newReader(ctx, data))
	if err != nil {
		return nil, err
	}
	return []Frame{{Image: m}}, nil
}

// decoders read still pictures.
var decoders = map[Format]func(io.Reader) (image.Image, error){
	JPEG: jpeg.Decode, PNG: png.Decode, WebP: decodeWebP, TIFF: tiff.Decode, BMP: bmp.Decode,
}

func decodeWebP(r io.Reader) (image.Image, error) {
	m, err := webp.Decode(r)
	if err != nil {
		return nil, err
	}
	return fullRange(m), nil
}

// keptMetadata returns copies of what was read of a file. All of a TIFF file is one EXIF structure, from which the part
// about the pixels cannot be removed, so that it has none.
func (h *header) keptMetadata() Metadata {
	m := Metadata{bytes.Clone(h.meta.EXIF), bytes.Clone(h.meta.XMP), bytes.Clone(h.meta.Profile)}
	if h.deflatedProfile != nil {
		m.Profile = inflateProfile(h.deflatedProfile)
	}
	if h.Format == TIFF {
		m.EXIF = nil
	}
	return m
}
