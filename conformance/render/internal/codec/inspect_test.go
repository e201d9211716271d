package codec_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

func TestInspect(t *testing.T) {
	t.Parallel()
	still := func(f codec.Format, w, h int) codec.Config {
		return codec.Config{Format: f, Width: w, Height: h, Orientation: 1, Frames: 1}
	}
	alpha := func(c codec.Config) codec.Config { c.HasAlpha = true; return c }
	jpeg := encode(t, picture(gradient(40, 30, false)), codec.Options{Format: codec.JPEG})
	for name, test := range map[string]struct {
		data []byte
		want codec.Config
	}{
		"JPEG":             {jpeg, still(codec.JPEG, 40, 30)},
		"progressive JPEG": {testFile(t, "image/testdata/video-001.progressive.jpeg"), still(codec.JPEG, 150, 103)},
		"turned JPEG": {
			withSegment(jpeg, 0xe1, "Exif\x00\x00"+string(exifWith(binary.LittleEndian, 6))),
			codec.Config{Format: codec.JPEG, Width: 30, Height: 40, Orientation: 6, Frames: 1},
		},
		"JPEG with a wrong orientation": {
			withSegment(jpeg, 0xe1, "Exif\x00\x00"+string(exifWith(binary.LittleEndian, 9))), still(codec.JPEG, 40, 30),
		},
		"PNG":                {pngOf(t, gradient(40, 30, false)), still(codec.PNG, 40, 30)},
		"transparent PNG":    {pngOf(t, gradient(40, 30, true)), alpha(still(codec.PNG, 40, 30))},
		"PNG with a palette": {testFile(t, "image/png/testdata/pngsuite/basn3p08.png"), still(codec.PNG, 32, 32)},
		"transparent palette": {
			testFile(t, "image/png/testdata/pngsuite/ftp1n3p08.png"),
			alpha(still(codec.PNG, 32, 32)),
		},
		"animation": {animation(t, 3), codec.Config{
			Format: codec.GIF, Width: 20, Height: 10, Orientation: 1, Frames: 3, HasAlpha: true,
		}},
		"lossy WebP":    {testFile(t, "video-001.lossy.webp"), still(codec.WebP, 150, 103)},
		"lossless WebP": {testFile(t, "gopher-doc.with-alpha.lossless.webp"), alpha(still(codec.WebP, 75, 100))},
		"animated WebP": {animatedWebP(7, 5, 2), codec.Config{
			Format: codec.WebP, Width: 7, Height: 5, Orientation: 1, Frames: 2, HasAlpha: true,
		}},
		"TIFF":      {encodeWith(t, tiffEncode, gradient(9, 8, false)), alpha(still(codec.TIFF, 9, 8))},
		"gray TIFF": {testFile(t, "video-001-gray.tiff"), still(codec.TIFF, 150, 103)},
		"BMP":       {encodeWith(t, bmpEncode, gradient(9, 8, false)), still(codec.BMP, 9, 8)},
		"AVIF":      {avifHeader(300, 200), alpha(still(codec.AVIF, 300, 200))},
	} {
		if got := inspect(t, test.data); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

func TestInspect_Errors(t *testing.T) {
	t.Parallel()
	if _, err := codec.Inspect([]byte("text")); !errors.Is(err, codec.ErrUnknownFormat) {
		t.Errorf("text: %v, want ErrUnknownFormat", err)
	}
	for _, head := range []string{
		"\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "GIF89a", "GIF89a\x01\x00\x01\x00\x00\x00\x00;",
		"RIFF\x00\x00\x00\x00WEBP", "<svg/>",
		"II*\x00\x08\x00\x00\x00", "BM\x01\x02\x03\x04\x00\x00\x00\x00", "\x00\x00\x00\x10ftypavif\x00\x00\x00\x00",
		"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x00\x00\x00\x00\x01\x08\x00\x00\x00\x00",
	} {
		_, err := codec.Inspect([]byte(head))
		if _, ok := errors.AsType[*codec.FormatError](err); !ok {
			t.Errorf("%q: %v, want a FormatError", head, err)
		}
	}
}

func encodeWith(t testing.TB, encode func(*bytes.Buffer, image.Image) error, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tiffEncode(w *bytes.Buffer, m image.Image) error { return tiff.Encode(w, m, nil) }

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	return encode(t, picture(m), codec.Options{Format: codec.PNG})
}

// animation returns a GIF file with frames of 20 by 10 pixels, of which the first one alone has transparent pixels.
func animation(t testing.TB, frames int) []byte {
	t.Helper()
	g := &gif.GIF{LoopCount: 2}
	for i := range frames {
		g.Image = append(g.Image, paletted(image.Rect(0, 0, 20, 10), uint8(i)))
		g.Delay = append(g.Delay, 10*i)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func riff(kind, content string) string {
	return kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(content)))) + content
}

// animatedWebP returns the header of an animation with transparent pixels, and of its frames.
func animatedWebP(w, h, frames int) []byte {
	canvas := string([]byte{0x12, 0, 0, 0, byte(w - 1), 0, 0, byte(h - 1), 0, 0})
	return []byte(riff("RIFF", "WEBP"+riff("VP8X", canvas)+riff("ANIM", "\x00\x00\x00\x00\x02\x00")+
		strings.Repeat(riff("ANMF", strings.Repeat("\x00", 16)), frames)))
}

func box(kind, content string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(content)))) + kind + content
}

// avifHeader returns the beginning of a picture with transparent pixels.
func avifHeader(w, h int) []byte {
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 4), uint32(w)), uint32(h))
	properties := box("ipco", box("ispe", string(size))+
		box("auxC", "\x00\x00\x00\x00urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00"))
	return []byte(box("ftyp", "avif\x00\x00\x00\x00avifmif1") + box("meta", "\x00\x00\x00\x00"+box("iprp", properties)))
}
