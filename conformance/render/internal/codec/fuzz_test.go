package codec_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// FuzzDecode changes good files by a short script, and decodes and encodes what comes out.
func FuzzDecode(f *testing.F) {
	files := [][]byte{
		testFile(f, "image/testdata/video-001.progressive.jpeg"), testFile(f, "image/testdata/video-001.q50.420.jpeg"),
		testFile(f, "image/png/testdata/pngsuite/basn3p08-trns.png"), animation(f, 3), animatedWebP(7, 5, 2),
		testFile(f, "blue-purple-pink.lossy.webp"), testFile(f, "gopher-doc.4bpp.lossless.webp"),
		testFile(f, "bw-packbits.tiff"), testFile(f, "colormap.bmp"), avifHeader(300, 200),
		withSegment(encode(f, picture(gradient(9, 7, false)), codec.Options{Format: codec.JPEG}), 0xe1,
			"Exif\x00\x00"+string(exifWith(binary.LittleEndian, 7))),
	}
	for i := range files {
		f.Add(uint8(i), []byte("\x00\x00\x00\x00"))
		f.Add(uint8(i), []byte("\x00\x10\x02\x03\xff\x00\xff\x40\x00\xff\x00"))
	}
	limits := codec.Limits{Pixels: 1 << 20, Memory: 32 << 20}
	f.Fuzz(func(t *testing.T, file uint8, script []byte) {
		data := patched(files[int(file)%len(files)], script)
		c, inspectErr := codec.Inspect(data)
		p, err := codec.Decode(t.Context(), data, limits)
		if err != nil {
			return
		}
		if inspectErr != nil || c != p.Config {
			t.Fatalf("Inspect returned %+v and error %v, Decode %+v", c, inspectErr, p.Config)
		}
		for _, frame := range p.Frames {
			if b := frame.Image.Bounds(); b.Min.X != 0 || b.Min.Y != 0 || b.Dx() != c.Width || b.Dy() != c.Height {
				t.Fatalf("a frame has the bounds %v, the picture is %+v", b, c)
			}
		}
		if c.Format == codec.GIF {
			encode(t, p, codec.Options{Format: codec.GIF})
		}
		encode(t, p, codec.Options{Format: codec.JPEG, KeepMetadata: true, KeepProfile: true, DotsPerInch: 96})
		encode(t, p, codec.Options{Format: codec.PNG, KeepMetadata: true, KeepProfile: true, DotsPerInch: 96})
	})
}

// FuzzInspect is about headers of any content.
func FuzzInspect(f *testing.F) {
	for _, file := range [][]byte{
		jpegOfSize(9, 9, 0xc2, 9), pngOfSize(9, 9, 9), gifOfSize(9, 9, 2), webpOfSize(9, 9), animatedWebP(7, 5, 2),
		bmpOfSize(f, 9, 9), tiffOfSize(f, 9, 9), avifHeader(9, 9), []byte("<?xml?><svg/>"),
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := codec.Inspect(data)
		if err == nil && (c.Width <= 0 || c.Height <= 0 || c.Frames <= 0 || c.Orientation < 1 || c.Orientation > 8) {
			t.Fatalf("%+v", c)
		}
	})
}

// patched changes a copy of a file. Each step of the script is an offset in two bytes, how many bytes to remove, how
// many to insert, and these. The rest of a script that is too long is ignored.
func patched(file, script []byte) []byte {
	const maxScript = 64
	data := slices.Clone(file)
	for script = script[:min(len(script), maxScript)]; len(script) >= 4; {
		start := min(int(binary.BigEndian.Uint16(script)), len(data))
		end := min(start+int(script[2]), len(data))
		added := script[4:min(4+int(script[3]), len(script))]
		data = slices.Replace(data, start, end, added...)
		script = script[4+len(added):]
	}
	return data
}
