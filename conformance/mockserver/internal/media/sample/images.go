package sample

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"sync"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// Picture returns a gradient. If transparent is set, its upper left quarter is transparent.
func Picture(width, height int, transparent bool) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			alpha := uint8(255)
			if transparent && x < width/2 && y < height/2 {
				alpha = 0
			}
			m.Set(x, y, color.NRGBA{uint8(255 * x / width), uint8(255 * y / height), uint8(x ^ y), alpha})
		}
	}
	return m
}

// Encode returns the bytes that encode writes. It fails the test if encode returns an error.
func Encode(t testing.TB, encode func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngs has the result of each call of PNG, because the encoder allocates a megabyte.
var pngs sync.Map

// PNG returns a [Picture] in PNG.
func PNG(t testing.TB, width, height int, transparent bool) []byte {
	t.Helper()
	call := [...]any{width, height, transparent}
	file, ok := pngs.Load(call)
	if !ok {
		file = Encode(t, func(w io.Writer) error { return png.Encode(w, Picture(width, height, transparent)) })
		pngs.Store(call, file)
	}
	return bytes.Clone(file.([]byte))
}

// JPEG returns an opaque [Picture] in JPEG, with a quality of 1 to 100.
func JPEG(t testing.TB, width, height, quality int) []byte {
	t.Helper()
	return Encode(t, func(w io.Writer) error {
		return jpeg.Encode(w, Picture(width, height, false), &jpeg.Options{Quality: quality})
	})
}

// GIF returns an opaque [Picture] in GIF.
func GIF(t testing.TB, width, height int) []byte {
	t.Helper()
	return Encode(t, func(w io.Writer) error { return gif.Encode(w, Picture(width, height, false), nil) })
}

// JPEGWith returns an image of 40 by 30 pixels with additional segments at its beginning. Each has a marker of two
// bytes and its content.
func JPEGWith(t testing.TB, segments ...string) []byte {
	t.Helper()
	plain := JPEG(t, 40, 30, 90)
	b := []byte("\xff\xd8")
	for _, s := range segments {
		b = append(b, s[:2]...)
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s[2:]...)
	}
	return append(b, plain[2:]...)
}

// JFIF returns the segment with the density: in dots per inch if the unit is 1, and in dots per centimeter if it is 2.
// If the unit is 0, the segment has an aspect ratio.
func JFIF(unit byte, density uint16) string {
	b := append([]byte("\xff\xe0JFIF\x00\x01\x02"), unit)
	b = binary.BigEndian.AppendUint16(b, density)
	return string(append(binary.BigEndian.AppendUint16(b, density), 0, 0))
}

// Segments of a JPEG file: one with a color profile, and the beginnings of others.
const (
	JPEGProfile = "\xff\xe2ICC_PROFILE\x00\x01\x01profile"
	JPEGEXIF    = "\xff\xe1Exif\x00\x00"
	JPEGXMP     = "\xff\xe1http://ns.adobe.com/xap/1.0/\x00"
	JPEGIPTC    = "\xff\xedPhotoshop 3.0\x00"
)

// IPTC returns the content of the IPTC segment with fields of record 2. Each has a byte with its number, and a text.
func IPTC(fields ...string) string {
	var records []byte
	for _, f := range fields {
		records = append(records, 0x1c, 2, f[0])
		records = append(binary.BigEndian.AppendUint16(records, uint16(len(f)-1)), f[1:]...)
	}
	if len(records)%2 == 1 {
		records = append(records, 0)
	}
	b := binary.BigEndian.AppendUint32([]byte("8BIM\x04\x04\x00\x00"), uint32(len(records)))
	return string(append(b, records...))
}

// PNGWith returns an image of 40 by 30 pixels with additional chunks after the header. Each has a kind of four letters
// and its content.
func PNGWith(t testing.TB, chunks ...string) []byte {
	t.Helper()
	const header = 8 + 8 + 13 + 4
	plain := PNG(t, 40, 30, false)
	b := bytes.Clone(plain[:header])
	for _, c := range chunks {
		b = binary.BigEndian.AppendUint32(b, uint32(len(c)-4))
		b = append(b, c...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(c)))
	}
	return append(b, plain[header:]...)
}

// PHYS returns the chunk with the density in dots per meter if the unit is 1, or an aspect ratio if the unit is 0.
func PHYS(perMeter uint32, unit byte) string {
	b := binary.BigEndian.AppendUint32([]byte("pHYs"), perMeter)
	return string(append(binary.BigEndian.AppendUint32(b, perMeter), unit))
}

// WebPWith returns an image of one pixel with additional chunks. Each has a kind of four letters and its content.
func WebPWith(t testing.TB, chunks ...string) []byte {
	t.Helper()
	plain, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	body := riffChunk("VP8X" + "\x2c\x00\x00\x00" + "\x00\x00\x00\x00\x00\x00") // with profile, EXIF and XMP; one pixel
	body = append(body, plain[12:]...)
	for _, c := range chunks {
		body = append(body, riffChunk(c)...)
	}
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(b, "WEBP"...), body...)
}

func riffChunk(c string) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(c[:4]), uint32(len(c)-4)), c[4:]...)
	return append(b, Zeros(len(c)%2)...)
}

// TIFF returns an image of 40 by 30 pixels.
func TIFF(t testing.TB) []byte {
	t.Helper()
	return Encode(t, func(w io.Writer) error { return tiff.Encode(w, Picture(40, 30, false), nil) })
}

// ProfiledTIFF returns a TIFF file of one gray pixel with a color profile and 120 dots per inch.
func ProfiledTIFF() []byte {
	return appendDirectory([]byte("MM\x00*\x00\x00\x00\x08"), binary.BigEndian, []Field{
		Short(0x100, 1), Short(0x101, 1), Short(0x102, 8), Short(0x103, 1), Short(0x106, 1), Long(0x111, 0),
		Long(0x117, 1),
		Ratio(0x11a, 120, 1), Undefined(0x8773, "profile"),
	}, 0)
}

// CMYKTIFF returns a TIFF file of 40 by 30 pixels in CMYK, which Go cannot decode.
func CMYKTIFF() []byte {
	return appendDirectory([]byte("II*\x00\x08\x00\x00\x00"), binary.LittleEndian, []Field{
		Long(0x100, 40), Short(0x101, 30), Short(0x102, 8, 8, 8, 8), Short(0x103, 1), Short(0x106, 5), Long(0x111, 0),
		Short(0x115, 4), Long(0x117, 4800),
	}, 0)
}

// PNGOfSize returns a PNG file with a size in its header and the pixels of a smaller image.
func PNGOfSize(t testing.TB, width, height uint32) []byte {
	t.Helper()
	b := PNG(t, 4, 4, false)
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// BMP returns an image of 40 by 30 pixels.
func BMP(t testing.TB) []byte {
	t.Helper()
	return Encode(t, func(w io.Writer) error { return bmp.Encode(w, Picture(40, 30, false)) })
}
