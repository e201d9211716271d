package codec_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/internal/race"
)

func pngChunk(kind string, content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, kind...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngOfSize returns a file of gray pixels that claims to have a size, and has some compressed bytes.
func pngOfSize(w, h uint32, compressed int) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return bytes.Join([][]byte{
		[]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(header, 8, 0, 0, 0, 0)),
		pngChunk("IDAT", make([]byte, compressed)), pngChunk("IEND", nil),
	}, nil)
}

// jpegOfSize returns a file with three components that claims to have a size.
func jpegOfSize(w, h uint16, marker byte, padding int) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, marker, 0, 0x11, 8}, h)
	b = binary.BigEndian.AppendUint16(b, w)
	b = append(b, "\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"...)
	b = append(b, "\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x00\x00"...)
	return append(b, make([]byte, padding)...)
}

// gifOfSize returns a file with frames of a size, whose pixels are missing.
func gifOfSize(w, h uint16, frames int) []byte {
	size := binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, w), h)
	frame := ",\x00\x00\x00\x00" + string(size) + "\x00\x02\x01\x00\x00"
	return []byte("GIF89a" + string(size) + "\x80\x00\x00\x00\x00\x00\xff\xff\xff" + strings.Repeat(frame, frames) +
		";")
}

// webpOfSize returns a good, lossless file of black pixels, whose codes take no bits.
func webpOfSize(w, h uint32) []byte {
	size := binary.LittleEndian.AppendUint32(nil, (w-1)|(h-1)<<14)
	return []byte(riff("RIFF", "WEBP"+riff("VP8L", "/"+string(size)+"\x88\x88\x08\x00\x00")))
}

// bmpOfSize returns a file that claims to have a size and has the pixels of a smaller one.
func bmpOfSize(t testing.TB, w, h uint32) []byte {
	t.Helper()
	b := encodeWith(t, bmpEncode, gradient(8, 8, false))
	binary.LittleEndian.PutUint32(b[18:], w)
	binary.LittleEndian.PutUint32(b[22:], h)
	return b
}

// tiffOfSize returns a file that claims to have a size and has the pixels of a smaller one.
func tiffOfSize(t testing.TB, w, h uint32) []byte {
	t.Helper()
	b := encodeWith(t, tiffEncode, gradient(8, 8, false))
	at := binary.LittleEndian.Uint32(b[4:])
	for i := range binary.LittleEndian.Uint16(b[at:]) {
		e := b[at+2+12*uint32(i):]
		switch binary.LittleEndian.Uint16(e) {
		case 0x100:
			putLong(e, w)
		case 0x101, 0x116: // the height, and the rows of the strip
			putLong(e, h)
		}
	}
	return b
}

func putLong(entry []byte, v uint32) {
	binary.LittleEndian.PutUint16(entry[2:], 4)
	binary.LittleEndian.PutUint32(entry[8:], v)
}

// allocated returns how many bytes the process has allocated so far.
func allocated() uint64 {
	read := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(read)
	return read[0].Value.Uint64()
}

// TestDecode_HostileFiles has small files that claim to have many pixels. It is not parallel: it would count what other
// tests allocate.
func TestDecode_HostileFiles(t *testing.T) {
	const most = 4 << 20
	truncated := webpOfSize(16383, 16383)
	canvas := riff("VP8X", "\x00\x00\x00\x00\x07\x00\x00\x07\x00\x00")
	for name, test := range map[string]struct {
		data []byte
		what string // of a LimitError; empty for a FormatError
	}{
		"PNG":                    {pngOfSize(30_000, 30_000, 20), "pixels"},
		"PNG within the limit":   {pngOfSize(10_000, 10_000, 20), ""},
		"wide PNG":               {pngOfSize(65_536, 1, 100), "pixels on one side"},
		"JPEG":                   {jpegOfSize(30_000, 30_000, 0xc0, 0), "pixels"},
		"JPEG within the limit":  {jpegOfSize(9_000, 9_000, 0xc0, 300), ""},
		"progressive JPEG":       {jpegOfSize(8_000, 8_000, 0xc2, 0), "bytes in memory"},
		"GIF":                    {gifOfSize(65_535, 65_535, 1), "pixels"},
		"GIF within the limit":   {gifOfSize(5_000, 5_000, 1), ""},
		"GIF of many frames":     {gifOfSize(1_000, 1_000, 300), "bytes in memory"},
		"WebP":                   {truncated, "pixels"},
		"WebP in memory":         {webpOfSize(10_000, 9_000), "bytes in memory"},
		"wide WebP":              {webpOfSize(16_384, 1), "pixels on one side"},
		"WebP on a small canvas": {[]byte(riff("RIFF", "WEBP"+canvas+string(truncated[12:]))), ""},
		"animated WebP":          {animatedWebP(200, 200, 2000), "bytes in memory"},
		"BMP":                    {bmpOfSize(t, 30_000, 30_000), "pixels"},
		"BMP within the limit":   {bmpOfSize(t, 9_000, 9_000), ""},
		"TIFF":                   {tiffOfSize(t, 30_000, 30_000), "pixels"},
		"TIFF in memory":         {tiffOfSize(t, 9_000, 9_000), "bytes in memory"},
		"AVIF":                   {avifHeader(20_000, 20_000), "pixels"},
		"AVIF that overflows":    {avifHeader(1<<32-1, 1<<32-1), "pixels on one side"},
		"JPEG of many scans": {bytes.Join([][]byte{
			jpegOfSize(8, 8, 0xc0, 0),
			bytes.Repeat([]byte("\xff\xda"), 101),
		}, nil), "scans"},
		"more than 40 MB of bytes": {make([]byte, 40<<20+1), "bytes of the file"},
	} {
		before := allocated()
		_, err := codec.Decode(t.Context(), test.data, codec.Limits{})
		if n := allocated() - before; n > most {
			t.Errorf("%s: %d bytes were allocated, want at most %d", name, n, most)
		}
		limit, isLimit := errors.AsType[*codec.LimitError](err)
		_, isFormat := errors.AsType[*codec.FormatError](err)
		if isLimit != (test.what != "") || isLimit && limit.What != test.what || !isLimit && !isFormat {
			t.Errorf("%s: %v, want a limit of %q", name, err, test.what)
		}
	}
}

// TestDecode_ProfileBomb has a good file with a profile of 8 MB of zeros, most of which are not inflated. It is not
// parallel: it would count what other tests allocate.
func TestDecode_ProfileBomb(t *testing.T) {
	race.SkipSlow(t)
	const most = 14 << 20
	p := picture(gradient(8, 8, false))
	p.Metadata.Profile = make([]byte, 8<<20)
	file := encode(t, p, codec.Options{Format: codec.PNG, KeepProfile: true})
	before := allocated()
	profile := decode(t, file).Metadata.Profile
	if n := allocated() - before; n > most || profile != nil {
		t.Errorf("%d bytes were allocated for a profile of %d, want at most %d for none", n, len(profile), most)
	}
}

func TestDecode_Limits(t *testing.T) {
	t.Parallel()
	file := pngOf(t, gradient(40, 30, false))
	for _, test := range []struct {
		limits codec.Limits
		what   string
	}{
		{codec.Limits{}, ""},
		{codec.Limits{FileSize: int64(len(file)), Pixels: 1200, Side: 40, Memory: 4 * 1200}, ""},
		{codec.Limits{FileSize: int64(len(file)) - 1}, "bytes of the file"},
		{codec.Limits{Pixels: 1199}, "pixels"},
		{codec.Limits{Side: 39}, "pixels on one side"},
		{codec.Limits{Memory: 4*1200 - 1}, "bytes in memory"},
	} {
		_, err := codec.Decode(t.Context(), file, test.limits)
		limit, isLimit := errors.AsType[*codec.LimitError](err)
		if isLimit != (test.what != "") || isLimit && limit.What != test.what {
			t.Errorf("%+v: %v, want a limit of %q", test.limits, err, test.what)
		}
	}
}

// TestDecode_ManySmallFrames has frames whose pixels are the smaller part of their memory.
func TestDecode_ManySmallFrames(t *testing.T) {
	t.Parallel()
	const frames, most = 200, 100_000
	p := &codec.Picture{}
	for range frames {
		p.Frames = append(p.Frames, codec.Frame{Image: gradient(2, 1, false)})
	}
	_, err := codec.Decode(t.Context(), encode(t, p, codec.Options{Format: codec.GIF}), codec.Limits{Memory: most})
	if limit, ok := errors.AsType[*codec.LimitError](err); !ok || limit.What != "bytes in memory" {
		t.Errorf("got %v, want a limit", err)
	}
}

// TestDecode_MemoryEstimate compares what is allocated with what the limit must be at least. It is not parallel: it
// would count what other tests allocate.
func TestDecode_MemoryEstimate(t *testing.T) {
	race.SkipSlow(t)
	const w, h, overhead = 1000, 700, 1 << 20
	turned := picture(gradient(w, h, true))
	turned.Metadata.EXIF = exifWith(binary.LittleEndian, 1)
	exifPNG := encode(t, turned, codec.Options{Format: codec.PNG, KeepMetadata: true})
	frame := codec.Frame{Image: gradient(w, h, false)}
	for name, data := range map[string][]byte{
		"JPEG":        encode(t, picture(gradient(w, h, false)), codec.Options{Format: codec.JPEG}),
		"progressive": testFile(t, "image/testdata/video-001.progressive.jpeg"),
		"PNG":         pngOf(t, gradient(w, h, false)),
		"turned PNG":  bytes.Replace(exifPNG, pngEXIF(1), pngEXIF(6), 1),
		"gray PNG":    pngOf(t, image.NewGray(image.Rect(0, 0, w, h))),
		"GIF": encode(t, &codec.Picture{Frames: []codec.Frame{frame, frame, frame}},
			codec.Options{Format: codec.GIF}),
		"TIFF":       encodeWith(t, tiffEncode, gradient(w, h, false)),
		"BMP":        encodeWith(t, bmpEncode, gradient(w, h, false)),
		"WebP":       webpOfSize(w, h),
		"lossy WebP": testFile(t, "blue-purple-pink-large.no-filter.lossy.webp"),
	} {
		before := allocated()
		decode(t, data)
		n := int64(allocated() - before)
		_, err := codec.Decode(t.Context(), data, codec.Limits{Memory: 1})
		limit, isLimit := errors.AsType[*codec.LimitError](err)
		if !isLimit || n > limit.Value+overhead+2*int64(len(data)) {
			t.Errorf("%s: %d bytes were allocated, the estimate is %v", name, n, err)
		}
	}
}
