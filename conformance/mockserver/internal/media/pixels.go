package media

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"github.com/openimagekit/imagekit/gen/server"
)

// Limits of the pictures whose pixels are decoded. They are checked before any allocation in proportion to the size of
// the picture.
const (
	maxFileSize = 40 << 20    // bytes of the file; the service's limit for input images
	maxPixels   = 100_000_000 // the service's limit for their resolution
	maxLength   = 65535       // pixels of each side; the service's limit for results
	maxMemory   = 256 << 20   // bytes that the decoder allocates for pixels
	maxScans    = 100         // scans of a JPEG file, each of which can be a pass over all pixels
	maxDecoders = 2           // pictures that the process decodes at once
)

// decoding is a semaphore. It has one element for each picture that is being decoded.
var decoding = make(chan struct{}, maxDecoders)

// errTooLarge is the error for a picture that exceeds a limit.
var errTooLarge = errors.New("the picture is too large to be decoded")

// codec decodes one format.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	memory func(*io.SectionReader, image.Config) float64 // estimates the bytes that decode allocates for pixels
}

// pixelCodecs has the formats whose pixels can be decoded, by [Image.Format]. For an animation, they return the first
// frame.
var pixelCodecs = map[string]codec{
	"bmp":  {bmp.DecodeConfig, bmp.Decode, memoryPerPixel(1)},
	"gif":  {gif.DecodeConfig, gif.Decode, memoryPerPixel(1)},
	"jpeg": {jpeg.DecodeConfig, decodeJPEG, jpegMemory},
	"png":  {png.DecodeConfig, png.Decode, pngMemory},
	"tiff": {tiff.DecodeConfig, tiff.Decode, tiffMemory},
	"webp": {webp.DecodeConfig, webp.Decode, memoryPerPixel(2)}, // VP8L's transforms need a second copy
}

// addPixels adds the metadata that depend on the decoded pixels, for an animation those of the first frame. It adds
// nothing and returns an error for a damaged image, and for one that exceeds a limit.
func addPixels(m *server.Metadata, r *io.SectionReader, format string) error {
	decoding <- struct{}{}
	defer func() { <-decoding }()
	decoded, err := decodePixels(r, format)
	if err != nil {
		return err
	}
	if o, ok := decoded.(interface{ Opaque() bool }); ok {
		m.HasTransparency = new(!o.Opaque())
	}
	m.PHash = new(pHash(decoded))
	return nil
}

// decodePixels decodes a picture that is within the limits. It passes section readers to the decoders, because the TIFF
// decoder would buffer any other reader up to the farthest offset.
func decodePixels(r *io.SectionReader, format string) (image.Image, error) {
	c, found := pixelCodecs[format]
	if !found {
		return nil, image.ErrFormat
	}
	if r.Size() > maxFileSize {
		return nil, errTooLarge
	}
	section := func() *io.SectionReader { return io.NewSectionReader(r, 0, r.Size()) }
	size, err := c.config(section())
	if err != nil {
		return nil, err
	}
	if max(size.Width, size.Height) > maxLength || pixels(size.Width, size.Height) > maxPixels ||
		c.memory(section(), size) > maxMemory {
		return nil, errTooLarge
	}
	return c.decode(section())
}

// pixels returns the number of pixels. It uses float64 to avoid an overflow, because a file can claim any size.
func pixels(width, height int) float64 { return float64(width) * float64(height) }

// memoryPerPixel estimates the memory of decoders that keep a number of copies of all pixels.
func memoryPerPixel(copies float64) func(*io.SectionReader, image.Config) float64 {
	return func(_ *io.SectionReader, size image.Config) float64 {
		return copies * pixels(size.Width, size.Height) * bytesPerPixel(size.ColorModel)
	}
}

func bytesPerPixel(m color.Model) float64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	}
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	return 4
}

// pngMemory counts the picture, and half of it for the largest part of interlaced pixels. If a gray value is
// transparent, which the color model does not show, the decoder uses four samples per pixel.
func pngMemory(r *io.SectionReader, size image.Config) float64 {
	samples := 1.0
	if size.ColorModel == color.GrayModel || size.ColorModel == color.Gray16Model {
		for kind := range fileParts(r, 8, pngChunk) {
			if kind == "tRNS" {
				samples = 4
			}
		}
	}
	return samples * memoryPerPixel(1.5)(r, size)
}

// tiffMemory counts the picture, and a strip with all its pixels before their conversion. The decoder refuses tiles
// that are much larger than the picture.
func tiffMemory(_ *io.SectionReader, size image.Config) float64 {
	return pixels(size.Width, size.Height) * (8 + bytesPerPixel(size.ColorModel))
}

// jpegMemory counts the samples, the coefficients of a progressive file, which the decoder keeps until it has read all
// of them, and the conversion of color models other than YCbCr and gray.
func jpegMemory(r *io.SectionReader, size image.Config) float64 {
	samples, progressive := jpegSamples(r)
	perPixel := samples
	if progressive {
		perPixel += 4 * samples
	}
	if size.ColorModel != color.YCbCrModel && size.ColorModel != color.GrayModel {
		perPixel += 4
	}
	return pixels(size.Width, size.Height) * perPixel
}

// jpegSamples returns the number of samples per pixel, such as 1.5 for a picture whose colors have half of the
// resolution in both directions. It returns the maximum if it finds no frame header.
func jpegSamples(r *io.SectionReader) (perPixel float64, progressive bool) {
	for kind, body := range fileParts(r, 2, jpegSegment) {
		if kind < "\xff\xc0" || kind > "\xff\xc2" {
			continue
		}
		factors := readAt(body, 6, int(min(body.Size()-6, 4*3)))
		for i := 1; i < len(factors); i += 3 {
			perPixel += blocks(factors[i]) / blocks(factors[1])
		}
		if perPixel > 0 {
			return perPixel, kind == "\xff\xc2"
		}
	}
	return 4, true
}

// blocks returns the number of blocks of a component in each unit, from its two sampling factors in one byte.
func blocks(factors byte) float64 { return max(1, float64(factors>>4)*float64(factors&0xf)) }

// decodeJPEG decodes a file that does not have too many scans.
func decodeJPEG(r io.Reader) (image.Image, error) { return jpeg.Decode(&scanLimiter{Reader: r}) }

// scanLimiter reads a JPEG file. It returns errTooLarge if the file has more than maxScans scans.
type scanLimiter struct {
	io.Reader
	last  byte // the last byte that was read
	scans int
}

// startOfScan is the marker of a scan. It can also occur in segments without pixels, such as thumbnails.
var startOfScan = []byte{0xff, 0xda}

// Read implements io.Reader.
func (l *scanLimiter) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if n == 0 {
		return n, err
	}
	if l.last == startOfScan[0] && p[0] == startOfScan[1] {
		l.scans++
	}
	l.scans += bytes.Count(p[:n], startOfScan)
	l.last = p[n-1]
	if l.scans > maxScans {
		return 0, errTooLarge
	}
	return n, err
}
