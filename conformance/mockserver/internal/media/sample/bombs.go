package sample

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
	"testing"
)

// TallPNG returns a valid PNG file of about 147 KB with 1 x 16,777,216 pixels of 8 bytes each.
func TallPNG(t testing.TB) []byte {
	t.Helper()
	const height = 1 << 24
	b := []byte("\x89PNG\r\n\x1a\n")
	b = appendPNGChunk(b, "IHDR\x00\x00\x00\x01\x01\x00\x00\x00\x10\x06\x00\x00\x00")
	b = appendPNGChunk(b, "IDAT"+string(compressedZeros(t, 9*height))) // each row has a byte for its filter
	return appendPNGChunk(b, "IEND")
}

// WidePNG returns a valid PNG file with a single row of gray pixels.
func WidePNG(t testing.TB, width int) []byte {
	t.Helper()
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), uint32(width))
	b := appendPNGChunk([]byte("\x89PNG\r\n\x1a\n"), string(header)+"\x00\x00\x00\x01\x08\x00\x00\x00\x00")
	b = appendPNGChunk(b, "IDAT"+string(compressedZeros(t, 1+width)))
	return appendPNGChunk(b, "IEND")
}

// TransparentGrayPNG returns a PNG file with a size in its header and gray pixels, where one gray value is transparent.
// The file ends before the pixels.
func TransparentGrayPNG(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	header = binary.BigEndian.AppendUint32(header, height)
	b := appendPNGChunk([]byte("\x89PNG\r\n\x1a\n"), string(header)+"\x08\x00\x00\x00\x00")
	b = appendPNGChunk(b, "tRNS\x00\x00")
	return appendPNGChunk(b, "IDAT\x78\x9c\x03\x00\x00\x00\x00\x01")
}

func appendPNGChunk(b []byte, c string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(c)-4))
	return binary.BigEndian.AppendUint32(append(b, c...), crc32.ChecksumIEEE([]byte(c)))
}

// compressedZeros returns n zero bytes in the format of zlib. It compresses one megabyte and repeats the result.
func compressedZeros(t testing.TB, n int) []byte {
	t.Helper()
	const megabyte = 1 << 20
	b := bytes.Repeat(deflatedZeros(t, megabyte), n/megabyte)
	b = slices.Concat([]byte("\x78\x9c"), b, deflatedZeros(t, n%megabyte), []byte("\x03\x00")) // an empty last block
	const base = 65521                                                                         // of Adler-32
	return binary.BigEndian.AppendUint32(b, uint32(n%base)<<16|1)
}

// deflatedZeros returns n compressed zero bytes that end at a byte boundary, so that more can follow.
func deflatedZeros(t testing.TB, n int) []byte {
	t.Helper()
	return Encode(t, func(w io.Writer) error {
		z, err := flate.NewWriter(w, flate.BestCompression)
		if err != nil {
			return err
		}
		if _, err := z.Write(make([]byte, n)); err != nil {
			return err
		}
		return z.Flush()
	})
}

// TIFFOfSize returns a valid TIFF file with black pixels in one strip.
func TIFFOfSize(t testing.TB, width, height uint32) []byte {
	t.Helper()
	strip := compressedZeros(t, int(width*height))
	b := binary.BigEndian.AppendUint32([]byte("MM\x00*"), uint32(8+len(strip)))
	return appendDirectory(append(b, strip...), binary.BigEndian, []Field{
		Long(0x100, width), Long(0x101, height), Short(0x102, 8), Short(0x103, 8), Short(0x106, 1),
		Long(0x111, 8), Long(0x116, height), Long(0x117, uint32(len(strip))),
	}, 0)
}

// ProgressiveJPEG returns a JPEG file with a size in its header that ends before the pixels.
func ProgressiveJPEG(width, height uint16) []byte {
	b := binary.BigEndian.AppendUint16([]byte("\xff\xd8\xff\xc2\x00\x11\x08"), height)
	b = binary.BigEndian.AppendUint16(b, width)
	b = append(b, "\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"...)
	return append(b, "\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x00\x00"...)
}

// JPEGOfScans returns a [JPEG] of 40 by 30 pixels whose only scan is repeated.
func JPEGOfScans(t testing.TB, n int) []byte {
	t.Helper()
	plain := JPEG(t, 40, 30, 90)
	start, end := bytes.Index(plain, []byte("\xff\xda")), len(plain)-2
	b := bytes.Clone(plain[:start])
	for range n {
		b = append(b, plain[start:end]...)
	}
	return append(b, plain[end:]...)
}

// GIFOfSize returns a GIF file with a size in its header and one frame of this size without pixels.
func GIFOfSize(width, height uint16) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), width)
	b = binary.LittleEndian.AppendUint16(b, height)
	b = append(b, "\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00"...)
	b = binary.LittleEndian.AppendUint16(b, width)
	b = binary.LittleEndian.AppendUint16(b, height)
	return append(b, "\x00\x02\x00;"...)
}

// BMPOfSize returns a BMP file with a size in its header and the pixels of a smaller image.
func BMPOfSize(t testing.TB, width, height uint32) []byte {
	t.Helper()
	b := BMP(t)
	binary.LittleEndian.PutUint32(b[18:], width)
	binary.LittleEndian.PutUint32(b[22:], height)
	return b
}

// WebPOfSize returns a valid, lossless WebP file with black pixels.
func WebPOfSize(width, height uint32) []byte {
	size := binary.LittleEndian.AppendUint32(nil, (width-1)|(height-1)<<14)
	// There are no transforms and no cache. Five codes of one symbol each follow, which need no bits in the data.
	body := riffChunk("VP8L/" + string(size) + "\x88\x88\x08\x00")
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(b, "WEBP"...), body...)
}
