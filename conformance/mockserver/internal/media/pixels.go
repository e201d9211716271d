package media

import (
	"fmt"
	"image"
	"io"

	"github.com/corona10/goimagehash"
	"golang.org/x/image/tiff"

	"github.com/openimagekit/imagekit/gen/server"
)

// maxPixels is the largest number of pixels that is decoded.
const maxPixels = 1 << 26

// addPixels adds what only the decoded image tells, of an animation its first frame. It adds nothing for a damaged
// image.
//
// Assumed: the service's perceptual hash is a DCT hash of 64 bits as well; its bits need not be the same.
func addPixels(m *server.Metadata, r *io.SectionReader, format string) {
	decoded, err := decodePixels(r, format)
	if err != nil {
		return
	}
	if o, ok := decoded.(interface{ Opaque() bool }); ok {
		m.HasTransparency = new(!o.Opaque())
	}
	if hash, err := goimagehash.PerceptionHash(decoded); err == nil {
		m.PHash = new(fmt.Sprintf("%016x", hash.GetHash()))
	}
}

// decodePixels passes an io.ReaderAt to the TIFF decoder, which would buffer any other reader up to the farthest
// offset.
func decodePixels(r *io.SectionReader, format string) (image.Image, error) {
	r = io.NewSectionReader(r, 0, r.Size())
	if format == "tiff" {
		return tiff.Decode(r)
	}
	decoded, _, err := image.Decode(r)
	return decoded, err
}
