package mockserver_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"io"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// What stands in files beside their pixels, written by hand: no encoder of Go's writes it.

// order is one of the two byte orders of EXIF data.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// field is an entry of an EXIF directory: its tag, its kind, and numbers or text.
type field struct {
	tag, kind uint16
	numbers   []uint32 // two for each rational number
	text      string   // of kinds 2 and 7, with its final zero if it has one
}

func ascii(tag uint16, s string) field     { return field{tag: tag, kind: 2, text: s + "\x00"} }
func undefined(tag uint16, s string) field { return field{tag: tag, kind: 7, text: s} }
func octets(tag uint16, n ...uint32) field { return field{tag: tag, kind: 1, numbers: n} }
func short(tag uint16, n ...uint32) field  { return field{tag: tag, kind: 3, numbers: n} }
func long(tag uint16, n ...uint32) field   { return field{tag: tag, kind: 4, numbers: n} }
func ratio(tag uint16, n ...uint32) field  { return field{tag: tag, kind: 5, numbers: n} }
func signedRatio(tag uint16, n ...int32) field {
	return field{tag: tag, kind: 10, numbers: unsigned(n)}
}

func unsigned(numbers []int32) []uint32 {
	var out []uint32
	for _, n := range numbers {
		out = append(out, uint32(n))
	}
	return out
}

// data is the value as it stands in the file.
func (f field) data(o order) []byte {
	b := []byte(f.text)
	for _, n := range f.numbers {
		switch f.kind {
		case 1:
			b = append(b, byte(n))
		case 3:
			b = o.AppendUint16(b, uint16(n))
		default:
			b = o.AppendUint32(b, n)
		}
	}
	return b
}

// count is the number of values.
func (f field) count() int {
	if f.kind == 5 || f.kind == 10 {
		return len(f.numbers) / 2
	}
	return max(len(f.numbers), len(f.text))
}

// directories are those of EXIF data.
type directories struct{ image, thumbnail, details, gps, interoperability []field }

// size is how many bytes a directory takes, with its values.
func size(fields []field) uint32 {
	n := 2 + 12*len(fields) + 4
	for _, f := range fields {
		if long := len(f.data(binary.BigEndian)); long > 4 {
			n += long
		}
	}
	return uint32(n)
}

// encode lays the directories one behind the other and adds the tags that point to them.
func (d directories) encode(o order) []byte {
	const pointer = 12
	thumbnail := 8 + size(d.image) + 2*pointer
	details := thumbnail + size(d.thumbnail)
	gps := details + size(d.details) + pointer
	interoperability := gps + size(d.gps)
	b := []byte("II*\x00\x08\x00\x00\x00")
	if o == order(binary.BigEndian) {
		b = []byte("MM\x00*\x00\x00\x00\x08")
	}
	image := append(d.image[:len(d.image):len(d.image)], long(0x8769, details), long(0x8825, gps))
	b = appendDirectory(b, o, image, thumbnail)
	b = appendDirectory(b, o, d.thumbnail, 0)
	b = appendDirectory(b, o, append(d.details[:len(d.details):len(d.details)], long(0xa005, interoperability)), 0)
	b = appendDirectory(b, o, d.gps, 0)
	return appendDirectory(b, o, d.interoperability, 0)
}

func appendDirectory(b []byte, o order, fields []field, next uint32) []byte {
	at := uint32(len(b) + 2 + 12*len(fields) + 4)
	var values []byte
	b = o.AppendUint16(b, uint16(len(fields)))
	for _, f := range fields {
		b = o.AppendUint16(b, f.tag)
		b = o.AppendUint16(b, f.kind)
		b = o.AppendUint32(b, uint32(f.count()))
		if data := f.data(o); len(data) <= 4 {
			b = append(b, append(data, 0, 0, 0, 0)[:4]...)
		} else {
			b = o.AppendUint32(b, at+uint32(len(values)))
			values = append(values, data...)
		}
	}
	return append(o.AppendUint32(b, next), values...)
}

// jpegWith puts segments, each a marker and its content, in front of the others.
func jpegWith(t testing.TB, segments ...string) []byte {
	t.Helper()
	plain := jpegFile(t, 40, 30, 90)
	b := []byte("\xff\xd8")
	for _, s := range segments {
		b = append(b, s[:2]...)
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s[2:]...)
	}
	return append(b, plain[2:]...)
}

// jfif is the segment with the density.
func jfif(unit byte, density uint16) string {
	b := append([]byte("\xff\xe0JFIF\x00\x01\x02"), unit)
	b = binary.BigEndian.AppendUint16(b, density)
	return string(append(binary.BigEndian.AppendUint16(b, density), 0, 0))
}

const (
	jpegProfile = "\xff\xe2ICC_PROFILE\x00\x01\x01profile"
	jpegEXIF    = "\xff\xe1Exif\x00\x00"
	jpegXMP     = "\xff\xe1http://ns.adobe.com/xap/1.0/\x00"
	jpegIPTC    = "\xff\xedPhotoshop 3.0\x00"
)

// iptc is the content of the IPTC segment, with fields of record 2.
func iptc(fields ...string) string {
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

// pngWith puts chunks, each a kind and its content, behind the header.
func pngWith(t testing.TB, chunks ...string) []byte {
	t.Helper()
	const header = 8 + 8 + 13 + 4
	plain := pngFile(t, 40, 30, false)
	b := bytes.Clone(plain[:header])
	for _, c := range chunks {
		b = binary.BigEndian.AppendUint32(b, uint32(len(c)-4))
		b = append(b, c...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(c)))
	}
	return append(b, plain[header:]...)
}

// phys is the chunk with the density, in dots per metre if the unit is 1.
func phys(perMetre uint32, unit byte) string {
	b := binary.BigEndian.AppendUint32([]byte("pHYs"), perMetre)
	return string(append(binary.BigEndian.AppendUint32(b, perMetre), unit))
}

// webpWith is an image of one pixel, with chunks: a kind and its content.
func webpWith(t testing.TB, chunks ...string) []byte {
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
	return append(b, zeroBytes(len(c)%2)...)
}

func tiffFile(t testing.TB) []byte {
	t.Helper()
	return encodeImage(t, func(w io.Writer) error { return tiff.Encode(w, picture(40, 30, false), nil) })
}

// profiledTIFF is a grey pixel with a colour profile.
func profiledTIFF() []byte {
	return appendDirectory([]byte("MM\x00*\x00\x00\x00\x08"), binary.BigEndian, []field{
		short(0x100, 1), short(0x101, 1), short(0x102, 8), short(0x103, 1), short(0x106, 1), long(0x111, 0), long(0x117, 1),
		ratio(0x11a, 120, 1), undefined(0x8773, "profile"),
	}, 0)
}

// pngOf claims to have a size.
func pngOf(t testing.TB, width, height uint32) []byte {
	t.Helper()
	b := pngFile(t, 4, 4, false)
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func bmpFile(t testing.TB) []byte {
	t.Helper()
	return encodeImage(t, func(w io.Writer) error { return bmp.Encode(w, picture(40, 30, false)) })
}

// mediaBox is a box of the ISO base media format.
func mediaBox(kind string, content ...string) string {
	var b []byte
	for _, c := range content {
		b = append(b, c...)
	}
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(b)))) + kind + string(b)
}

// be are numbers of four bytes, big-endian.
func be(numbers ...uint32) string {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return string(b)
}

// zeroBytes are n bytes.
func zeroBytes(n int) string { return string(make([]byte, n)) }

// heifFile tells its brand, the brands that it is compatible with, and its size; it has no pixels.
func heifFile(brand, compatible string, width, height uint32) []byte {
	return []byte(mediaBox("ftyp", brand, be(0), compatible) + mediaBox("meta", be(0),
		mediaBox("pitm", be(0), "\x00\x01"),
		mediaBox("iprp", mediaBox("ipco", mediaBox("ispe", be(0, width, height))), mediaBox("ipma", be(0, 1), "\x00\x01\x01\x81")),
	))
}

// track is a track of a video whose samples are of a kind.
func track(handler, samples string, width, height uint32) string {
	return mediaBox("trak",
		mediaBox("tkhd", zeroBytes(76), be(width<<16, height<<16)),
		mediaBox("mdia",
			mediaBox("hdlr", be(0, 0), handler, zeroBytes(12)),
			mediaBox("minf", mediaBox("stbl", mediaBox("stsd", be(0, 1), mediaBox(samples, zeroBytes(8))))),
		))
}

// videoFile lasts some thousandths of a second. Its headers come after its data, as cameras write them.
func videoFile(brand string, milliseconds uint32, tracks ...string) []byte {
	content := append([]string{mediaBox("mvhd", be(0, 0, 0, 1000, milliseconds), zeroBytes(80))}, tracks...)
	return []byte(mediaBox("ftyp", brand, be(0), "isom") + mediaBox("mdat", zeroBytes(5000)) + mediaBox("moov", content...))
}

// longVideo is in the form that long videos need: its data has a length of 64 bits, and so has its duration.
func longVideo(milliseconds uint32, tracks ...string) []byte {
	content := append([]string{mediaBox("mvhd", be(1<<24, 0, 0, 0, 0, 1000, 0, milliseconds), zeroBytes(80))}, tracks...)
	return []byte(mediaBox("ftyp", "isom", be(0)) + be(1) + "mdat" + be(0, 16+8) + zeroBytes(8) + mediaBox("moov", content...))
}
