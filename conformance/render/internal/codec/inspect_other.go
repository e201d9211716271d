package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/color"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/openimagekit/imagekit/conformance/internal/chunk"
)

// inspectTIFF counts the picture, a strip of all its pixels before they are converted, and the conversion to 8 bits.
// The decoder refuses tiles that are much larger than the picture.
func inspectTIFF(data []byte) (*header, error) {
	size, err := tiff.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	h := &header{Config: Config{Width: size.Width, Height: size.Height}, perPixel: 8 + 8 + 4}
	h.meta.EXIF = data // for the orientation; see keptMetadata
	d := openDirectory(data)
	h.meta.XMP, h.meta.Profile = d.value(tagXMP), d.value(tagProfile)
	h.HasAlpha = size.ColorModel == color.NRGBAModel || size.ColorModel == color.NRGBA64Model ||
		d.value(tagExtraSamples) != nil
	return h, nil
}

// inspectBMP counts on pixels that are not compressed, since the decoder has no other.
func inspectBMP(data []byte) (*header, error) {
	size, err := bmp.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	h := &header{Config: Config{Width: size.Width, Height: size.Height}, perPixel: 1 + 4}
	h.HasAlpha = size.ColorModel == color.NRGBAModel
	bits := int64(binary.LittleEndian.Uint16(data[28:])) // the decoder has read more
	row := float64((int64(size.Width)*bits + 31) / 32 * 4)
	h.minSize = int64(row * float64(size.Height))
	return h, nil
}

// inspectAVIF reads the largest size among the properties of all items: that of the picture, or of a part of it.
func inspectAVIF(data []byte) (*header, error) {
	h := &header{perPixel: 24} // planes and pixels of 16 bits in the codec, copies of them, and their conversion
	properties := findBox(section(data), "meta", "iprp", "ipco")
	if properties == nil {
		return nil, errors.New("the header is missing")
	}
	for kind, body := range chunk.Walk(properties, 0, chunk.Box) {
		switch kind {
		case "ispe":
			if b := chunk.ReadAt(body, 4, 8); b != nil {
				h.Width = max(h.Width, int(binary.BigEndian.Uint32(b)))
				h.Height = max(h.Height, int(binary.BigEndian.Uint32(b[4:])))
			}
		case "auxC":
			h.HasAlpha = h.HasAlpha || bytes.Contains(content(body), []byte(":auxiliary:alpha"))
		}
	}
	return h, nil
}

// findBox follows a path of boxes from the first one on that has the name. It returns nil if there is none.
func findBox(r *io.SectionReader, path ...string) *io.SectionReader {
	for _, name := range path {
		var found *io.SectionReader
		for kind, body := range chunk.Walk(r, 0, chunk.Box) {
			if kind == name {
				found = body
				break
			}
		}
		if found == nil {
			return nil
		}
		if name == "meta" && found.Size() >= 4 { // version and flags come first
			found = io.NewSectionReader(found, 4, found.Size()-4)
		}
		r = found
	}
	return r
}
