package media_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

// FuzzReadAll calls everything that reads an uploaded file, including decoders of other modules. Its input is a short
// script that changes a valid file. The input is not the whole file, because the fuzzer would need a minute to minimize
// each new file.
func FuzzReadAll(f *testing.F) {
	files := seeds(f)
	for i := range files {
		f.Add(uint8(i), []byte("\x00\x00\x00\x00"))
		f.Add(uint8(i), []byte("\x00\x10\x02\x03\xff\x00\xff\x40\x00\xff\x00"))
	}
	f.Fuzz(func(t *testing.T, file uint8, script []byte) {
		content := patched(files[int(file)%len(files)], script)
		info := inspect(t, "upload.svg", content)
		media.ReadMetadata(open(content), info)
		media.ReadEmbedded(open(content), info)
	})
}

// FuzzReadHeaders calls only the parsers of this package. Its input is a script as in FuzzReadAll.
func FuzzReadHeaders(f *testing.F) {
	files, formats := seeds(f), []string{"jpeg", "png", "webp", "tiff"}
	for i := range files {
		for format := range formats {
			f.Add(uint8(i), uint8(format), []byte("\x00\x10\x02\x03\xff\x00\xff\x40\x00\xff\x00"))
		}
	}
	f.Fuzz(func(_ *testing.T, file, format uint8, script []byte) {
		media.ReadHeaders(open(patched(files[int(file)%len(files)], script)), formats[int(format)%len(formats)])
	})
}

// maxScript bounds the scripts of fuzz targets, in bytes.
const maxScript = 64

// patched returns a changed copy of a file. Each step of the script has an offset in two bytes, the number of bytes to
// remove, the number of bytes to insert, and these bytes. Everything after maxScript bytes is ignored.
func patched(file, script []byte) []byte {
	content := slices.Clone(file)
	for script = script[:min(len(script), maxScript)]; len(script) >= 4; {
		start := min(int(binary.BigEndian.Uint16(script)), len(content))
		end := min(start+int(script[2]), len(content))
		added := script[4:min(4+int(script[3]), len(script))]
		content = slices.Replace(content, start, end, added...)
		script = script[4+len(added):]
	}
	return content
}

func TestPatched(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"":                                  "abcdef",
		"\x00\x00\x00":                      "abcdef",
		"\x00\x01\x02\x01X":                 "aXdef",
		"\x00\x01\x02\x01X\x00\x00\x01\x00": "Xdef",
		"\xff\xff\xff\xffYZ":                "abcdefYZ",
	} {
		if got := string(patched([]byte("abcdef"), []byte(script))); got != want {
			t.Errorf("%q makes %q, want %q", script, got, want)
		}
	}
}

func seeds(t testing.TB) [][]byte {
	exif := sample.Camera.Encode(binary.LittleEndian)
	return [][]byte{
		nil,
		sample.JPEGWith(t, sample.JFIF(1, 300), sample.JPEGEXIF+exif, sample.JPEGProfile, sample.JPEGXMP+sample.XMP,
			sample.JPEGIPTC+sample.IPTC("\x05Title", "\x19One", "\x19Two")),
		sample.PNGWith(t, sample.PHYS(11811, 1), "eXIf"+exif, "iCCPname\x00\x00x\x9c\x03\x00\x00\x00\x00\x01"),
		sample.WebPWith(t, "EXIF"+exif, "ICCPprofile.", "XMP "+sample.XMP),
		sample.TIFF(t), sample.BMP(t), []byte(exif), sample.HEIF("avif", "mif1miaf", 640, 480),
		sample.Video("isom", 7583, sample.Track("vide", "avc1", 1280, 720), sample.Track("soun", "mp4a", 0, 0)),
		[]byte(`<svg width="2in" height="96" viewBox="0 0 1 1"/>`),
	}
}
