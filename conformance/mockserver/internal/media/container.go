package media

import (
	"encoding/binary"
	"io"
	"math"
	"strings"
)

// defaultDPI is the density of an image without a density, in dots per inch.
//
// Assumed: an image without information on its density has 72 DPI, like the images in the examples of the
// documentation.
const defaultDPI = 72

// container has the metadata in an image file.
type container struct {
	density float64 // in dots per inch; 0 if there is none outside of the EXIF data
	profile bool    // there is a color profile
	exif    *exif   // nil if there is none

	exifData, xmp *io.SectionReader // bytes in the file; nil if there are none; xmp only of PNG and WebP files
}

// dpi returns the density of the container, or of its EXIF data, or the default, as a whole number.
func (c *container) dpi() float64 {
	for _, d := range []float64{c.density, c.exif.density()} {
		if d = math.Round(d); d > 0 {
			return d
		}
	}
	return defaultDPI
}

// readContainer reads the metadata of a JPEG, PNG, WebP or TIFF file. It returns an empty container for other formats.
func readContainer(r *io.SectionReader, format string) *container {
	c := &container{}
	switch format {
	case "jpeg":
		for kind, body := range fileParts(r, 2, jpegSegment) {
			c.addJPEG(kind, body)
		}
	case "png":
		for kind, body := range fileParts(r, 8, pngChunk) {
			c.addPNG(kind, body)
		}
	case "webp":
		for kind, body := range fileParts(r, 12, riffChunk) {
			c.addWebP(kind, body)
		}
	case "tiff":
		c.exif = readEXIF(r)
		c.profile = c.exif.hasProfile()
	}
	return c
}

// Prefixes that distinguish segments of the same kind. xmpPrefix is for a text chunk of a PNG file, uncompressed and
// without a language.
const (
	jfifPrefix = "JFIF\x00"
	exifPrefix = "Exif\x00\x00"
	iccPrefix  = "ICC_PROFILE\x00"
	xmpPrefix  = "XML:com.adobe.xmp\x00\x00\x00\x00\x00"
)

// addJPEG reads the segments APP0 to APP2.
func (c *container) addJPEG(kind string, body *io.SectionReader) {
	switch kind {
	case "\xff\xe0":
		c.addJFIF(readAt(body, 0, 14))
	case "\xff\xe1":
		if string(readAt(body, 0, len(exifPrefix))) == exifPrefix {
			c.addEXIF(body)
		}
	case "\xff\xe2":
		c.profile = c.profile || string(readAt(body, 0, len(iccPrefix))) == iccPrefix
	}
}

// addJFIF reads the unit, 1 for inch and 2 for centimeter, and the horizontal density. Without a unit, the segment has
// only an aspect ratio.
func (c *container) addJFIF(b []byte) {
	if !strings.HasPrefix(string(b), jfifPrefix) {
		return
	}
	density := float64(binary.BigEndian.Uint16(b[8:]))
	switch b[7] {
	case 1:
		c.density = density
	case 2:
		c.density = density * cmPerInch
	}
}

// addPNG reads chunks. If the unit of pHYs is 1, it is the meter; otherwise the chunk has only an aspect ratio.
func (c *container) addPNG(kind string, body *io.SectionReader) {
	switch kind {
	case "iCCP":
		c.profile = true
	case "eXIf":
		c.addEXIF(body)
	case "iTXt":
		if n := len(xmpPrefix); string(readAt(body, 0, n)) == xmpPrefix {
			c.xmp = io.NewSectionReader(body, int64(n), body.Size()-int64(n))
		}
	case "pHYs":
		if b := readAt(body, 0, 9); b != nil && b[8] == 1 {
			c.density = float64(binary.BigEndian.Uint32(b)) / 100 * cmPerInch
		}
	}
}

func (c *container) addWebP(kind string, body *io.SectionReader) {
	switch kind {
	case "ICCP":
		c.profile = true
	case "EXIF":
		c.addEXIF(body)
	case "XMP ":
		c.xmp = body
	}
}

// addEXIF reads the first EXIF data. In WebP files, the data can have the prefix of JPEG segments too.
func (c *container) addEXIF(body *io.SectionReader) {
	if c.exif != nil {
		return
	}
	if n := len(exifPrefix); string(readAt(body, 0, n)) == exifPrefix {
		body = io.NewSectionReader(body, int64(n), body.Size()-int64(n))
	}
	c.exifData, c.exif = body, readEXIF(body)
}
